// Signature Version 4, by the browser's own cryptography.
import type { Keys } from './keys';
import type { Wire } from './operation';

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function sha256(text: string) {
  return hex(await crypto.subtle.digest('SHA-256', bytes(text)));
}

async function hmac(key: ArrayBuffer | Uint8Array<ArrayBuffer>, text: string) {
  const imported = await crypto.subtle.importKey(
    'raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', imported, bytes(text));
}

// The headers that make it signed, at `now` by the emulator's clock.
export async function signed(
  wire: Wire, service: string, keys: Keys, now: Date, host: string,
): Promise<Record<string, string>> {
  const instant = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = instant.slice(0, 8);
  const scope = `${day}/${keys.region}/${service}/aws4_request`;
  const [path, query = ''] = wire.target.split('?');
  const headers: Record<string, string> = {
    ...wire.headers, host, 'x-amz-date': instant,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    wire.method,
    // AWS: all but S3 have the path encoded once more.
    path.split('/').map(encodeURIComponent).join('/'),
    query.split('&').sort().join('&'),
    ...names.map((name) => `${name}:${headers[name].trim()}`),
    '',
    names.join(';'),
    await sha256(wire.body),
  ].join('\n');
  let key: ArrayBuffer = await hmac(bytes(`AWS4${keys.secretAccessKey}`), day);
  for (const part of [keys.region, service, 'aws4_request']) key = await hmac(key, part);
  const text = ['AWS4-HMAC-SHA256', instant, scope, await sha256(canonical)].join('\n');
  return {
    'x-amz-date': instant,
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, ` +
      `SignedHeaders=${names.join(';')}, Signature=${hex(await hmac(key, text))}`,
  };
}
