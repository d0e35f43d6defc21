/** Renders the sample games: `node tools/render-demo.ts [photo …]`. Without numbers every photo and the JSON files. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createStudio, encodeJpeg, GARDEN_SHOTS, gardenSample, gardenScene, gardenTruth } from "@wopr/testkit/render";

const folder = new URL("../packages/games/samples/garden/", import.meta.url);
const wanted = process.argv.slice(2).map(Number);

await mkdir(folder, { recursive: true });
const studio = createStudio();
let total = 0;
for (const [at, { file }] of GARDEN_SHOTS.entries()) {
  if (wanted.length > 0 && !wanted.includes(at)) continue;
  const began = performance.now();
  const scene = gardenScene(at);
  const bytes = await encodeJpeg(studio.render(scene).picture, scene.sensor.quality);
  await writeFile(new URL(file, folder), bytes);
  total += bytes.length;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${file}  ${Math.round(bytes.length / 1024)} KiB  ${seconds} s  (${at + 1} of ${GARDEN_SHOTS.length})`);
}
await writeFile(new URL("truth.json", folder), `${JSON.stringify(gardenTruth(), null, 1)}\n`);
await writeFile(new URL("sample.json", folder), `${JSON.stringify(gardenSample(), null, 1)}\n`);
console.log(`${Math.round(total / 1024)} KiB of photos in ${fileURLToPath(folder)}`);
