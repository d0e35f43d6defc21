import { readdir, readFile, stat } from "node:fs/promises";
import { findPack, type GridSpec, manifestFor, parseCell, type Table } from "@wopr/games";
import { findSample, loadSample } from "@wopr/games/samples";
import {
  createStudio,
  decodeJpeg,
  encodeJpeg,
  GARDEN_SHOTS,
  gardenSample,
  gardenScene,
  gardenTruth,
  psnr,
} from "@wopr/testkit/render";
import { describe, expect, test } from "vitest";

const sample = findSample("garden") ?? expect.unreachable();
const file = (name: string) => readFile(new URL(name, sample.folder));

describe("the sample garden", () => {
  test("its photos are what the renderer makes today (PSNR ≥ 40 dB): the hand and the bump", async () => {
    const studio = createStudio();
    for (const at of [4, 8]) {
      const scene = gardenScene(at);
      const fresh = await encodeJpeg(studio.render(scene).picture, scene.sensor.quality);
      const shipped = await decodeJpeg(await file(GARDEN_SHOTS[at]?.file ?? ""));
      expect(psnr(await decodeJpeg(fresh), shipped), GARDEN_SHOTS[at]?.file).toBeGreaterThanOrEqual(40);
    }
  }, 120_000);

  test("its JSON files are what the tool writes today", async () => {
    expect(JSON.parse((await file("truth.json")).toString())).toEqual(gardenTruth());
    expect(JSON.parse((await file("sample.json")).toString())).toEqual(gardenSample());
  });

  test("it has a dozen photos of one size and weighs at most 2 MB", async () => {
    const names = await readdir(sample.folder);
    const sizes = await Promise.all(names.map(async (name) => (await stat(new URL(name, sample.folder))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_000_000);
    const spec = await loadSample(sample);
    expect(spec.photos.map((photo) => photo.file)).toEqual(names.filter((name) => name.endsWith(".jpg")).sort());
    for (const photo of spec.photos) {
      const { width, height } = await decodeJpeg(await file(photo.file));
      expect({ width, height }).toEqual(spec.image);
    }
  });

  test("it can be played by the rules of its pack: every photo is one move of the player whose turn it is", async () => {
    const spec = await loadSample(sample);
    const pack = findPack(spec.game.game_type) ?? expect.unreachable();
    const table: Table = {
      players: spec.game.players.map(({ name, position, color }) => ({ seat: position, name, color })),
      options: spec.game.pack_options,
    };
    const { board } = manifestFor(pack, table.options);
    let state = pack.rules.initial(table);
    const grid = state.grid?.map((row) => [...row]) ?? [];
    for (const { cell, player, piece } of spec.start) {
      const at = parseCell(board as GridSpec, cell) ?? expect.unreachable();
      (grid[at.row] ?? [])[at.col] = { type: piece, player };
    }
    state = { ...state, grid };
    for (const photo of spec.photos.filter(({ about }) => about !== "setup" && about !== "hand")) {
      const player = photo.player ?? expect.unreachable();
      const parts = photo.placed.map((to) => ({ kind: "place" as const, player, to }));
      const move = { kind: "composite" as const, player, parts };
      expect(
        pack.rules.check(state, move, table).every(({ result }) => result === "ok"),
        photo.file,
      ).toBe(true);
      const applied = pack.rules.apply(state, move, table);
      state = applied.ok ? applied.state : expect.fail(applied.conflict);
    }
    expect(state.turn).toBe(10);
  });

  test("photo 4 shows a hand and photo 5 the same position without it; photo 6 asks, photo 8 is bumped", () => {
    expect([4, 5, 6, 8].map((at) => GARDEN_SHOTS[at]?.about)).toEqual(["hand", "move", "question", "bump"]);
    expect(GARDEN_SHOTS[5]?.placed).toEqual(GARDEN_SHOTS[4]?.placed);
    expect(gardenScene(8).camera.bump).toEqual({ dx: 6, dy: -4, roll: 0.3 });
    expect(gardenScene(7).camera.bump).toBeUndefined();
  });
});
