import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@wopr/client";
import {
  createCapture,
  createGame,
  enterMove,
  listCaptures,
  listGameEvents,
  listMoves,
  readCapture,
  readGame,
  readImage,
} from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { expect, test } from "vitest";
import { theGarden } from "../src/features/tabletop/table.testing.ts";
import { aKillableServer, anOutsideDatabase, type KillableServer, killDatabaseOf } from "./crash.testing.ts";

/**
 * Kills per database, in turn of the server, of PostgreSQL and of both. The whole promise is 1,000:
 * `WOPR_CRASH_KILLS=1000 vitest run apps/server/test/crash.test.ts`.
 */
const KILLS = Number(process.env["WOPR_CRASH_KILLS"] ?? 6);
const VICTIMS = ["server", "database", "both"] as const;
/** Longest time between the beginning of the work and the kill: long enough for a few photos and moves. */
const WORK_MS = 800;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What the server has answered with 2xx, and must therefore still know. */
interface Acknowledged {
  readonly captures: Map<string, string | null>;
  readonly moves: Set<string>;
}

/** Sends photos and enters moves until they are refused; notes what was acknowledged. */
async function work(client: Client, gameId: string, photo: Buffer<ArrayBuffer>, noted: Acknowledged): Promise<void> {
  const params = { id: gameId };
  const upload = async () => {
    for (;;) {
      const form = new FormData();
      form.set("image", new Blob([photo], { type: "image/jpeg" }), "photo.jpg");
      const { capture_id, status } = await client.upload(createCapture, { params, query: {} }, form);
      expect(status).toBe("stored");
      noted.captures.set(capture_id, null);
    }
  };
  const play = async () => {
    for (;;) {
      const { head_seq } = await client.call(readGame, { params });
      const body = { move: { kind: "pass" as const, player: 1 }, expected_seq: head_seq };
      const { move } = await client.call(enterMove, { params, body });
      noted.moves.add(move.move_id);
    }
  };
  await Promise.allSettled([upload(), play()]);
}

/** Everything that was acknowledged is there, every row has its file, and the log has no gap. */
async function look(client: Client, gameId: string, noted: Acknowledged): Promise<void> {
  const params = { id: gameId };
  const { captures } = await client.call(listCaptures, { params });
  const stored = captures.filter(({ status }) => status === "stored");
  const sequences = stored.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, n) => n));
  const known = new Set(stored.map(({ id }) => id));
  for (const id of noted.captures.keys()) expect(known, "an acknowledged photo is lost").toContain(id);
  for (const { id, image_url, thumbnail_url } of stored) {
    if (noted.captures.get(id)) continue;
    const { sha256: wanted } = await client.call(readCapture, { params: { ...params, cid: id } });
    const file = image_url?.split("/").at(-1) ?? "";
    const answer = await client.raw(readImage, { params: { game_id: gameId, file } });
    expect(sha256(Buffer.from(await answer.arrayBuffer())), "a row without its file").toBe(wanted);
    const thumbnail = thumbnail_url?.split("/").at(-1) ?? "";
    expect((await client.raw(readImage, { params: { game_id: gameId, file: thumbnail } })).ok).toBe(true);
    // Looked at once is enough: a stored photo never changes.
    noted.captures.set(id, wanted);
  }
  const { items } = await client.call(listMoves, { params });
  const moves = new Set(items.map(({ move_id }) => move_id));
  for (const id of noted.moves) expect(moves, "an acknowledged move is lost").toContain(id);
  await lookAtLog(client, gameId);
}

/** Waits for a PostgreSQL that was just killed; every other failure counts at once. */
async function whenDatabaseAnswers(act: () => Promise<void>): Promise<void> {
  const answered = await eventually(
    "a database that answers",
    async () => {
      const failure: unknown = await act().then(
        () => undefined,
        (error: unknown) => error,
      );
      return !(failure instanceof AppError && failure.code === "platform.database_unavailable") && { failure };
    },
    { withinMs: 30_000 },
  );
  if (answered.failure) throw answered.failure;
}

async function lookAtLog(client: Client, gameId: string): Promise<void> {
  let seen = 0;
  for (;;) {
    const query = { after_seq: seen, limit: 500 };
    const { items, head_seq } = await client.call(listGameEvents, { params: { id: gameId }, query });
    for (const { seq } of items) {
      expect(seq).toBe(seen + 1);
      seen = seq;
    }
    if (seen >= head_seq) return;
  }
}

/**
 * @param databaseFolder Data folder whose PostgreSQL is killed. It is started again by whoever runs it: the server or,
 * when both were killed and it is the server's own, the next server.
 */
async function crash(server: KillableServer, databaseFolder: string): Promise<Acknowledged> {
  const { photo } = await theGarden();
  const bytes = await photo(0);
  const noted: Acknowledged = { captures: new Map(), moves: new Set() };
  await server.start();
  const players = [{ name: "Ada", position: 1, color: "red" }];
  const body = { name: "Crash", game_type: "custom_grid", players, camera_id: null };
  const { id } = await (await server.client()).call(createGame, { body });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const client = await server.client();
    const working = work(client, id, bytes, noted);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * WORK_MS));
    const victim = VICTIMS[kill % VICTIMS.length] ?? "both";
    await Promise.all([
      victim === "database" ? undefined : server.kill(),
      victim === "server" ? undefined : killDatabaseOf(databaseFolder),
    ]);
    await working;
    if (victim !== "database") await server.start();
    const next = await server.client();
    await whenDatabaseAnswers(() => look(next, id, noted));
  }
  return noted;
}

test.concurrent.each(["external", "embedded"] as const)(
  "kill -9 at any moment of upload and commit loses nothing acknowledged, of the server, of PostgreSQL or of both: %s database",
  async (kind) => {
    const dataDir = await mkdtemp(join(tmpdir(), "wopr-crash-"));
    const outside = kind === "external" ? await anOutsideDatabase() : undefined;
    const server = aKillableServer({
      WOPR_DATA_DIR: dataDir,
      ...(outside ? { WOPR_DATABASE_URL: outside.url } : {}),
      WOPR_LOG_LEVEL: "warn",
    });
    try {
      const noted = await crash(server, outside?.folder ?? dataDir);
      // A trial in which nothing was acknowledged would prove nothing.
      expect(noted.captures.size + noted.moves.size).toBeGreaterThan(0);
    } finally {
      await server.stop();
      await outside?.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
  60_000 + KILLS * 12_000,
);
