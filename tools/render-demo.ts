/** Renders the sample games: `node tools/render-demo.ts [sample [photo …]]`. Without a sample all of them, without numbers every photo. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createStudio, encodeJpeg, SAMPLE_SOURCES } from "@wopr/testkit/render";

const [wantedSample, ...numbers] = process.argv.slice(2);
const wanted = numbers.map(Number);

for (const { id, files, scene, truth, spec } of SAMPLE_SOURCES) {
  if (wantedSample !== undefined && wantedSample !== id) continue;
  const folder = new URL(`../packages/games/samples/${id}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("truth.json", folder), `${JSON.stringify(truth(), null, 1)}\n`);
  await writeFile(new URL("sample.json", folder), `${JSON.stringify(spec(), null, 1)}\n`);
  const studio = createStudio();
  let total = 0;
  for (const [at, file] of files.entries()) {
    if (wanted.length > 0 && !wanted.includes(at)) continue;
    const began = performance.now();
    const shot = scene(at);
    const bytes = await encodeJpeg(studio.render(shot).picture, shot.sensor.quality);
    await writeFile(new URL(file, folder), bytes);
    total += bytes.length;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${file}  ${Math.round(bytes.length / 1024)} KiB  ${seconds} s  (${at + 1} of ${files.length})`);
  }
  console.log(`${Math.round(total / 1024)} KiB of photos in ${fileURLToPath(folder)}`);
}
