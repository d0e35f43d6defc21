import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runWith } from "../testing.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-gameservers-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

test("finds servers, compares them, and shows no secret", async () => {
  for (const [i, code] of ["A1", "B2", "C3", "D4", "E5", "F6"].entries()) {
    await put(`net/${code}/server.properties`, `server-port=${25_565 + i}\nrcon.password=So-Secret-77\n`);
    await put(`net/${code}/plugins/Shop/config.yml`, `limit: ${i === 3 ? 9 : 5}\nopen: true\n`);
  }
  await put("net/A1/plugins/Shop/broken.yml", "a: [\n");
  const { code, out } = await runWith(["gameservers", "report", "net", "--json"], { cwd: folder });
  const report = JSON.parse(out);
  expect(code).toBe(0);
  expect(report.instances).toHaveLength(6);
  expect(report.files).toMatchObject({
    seen: 13,
    read: 12,
    unreadable: [{ instance: "A1", file: "plugins/Shop/broken.yml" }],
  });
  expect(report.deviations.by_kind).toMatchObject({ value_mismatch: 1, unreadable: 1 });
  expect(report.findings.list).toMatchObject([{ check: "odd_one_out", instances: ["D4"], key: "limit" }]);
  expect(out).not.toContain("So-Secret-77");
  const { out: text } = await runWith(["servers", "report", "net"], { cwd: folder });
  expect(text).toContain("D4 has 9; all 5 others have 5.");
});

test("nothing found is a failure that names the better folder", async () => {
  await put("amp/data/instances/DEV01/Minecraft/server.properties", "a=1\n");
  const { code, err } = await runWith(["gameservers", "report", "."], { cwd: folder });
  expect([code, err]).toEqual([5, expect.stringContaining("Did you mean ./amp/data/instances?")]);
});

test("a folder that is not there is told", async () => {
  const { code, err } = await runWith(["gameservers", "report", "nowhere"], { cwd: folder });
  expect([code, err]).toEqual([2, expect.stringContaining("nowhere")]);
});
