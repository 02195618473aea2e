// Builds the console, compresses its files, and writes a C++ source that has them.
//
//   node embed.mjs FOLDER    writes FOLDER/assets.cc, and beside it what that includes

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { build } from 'vite';

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const folder = path.resolve(process.argv[2]);
const built = path.join(folder, 'dist');
const embedded = path.join(folder, 'embedded');
await rm(embedded, { recursive: true, force: true });
await mkdir(embedded, { recursive: true });
await build({ logLevel: 'warn', build: { outDir: built, emptyOutDir: true } });

async function embed(name, number) {
  const content = await readFile(path.join(built, name));
  const file = (coding) => path.join(embedded, `${number}.${coding}`);
  const options = { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
  await writeFile(file('br'), await brotli(content, options));
  await writeFile(file('gz'), await gzip(content, { level: 9 }));
  return {
    path: name,
    mediaType: mediaTypes[path.extname(name)],
    etag: createHash('sha256').update(content).digest('base64url').slice(0, 22),
    number,
    file,
  };
}

const names = (await readdir(built, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(built, path.join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
const assets = await Promise.all(names.map(embed));

// The assembler takes the files in: a C++ array of a megabyte takes long to compile.
const taken = (asset, coding) => `    ".balign 1\\n${coding}_${asset.number}:\\n"
    ".incbin \\"${asset.file(coding)}\\"\\n"
    "${coding}_${asset.number}_end:\\n"`;
const symbol = (name) => `extern const char ${name}[] __asm__("${name}");`;
const view = (name) => `{${name}, static_cast<std::size_t>(${name}_end - ${name})}`;
const codings = assets.flatMap((asset) => ['br', 'gz'].map((coding) => [asset, coding]));

const source = `// Written by console/embed.mjs.
#include <cstddef>

#include "server/console/assets.h"

__asm__(
    ".section .rodata\\n"
${codings.map(([asset, coding]) => taken(asset, coding)).join('\n')}
    ".text\\n");

extern "C" {
${codings
  .flatMap(([asset, coding]) => [`${coding}_${asset.number}`, `${coding}_${asset.number}_end`])
  .map(symbol)
  .join('\n')}
}

namespace console {

std::span<const Asset> Assets() {
  static const Asset assets[] = {
${assets
  .map((asset) => `      {"${asset.path}", "${asset.mediaType}", "\\"${asset.etag}\\"",
       ${view(`br_${asset.number}`)},
       ${view(`gz_${asset.number}`)}},`)
  .join('\n')}
  };
  return assets;
}

}  // namespace console
`;
await writeFile(path.join(folder, 'assets.cc.new'), source);
await rename(path.join(folder, 'assets.cc.new'), path.join(folder, 'assets.cc'));
const size = async (coding) =>
  (await Promise.all(assets.map((asset) => readFile(asset.file(coding)))))
    .reduce((sum, content) => sum + content.length, 0);
console.log(`console: ${assets.length} files, ${await size('br')} bytes by brotli, ` +
  `${await size('gz')} by gzip`);
