import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clothTable, createStudio, hex, PLAIN_COLORS, plainBoard, withMarkers } from "@wopr/testkit/render";
import { markerBits } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callAs } from "./support/api.ts";
import { FLAGS, found, keepShot, missing, openTab } from "./support/browser.ts";
import { type PairReading, type PhotoPair, readPair } from "./support/parity.ts";
import { openSession, type Session } from "./support/session.ts";

const GARDEN = fileURLToPath(new URL("../packages/games/samples/garden/", import.meta.url));
const RECORDED = fileURLToPath(new URL("../../shared/data/tabletop/qwirkle-game1/", import.meta.url));
const ORIGIN = "http://localhost:9";

interface Pair extends PhotoPair {
  readonly before: string;
  readonly after: string;
}

const grid = (rows: number, cols: number) =>
  ({ kind: "grid", rows, cols, points: "cells", origin: "top", letters: "upper" }) as const;

/** Consecutive photos of a game. */
const pairsOf = (files: readonly string[], pair: PhotoPair): readonly Pair[] =>
  files.slice(1).map((after, i) => ({ ...pair, before: files[i]!, after }));

async function gardenPairs(): Promise<readonly Pair[]> {
  const { corners, image, photos } = JSON.parse(await readFile(`${GARDEN}sample.json`, "utf8"));
  const files = photos.map(({ file }: { file: string }) => fileURLToPath(new URL(file, `file://${GARDEN}`)));
  return pairsOf(files, { board: grid(9, 9), corners, size: image });
}

/** Ten photos of one position of the camera, where they are present. */
async function recordedPairs(): Promise<readonly Pair[]> {
  if (!existsSync(`${RECORDED}truth.json`)) return [];
  const { corners, frames } = JSON.parse(await readFile(`${RECORDED}truth.json`, "utf8"));
  const files = frames.slice(0, 10).map(({ file }: { file: string }) => `${RECORDED}${file}`);
  const { width, height } = await decodeImage(await readFile(files[0]), { longSidePx: 100_000 });
  return pairsOf(files, { board: grid(16, 16), corners: corners.px, size: { width, height } });
}

async function coreScript(): Promise<string> {
  const entry = fileURLToPath(new URL("support/parity-in-browser.ts", import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, lib: { entry, formats: ["iife"], name: "parity", fileName: "parity" }, minify: false },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !("output" in output)) throw new Error("vite built nothing");
  const [chunk] = output.output;
  if (chunk?.type !== "chunk") throw new Error("vite built no script");
  return chunk.code;
}

describe.skipIf(!found.present)(`the eye in the browser${missing}`, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!found.present) return;
    browser = await chromium.launch({ executablePath: found.command, args: FLAGS });
    page = await browser.newPage();
    await page.route(`${ORIGIN}/**`, async (route) => {
      const path = decodeURIComponent(new URL(route.request().url()).pathname);
      if (path === "/") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>eye</title>" });
      return route.fulfill({ contentType: "image/jpeg", body: await readFile(path) });
    });
    await page.goto(`${ORIGIN}/`);
    await page.addScriptTag({ content: await coreScript() });
  });
  afterAll(() => browser?.close());

  const inBrowser = ({ before, after, ...pair }: Pair): Promise<PairReading> =>
    page.evaluate(
      ([a, b, facts]) =>
        (
          globalThis as unknown as {
            parity: { readPairInBrowser(a: string, b: string, pair: unknown): Promise<PairReading> };
          }
        ).parity.readPairInBrowser(a as string, b as string, facts),
      [ORIGIN + before, ORIGIN + after, pair] as const,
    );

  test("decides as Node does, scores within 0.2, on shipped photos and on recorded ones where they are present", async () => {
    const pairs = [...(await gardenPairs()), ...(await recordedPairs())];
    expect(pairs.length).toBeGreaterThanOrEqual(10);
    for (const pair of pairs) {
      const [before, after] = await Promise.all(
        [pair.before, pair.after].map(async (path) => decodeImage(await readFile(path))),
      );
      const node = readPair(before!, after!, pair);
      const web = await inBrowser(pair);
      expect({ outcome: web.outcome, changed: web.changed, unsure: web.unsure }, pair.after).toEqual({
        outcome: node.outcome,
        changed: node.changed,
        unsure: node.unsure,
      });
      const apart = node.d.map((d, i) => Math.abs(d - web.d[i]!));
      expect(Math.max(0, ...apart), pair.after).toBeLessThan(0.2);
    }
  });
});

/** A board of 8 × 8 with the markers 0 to 3 at its corners, as a film a camera would give. */
function markedBoardFilm(): Uint8Array {
  const base = plainBoard(8, 8, "checks", PLAIN_COLORS[1]!, 5);
  const spots = [
    [-0.6, -0.6],
    [8.6, -0.6],
    [8.6, 8.6],
    [-0.6, 8.6],
  ] as const;
  const printed = spots.map(([x, y], id) => ({ x, y, size: 1.2, bits: markerBits("aruco4x4", id) }));
  const { picture } = createStudio().render({
    seed: 9,
    camera: { width: 1280, height: 720, target: [4, 4], cellPx: 56, focal: 1.2, tilt: 22, azimuth: 15, roll: 3, k1: 0 },
    board: { ...base, box: [-1.6, -1.6, 9.6, 9.6], paint: withMarkers(base.paint, printed) },
    table: clothTable(hex("#8a8478"), 1),
    pieces: [],
    light: { elevation: 60, azimuth: 40, ambient: 0.7, size: 6, kelvin: 5000, exposure: 0.9, gradient: [0, 0] },
    sensor: { vignette: 0.1, blur: 0.5, readNoise: 1, shotNoise: 1, quality: 90 },
    antialias: 1,
    shadowRays: 2,
  });
  const frame = Buffer.concat([Buffer.from("FRAME\n"), i420(picture)]);
  const head = Buffer.from(`YUV4MPEG2 W${picture.width} H${picture.height} F20:1 Ip A1:1 C420\n`);
  return Buffer.concat([head, ...Array.from({ length: 4 }, () => frame)]);
}

/** Luma, then both chromas at half size (ITU-R BT.601, 16 to 235). */
function i420({
  width,
  height,
  rgb,
}: {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}): Uint8Array {
  const area = width * height;
  const out = new Uint8Array(area * 1.5);
  for (let i = 0; i < area; i += 1) {
    const [r, g, b] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
    out[i] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x % 2 === 1 || y % 2 === 1) continue;
    const at = area + (y / 2) * (width / 2) + x / 2;
    out[at] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
    out[at + area / 4] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
  }
  return out;
}

describe.skipIf(!found.present)(`the live picture of a calibration${missing}`, () => {
  let session: Session;
  let folder: string | undefined;

  beforeAll(async () => {
    session = await openSession();
    folder = await mkdtemp(join(tmpdir(), "wopr-e2e-film-"));
    await writeFile(join(folder, "board.y4m"), markedBoardFilm());
  });
  afterAll(async () => {
    await session?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test("shows the grid of a board found by its markers, ten times a second and more, and the photo taken has its corners by one tap", async () => {
    if (!found.present) return;
    const { server, signedIn } = session;
    const film = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    const args = [...FLAGS, ...film, `--use-file-for-fake-video-capture=${join(folder ?? "", "board.y4m")}`];
    const browser = await chromium.launch({ executablePath: found.command, args });
    const { page } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    await page.goto(`${server.url}/play`);
    const players = [
      { name: "Ann", position: 1, color: "white" },
      { name: "Ben", position: 2, color: "black" },
    ];
    const { id } = await callAs<{ id: string }>(page, "POST", "/games", { name: "Live", game_type: "chess", players });
    await page.goto(`${server.url}/play/${id}/prepare?step=corners`);
    await page.getByRole("button", { name: "Live picture" }).click();
    await page.getByText(/^The board is found by its markers\. The smallest cell is \d+ pixels\.$/).waitFor();
    const rates: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
      rates.push(Number(await page.locator("output[data-fps]").getAttribute("data-fps")));
    }
    expect(rates.sort((a, b) => a - b)[5]).toBeGreaterThanOrEqual(10);
    await keepShot(page, "live-overlay");
    await page.getByRole("dialog").getByRole("button", { name: "Take photo" }).click();
    await page.getByRole("button", { name: "Find markers" }).click();
    await page.getByText("All four markers were found.").waitFor();
    await keepShot(page, "found-markers");
    await browser.close();
  });
});
