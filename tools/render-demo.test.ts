import { readdir, readFile, stat } from "node:fs/promises";
import { findPack, type GridSpec, manifestFor, parseCell, type SimpleMove, type Table } from "@wopr/games";
import { findSample, listSamples, loadSample } from "@wopr/games/samples";
import {
  createStudio,
  decodeJpeg,
  encodeJpeg,
  GARDEN_SHOTS,
  gardenScene,
  psnr,
  SAMPLE_SOURCES,
} from "@wopr/testkit/render";
import { describe, expect, test } from "vitest";

const sampleCalled = (id: string) => findSample(id) ?? expect.unreachable();
const read = (id: string, name: string) => readFile(new URL(name, sampleCalled(id).folder));

/** Photos that are rendered afresh; all of them would take minutes. */
const RENDERED: Readonly<Record<string, readonly number[]>> = {
  garden: [4, 8],
  chess: [23],
  council: [4, 9],
  skirmish: [6],
};

test("every sample that is shipped has a source, and all of them together weigh at most 8 MB", async () => {
  expect(SAMPLE_SOURCES.map(({ id }) => id)).toEqual(listSamples().map(({ id }) => id));
  let total = 0;
  for (const { id } of listSamples())
    for (const name of await readdir(sampleCalled(id).folder))
      total += (await stat(new URL(name, sampleCalled(id).folder))).size;
  expect(total).toBeLessThanOrEqual(8_000_000);
});

describe.each(SAMPLE_SOURCES)("the sample $id", ({ id, files, scene, truth, spec }) => {
  test("its photos are what the renderer makes today (PSNR ≥ 40 dB)", { timeout: 180_000 }, async () => {
    const studio = createStudio();
    for (const at of RENDERED[id] ?? [0]) {
      const shot = scene(at);
      const fresh = await encodeJpeg(studio.render(shot).picture, shot.sensor.quality);
      const shipped = await decodeJpeg(await read(id, files[at] ?? ""));
      expect(psnr(await decodeJpeg(fresh), shipped), files[at]).toBeGreaterThanOrEqual(40);
    }
  });

  test("its JSON files are what the tool writes today", async () => {
    const asWritten = (value: unknown) => JSON.parse(JSON.stringify(value));
    expect(JSON.parse((await read(id, "truth.json")).toString())).toEqual(asWritten(truth()));
    expect(JSON.parse((await read(id, "sample.json")).toString())).toEqual(asWritten(spec()));
  });

  test("its photos are all there, of one size", async () => {
    const names = await readdir(sampleCalled(id).folder);
    const described = await loadSample(sampleCalled(id));
    expect(described.photos.map((photo) => photo.file)).toEqual(names.filter((name) => name.endsWith(".jpg")).sort());
    for (const file of [described.photos[0]?.file, described.photos.at(-1)?.file]) {
      const { width, height } = await decodeJpeg(await read(id, file ?? ""));
      expect({ width, height }).toEqual(described.image);
    }
  });

  test("its options and players are those of its pack", async () => {
    const { game } = await loadSample(sampleCalled(id));
    const pack = findPack(game.game_type) ?? expect.unreachable();
    expect(manifestFor(pack, game.pack_options).readsPhotos).toBe(true);
    expect(game.players.length).toBeGreaterThanOrEqual(pack.manifest.players.min);
  });
});

test("the sample council can be played by its rules: every photo is one move that fits", async () => {
  const { game, photos } = await loadSample(sampleCalled("council"));
  const pack = findPack(game.game_type) ?? expect.unreachable();
  const table: Table = {
    players: game.players.map(({ name, position, color }) => ({ seat: position, name, color })),
    options: game.pack_options,
  };
  let state = pack.rules.initial(table);
  for (const { changes = [], player, file } of photos) {
    if (changes.length === 0) continue;
    const parts: readonly SimpleMove[] = changes;
    const applied = pack.rules.apply(state, { kind: "composite", player: player ?? 1, parts }, table);
    state = applied.ok ? applied.state : expect.fail(`${file}: ${applied.conflict}`);
  }
  expect(state.turn).toBe(10);
});

describe("the sample garden", () => {
  test("it can be played by the rules of its pack: every photo is one move of the player whose turn it is", async () => {
    const spec = await loadSample(sampleCalled("garden"));
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
