// The object store, as far as the console needs it: S3's REST API, whose answers are XML.
import { ApiError, signingTime } from '../../api/send';
import { keys } from '../../api/keys';
import { signed } from '../../api/signature';

export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  modified: string;
}

const encodedKey = (key: string) => key.split('/').map(encodeURIComponent).join('/');
export const targetOf = (bucket: string, key: string) => `/${bucket}/${encodedKey(key)}`;

async function send(method: string, target: string, body?: Blob) {
  const signer = keys();
  const wire = { method, target, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, body: '' };
  const quiet: Record<string, string> = method === 'GET' ? { 'x-iot-jobs-local-trace': 'none' } : {};
  const headers: Record<string, string> = signer
    ? { ...wire.headers, ...(await signed(wire, 's3', signer, await signingTime(), location.host)) }
    // By what it is signed for, a request is known to be the object store's.
    : { authorization: 'AWS4-HMAC-SHA256 Credential=console/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' };
  const response = await fetch(target, { method, headers: { ...headers, ...quiet }, body });
  const text = await response.text();
  const xml = new DOMParser().parseFromString(text || '<none/>', 'application/xml');
  if (!response.ok) {
    const said = (tag: string) => xml.getElementsByTagName(tag)[0]?.textContent ?? '';
    throw new ApiError(said('Code') || `HTTP ${response.status}`, said('Message'), response.status);
  }
  return xml;
}

const textsOf = (element: Element | Document, tag: string) => [...element.getElementsByTagName(tag)].map((one) => one.textContent ?? '');

export async function listObjects(): Promise<{ buckets: string[]; objects: StoredObject[] }> {
  const listed = await send('GET', '/');
  const buckets = [...listed.getElementsByTagName('Bucket')].flatMap((bucket) => textsOf(bucket, 'Name'));
  const objects = await Promise.all(buckets.map(async (bucket) => {
    const contents = await send('GET', `/${bucket}?list-type=2`);
    return [...contents.getElementsByTagName('Contents')].map((one) => ({
      bucket, key: textsOf(one, 'Key')[0], size: Number(textsOf(one, 'Size')[0]), modified: textsOf(one, 'LastModified')[0] }));
  }));
  return { buckets, objects: objects.flat() };
}

export async function putObject(bucket: string, file: File, isNewBucket: boolean) {
  if (isNewBucket) await send('PUT', `/${bucket}`);
  await send('PUT', targetOf(bucket, file.name), file);
}

export const deleteObject = (bucket: string, key: string) => send('DELETE', targetOf(bucket, key));
