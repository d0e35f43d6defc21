import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runWith } from "../testing.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-config-files-"));
  await writeFile(join(folder, "good.yml"), "# kept\na: 1\r\nb: 'x'\r\n");
  await writeFile(join(folder, "broken.yml"), "a: 1\nb: %x%\n");
  await writeFile(join(folder, "picture.png"), new Uint8Array([0, 1, 2]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("wopr config-files check", () => {
  test("counts what it read, says the line of what it could not", async () => {
    const { code, out } = await runWith(["config-files", "check", folder, "--json"], { cwd: folder });
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.files).toBe(3);
    expect(report.by_format.yaml).toMatchObject({
      files: 2,
      readable: 1,
      unreadable: 1,
      edited: 2,
      exact: 2,
      wrong: 0,
    });
    expect(report.unreadable).toMatchObject([{ file: "broken.yml", line: 2, hint: "Quote this value." }]);
  });

  test("no file at all is a failure", async () => {
    await rm(join(folder, "empty"), { recursive: true, force: true });
    const { code, err } = await runWith(["config-files", "check", join(folder, "nothing")], { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be used")]);
  });
});

const shared = resolve(import.meta.dirname, "../../../../../shared/data/gameservers");
test.skipIf(!existsSync(shared))(
  "CF-5, CF-6: real trees of game servers keep every byte (needs ../shared/data)",
  async () => {
    const argv = ["config-files", "check", join(shared, "newlands/semivanilla-proxy"), "--most", "2", "--json"];
    const { code, out } = await runWith(argv, { cwd: shared });
    const report = JSON.parse(out);
    expect([code, report.wrong]).toEqual([0, []]);
    expect(report.by_format.yaml.readable).toBeGreaterThan(5);
  },
);
