import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runWith } from "../testing.ts";

let folder: string;
const LIVE = "# kept\r\nview-distance: 10\r\nrcon:\r\n  password: 'So-Secret-77'\r\n";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-file-"));
  await writeFile(join(folder, "live.yml"), LIVE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const run = (...argv: readonly string[]) => runWith(["file", ...argv], { cwd: folder });
const live = () => readFile(join(folder, "live.yml"), "utf8");

test("set shows the line and writes nothing; with --write it changes that value alone and keeps a copy", async () => {
  const shown = await run("set", "live.yml", "view-distance", "8");
  expect([shown.code, shown.out]).toEqual([
    0,
    expect.stringContaining("- 2  view-distance: 10\n+ 2  view-distance: 8"),
  ]);
  expect(await live()).toBe(LIVE);
  expect((await run("set", "live.yml", "view-distance", "8", "--write")).code).toBe(0);
  expect(await live()).toBe(LIVE.replace("10", "8"));
  expect((await readdir(folder)).toSorted()).toEqual(["live.yml", "live.yml.wopr-backup"]);
  expect(await readFile(join(folder, "live.yml.wopr-backup"), "utf8")).toBe(LIVE);
});

test("add, rm and --create", async () => {
  await run("add", "live.yml", "motd", "hello", "--write");
  await run("set", "live.yml", "deep.er", "1", "--create", "--write");
  await run("rm", "live.yml", "view-distance", "--write");
  expect(await live()).toBe("# kept\r\nrcon:\r\n  password: 'So-Secret-77'\r\nmotd: hello\r\ndeep:\r\n  er: 1\r\n");
});

test("a refused edit is 3 with its reason, and the file stays", async () => {
  const { code, err } = await run("set", "live.yml", "nothing.here", "1", "--write");
  expect([code, err]).toEqual([3, expect.stringContaining("There is no nothing.here")]);
  await writeFile(join(folder, "live.yml"), "a: [\n");
  expect((await run("set", "live.yml", "a", "1", "--write")).code).toBe(3);
  expect(await live()).toBe("a: [\n");
});

test("ls, get and mask", async () => {
  expect(JSON.parse((await run("ls", "live.yml", "--json")).out).values).toMatchObject([
    { path: "view-distance", value: 10, line: 2 },
    { path: "rcon.password", line: 4 },
  ]);
  expect((await run("get", "live.yml", "view-distance")).out.trim()).toBe("10");
  expect((await run("get", "live.yml", "nope")).code).toBe(3);
  const { out } = await run("mask", "live.yml");
  expect(out).toMatch(/password: 'wopr-secret-[0-9a-f]{16}'/);
  expect(out).not.toContain("So-Secret-77");
});

test("diff is 1 when files differ; merge keeps our values and takes new keys", async () => {
  await writeFile(join(folder, "old.yml"), "view-distance: 6\n");
  await writeFile(join(folder, "new.yml"), "view-distance: 6\n# new\nsimulation-distance: 4\n");
  const diff = await run("diff", "old.yml", "new.yml");
  expect([diff.code, diff.out.trim()]).toEqual([1, "added  simulation-distance  4"]);
  const merged = await run(
    "merge",
    "--base",
    "old.yml",
    "--ours",
    "live.yml",
    "--theirs",
    "new.yml",
    "--out",
    "merged.yml",
  );
  expect(merged.code).toBe(0);
  expect(await readFile(join(folder, "merged.yml"), "utf8")).toBe(
    "# kept\r\nview-distance: 10\r\nrcon:\r\n  password: 'So-Secret-77'\r\n# new\r\nsimulation-distance: 4\r\n",
  );
});
