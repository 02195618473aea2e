// One call of npm's S3 client, with the SDK's defaults: put, get, copy, list or remove; or a URL
// that is presigned for a put.
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as s3 from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const [endpoint, call, ...places] = process.argv.slice(2);
const client = new s3.S3Client({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  forcePathStyle: true,
  maxAttempts: 1,
  // Else a presigned URL has the checksum of no bytes.
  requestChecksumCalculation: call === "presign" ? "WHEN_REQUIRED" : "WHEN_SUPPORTED",
});

function named(place) {
  const slash = place.indexOf("/");
  return { Bucket: place.slice(0, slash), Key: place.slice(slash + 1) };
}

const calls = {
  async put(file, place) {
    // In parts of 5 MiB.
    await new Upload({ client, params: { ...named(place), Body: createReadStream(file) } }).done();
  },
  async get(place, file) {
    const { Body } = await client.send(new s3.GetObjectCommand(named(place)));
    await writeFile(file, await Body.transformToByteArray());
  },
  async copy(from, to) {
    await client.send(new s3.CopyObjectCommand({ ...named(to), CopySource: from }));
  },
  async presign(place) {
    const said = { Metadata: { a: "1" }, ServerSideEncryption: "AES256", Tagging: "t=1" };
    console.log(await getSignedUrl(client, new s3.PutObjectCommand({ ...named(place), ...said })));
  },
  async list(bucket) {
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket: bucket }));
    console.log(Contents.map((object) => object.Key).join("\n"));
  },
  async remove(place) {
    const { Bucket, Key } = named(place);
    const Delete = { Objects: [{ Key }] };
    const { Errors } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete }));
    if (Errors) throw new Error(JSON.stringify(Errors));
  },
};

await calls[call](...places);
