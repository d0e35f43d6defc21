import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { decodeImage } from "@wopr/vision/node";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLAGS, found, missing } from "./support/browser.ts";
import { type PairReading, type PhotoPair, readPair } from "./support/parity-core.ts";

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
  const entry = fileURLToPath(new URL("support/parity-core.ts", import.meta.url));
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
