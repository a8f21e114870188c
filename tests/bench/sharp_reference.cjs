// sharp makes of a photo what Zharia makes of it. Run by tests/bench/sharp.py in a folder where
// sharp is installed; each line in is a file, each line out what it took.
"use strict";
const fs = require("node:fs");
const readline = require("node:readline");
const sharp = require(require.resolve("sharp", { paths: [process.cwd()] }));

// One thread, as in each of our workers, and no answer out of a cache.
sharp.concurrency(1);
sharp.cache(false);

const within = { width: 1920, height: 1080, fit: "inside", withoutEnlargement: true };
// What Pillow writes: chroma halved both ways, the standard's own Huffman tables.
const jpeg = { quality: 88, chromaSubsampling: "4:2:0", optimiseCoding: false };

async function main() {
  console.log(JSON.stringify({ sharp: sharp.versions.sharp, vips: sharp.versions.vips }));
  for await (const path of readline.createInterface({ input: process.stdin })) {
    const photo = fs.readFileSync(path);
    const start = process.hrtime.bigint();
    const { data, info } = await sharp(photo)
      .autoOrient()
      .resize(within)
      .flatten({ background: "white" })
      .jpeg(jpeg)
      .toBuffer({ resolveWithObject: true });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const { width, height } = info;
    console.log(JSON.stringify({ seconds, width, height, bytes: data.length }));
  }
}

main();
