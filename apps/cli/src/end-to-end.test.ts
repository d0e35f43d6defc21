import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const recorded = fileURLToPath(new URL("../../../../shared/data/tabletop/qwirkle-game1", import.meta.url));
const PASSWORD = "tulips under a paper moon";
const LONG = { timeout: 180_000 };

let folder: string;
let url: string;
const children: ChildProcess[] = [];

/** What a command line ended with. */
interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `wopr` as a process of its own, with its own configuration folder. */
function wopr(args: readonly string[], input = ""): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, XDG_CONFIG_HOME: folder, WOPR_SERVER_URL: url, WOPR_API_KEY: undefined };
    const argv = [`${root}apps/cli/src/main.ts`, ...args];
    const child = execFile(process.execPath, argv, { cwd: folder, env, maxBuffer: 1e8 }, (failure, out, err) => {
      resolve({ code: typeof failure?.code === "number" ? failure.code : failure ? 1 : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

/** As {@link wopr}, for commands that must work. @returns what `--json` printed. */
async function json<T>(args: readonly string[], input = ""): Promise<T> {
  const { code, out, err } = await wopr([...args, "--json"], input);
  expect({ code, out: code === 0 ? "" : out, err: code === 0 ? "" : err }).toEqual({ code: 0, out: "", err: "" });
  return JSON.parse(out) as T;
}

/** Starts a program and reads its lines until one tells what is waited for. */
async function start<T>(
  script: string,
  env: Readonly<Record<string, string>>,
  told: (line: string) => T | undefined,
): Promise<T> {
  const child = spawn(process.execPath, [root + script], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = told(line);
    if (found !== undefined) {
      child.stdout?.resume();
      return found;
    }
  }
  throw new Error(`${script} ended before it was ready.`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-end-"));
  url = "http://localhost:0";
  const link = await start(
    "apps/server/src/main.ts",
    { WOPR_PORT: "0", WOPR_DATA_DIR: join(folder, "data") },
    (line) => /(http:\/\/\S+)\/setup#code=(\S+)/.exec(line) ?? undefined,
  );
  url = link[1]!;
  await json(
    ["setup", "--code", link[2]!, "--name", "Ann", "--email", "ann@example.com", "--password-stdin"],
    PASSWORD,
  );
}, 120_000);

afterAll(async () => {
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Replayed {
  readonly position_right: boolean;
  readonly totals: {
    readonly photos: number;
    readonly moves: number;
    readonly exact: number;
    readonly sure_wrong: number;
  };
}

test("signing in again with the password stores a key that works", async () => {
  await json(["login", "--email", "ann@example.com", "--password-stdin"], PASSWORD);
  expect(await json<{ total: number }>(["game", "list"])).toMatchObject({ total: expect.any(Number) });
});

test("wopr demo plays the garden to its true position; a hand, a question and a bump on the way", LONG, async () => {
  const played = await json<Replayed>(["demo"]);
  expect(played).toMatchObject({ position_right: true, totals: { photos: 12, sure_wrong: 0 } });
});

test("a game goes out, comes in, is shared and corrected, and its bug bundle replays", LONG, async () => {
  const { path } = await json<{ path: string }>(["game", "export", "latest", "--out", "game.zip"]);
  const { games } = await json<{ games: { name: string }[] }>(["game", "import", path]);
  expect(games).toMatchObject([{ name: "A game of garden" }]);
  await json(["game", "bug-bundle", "latest", "--out", "bundle.zip"]);
  expect(await json(["game", "replay-bundle", "bundle.zip"])).toMatchObject({ same: true });
  const shared = await wopr(["game", "share", "latest", "--photos", "none"]);
  expect(shared.out).toMatch(/\/watch\/[\w-]{22}\n/);
  const corrected = await wopr(["game", "correct", "latest", "99", "--move", '{"kind":"pass","player":1}']);
  expect([corrected.code, corrected.err]).toEqual([3, expect.stringMatching(/There is no move 99/)]);
});

test(
  "game replay of a folder with truth.json ends in the true position, and its camera is gone after",
  LONG,
  async () => {
    const played = await json<Replayed>(["game", "replay", join(root, "packages/games/samples/garden")]);
    expect(played).toMatchObject({ position_right: true, totals: { sure_wrong: 0 } });
    const cameras = await json<{ name: string }[]>(["camera", "list"]);
    expect(cameras.filter(({ name }) => name.startsWith("Replay of"))).toEqual([]);
  },
);

test("a replay of sent photos that ends elsewhere exits with 1 and names the cells", LONG, async () => {
  const truth = JSON.parse(await readTruthOf("garden")) as { frames: { placed: { col: string }[] }[] };
  const last = truth.frames.at(-1)!.placed[0]!;
  last.col = last.col === "A" ? "B" : "A";
  const wrong = await copyOfGarden(JSON.stringify(truth));
  const { code, out } = await wopr(["game", "replay", wrong, "--upload", "--json"]);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    position_right: false,
    wrong_cells: expect.arrayContaining([expect.any(String)]),
  });
});

async function readTruthOf(sample: string): Promise<string> {
  return readFile(join(root, "packages/games/samples", sample, "truth.json"), "utf8");
}

/** The garden with another truth file, and without the description of the sample. */
async function copyOfGarden(truth: string): Promise<string> {
  const from = join(root, "packages/games/samples/garden");
  const to = join(folder, "garden");
  await mkdir(to, { recursive: true });
  for (const file of (await readdir(from)).filter((name) => name.endsWith(".jpg")))
    await copyFile(join(from, file), join(to, file));
  await writeFile(join(to, "truth.json"), truth);
  return to;
}

describe.skipIf(!existsSync(recorded))("a real board (skipped where ../shared/data is absent)", () => {
  test("the recorded game ends in the true position", LONG, async () => {
    const played = await json<Replayed>(["game", "replay", recorded]);
    expect(played.position_right).toBe(true);
    expect(played.totals.exact).toBeGreaterThanOrEqual(19);
    expect(played.totals.sure_wrong).toBe(0);
  });
});

describe("a camera process on its own device", () => {
  test("takes the photo a game asks for, and its upload becomes the capture", LONG, async () => {
    const { id } = await json<{ id: string }>(["camera", "add", "porch", "--driver", "agent"]);
    const { key } = await keyOfStore();
    await start(
      "apps/camera/src/main.ts",
      {
        WOPR_CAMERA_NAME: "porch",
        WOPR_CAMERA_DRIVER: "replay",
        WOPR_CAMERA_FOLDER: join(root, "packages/games/samples/garden"),
        WOPR_CAMERA_PORT: "0",
        WOPR_CAMERA_DATA_DIR: join(folder, "porch"),
        WOPR_SERVER_URL: url,
        WOPR_API_KEY: key,
        WOPR_CAMERA_ID: id,
      },
      (line) => (line.includes("camera listens") ? true : undefined),
    );
    const porch = { name: "porch", status: "ready" };
    await vi.waitFor(
      async () =>
        expect(await json<unknown[]>(["camera", "list"])).toEqual(
          expect.arrayContaining([expect.objectContaining(porch)]),
        ),
      { timeout: 30_000, interval: 500 },
    );
    await json(["game", "new", "--name", "Porch", "--players", "red,blue", "--grid", "9x9", "--camera", "porch"]);
    const { out } = await wopr(["game", "capture", "Porch", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ capture: { status: "stored", sequence: 0, width: 1600, height: 1200 } });
  });
});

async function keyOfStore(): Promise<{ readonly key: string }> {
  const stored = JSON.parse(await readFile(join(folder, "wopr/cli.json"), "utf8")) as {
    servers: Record<string, { key: string }>;
  };
  return Object.values(stored.servers)[0]!;
}
