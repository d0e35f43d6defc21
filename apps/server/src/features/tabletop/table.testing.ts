import { readFile } from "node:fs/promises";
import { type Client, createClient } from "@wopr/client";
import {
  agreeProposal,
  type CaptureWire,
  createCapture,
  createDemoGame,
  createGame,
  currentProposal,
  type GameWire,
  type ProposalWire,
  readCapture,
  readGame,
  setCalibration,
  setPalette,
} from "@wopr/contracts";
import { findSample, loadSample, type SampleSpec } from "@wopr/games/samples";
import type { TestServer } from "../../testing.ts";

/** The owner at another server on the same database: what a restarted server shows. */
export async function ownerAt(other: TestServer): Promise<Client> {
  const { cookie } = await other.signIn("owner");
  const origin = "http://localhost";
  const headers = () => ({ cookie, origin });
  return createClient({ baseUrl: origin, headers, fetch: (url, init) => other.app.request(url, init) });
}

const LOOK_EVERY_MS = 25;
const DEADLINE_MS = 60_000;

/** The sample garden: photos of a real course of play, with the truth. */
export async function theGarden(): Promise<{
  readonly spec: SampleSpec;
  photo(n: number): Promise<Buffer<ArrayBuffer>>;
}> {
  const sample = findSample("garden");
  if (!sample) throw new Error("The sample garden is not shipped.");
  const spec = await loadSample(sample);
  return {
    spec,
    photo: async (n) => Buffer.from(await readFile(new URL(spec.photos[n]?.file ?? "", sample.folder))),
  };
}

/** Asks again until there is an answer. @throws {Error} with what was seen last when there is none in time. */
export async function eventually<T>(look: () => Promise<T | undefined>, about: () => Promise<unknown>): Promise<T> {
  const untilMs = performance.now() + DEADLINE_MS;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`Not in time: ${JSON.stringify(await about(), null, 1).slice(0, 3000)}`);
}

/** One person at one game. */
export interface Table {
  readonly client: Client;
  readonly game: GameWire;
  readonly params: { readonly id: string };
  /** Head of the log now. */
  head(): Promise<number>;
  /** Has the camera take a photo; resolves with the capture once it was looked at. */
  shoot(): Promise<CaptureWire>;
  /** Sends a photo; resolves with the capture once it was looked at (or waits for corners). */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<CaptureWire>;
  /** The capture once its analysis has ended. */
  analysed(captureId: string): Promise<CaptureWire>;
  proposal(): Promise<ProposalWire>;
  /** Agrees to the open proposal as it is. */
  agree(differs?: Record<string, unknown>): ReturnType<typeof agreeTo>;
}

const agreeTo = (client: Client, id: string, pid: string, body: { expected_seq: number }) =>
  client.call(agreeProposal, { params: { id, pid }, body });

/** Sits down at a game. */
export function sitDown(client: Client, game: GameWire): Table {
  const params = { id: game.id };
  const read = (cid: string) => client.call(readCapture, { params: { ...params, cid } });
  const head = async () => (await client.call(readGame, { params })).head_seq;
  const proposal = async () => {
    const { proposal: open } = await client.call(currentProposal, { params });
    if (!open) throw new Error("There is no open proposal.");
    return open;
  };
  const analysed = (cid: string) =>
    eventually(
      async () => {
        const capture = await read(cid);
        const over = capture.status === "failed" || ["completed", "failed"].includes(capture.analysis_status);
        return over || capture.error ? capture : undefined;
      },
      () => read(cid),
    );
  return {
    client,
    game,
    params,
    head,
    analysed,
    proposal,
    async shoot() {
      const begun = await client.call(createCapture, { params, query: {}, body: { trigger_camera: true } });
      return analysed(begun.capture_id);
    },
    async send(bytes) {
      const form = new FormData();
      form.set("image", new Blob([bytes], { type: "image/jpeg" }), "photo.jpg");
      const begun = await client.upload(createCapture, { params, query: {} }, form);
      return analysed(begun.capture_id);
    },
    async agree(differs = {}) {
      const { id } = await proposal();
      return agreeTo(client, game.id, id, { expected_seq: await head(), ...differs });
    },
  };
}

/** The sample game with its own camera, set up and agreed to. */
export async function aDemo(client: Client): Promise<Table> {
  const table = sitDown(client, await client.call(createDemoGame, { body: {} }));
  await table.shoot();
  await table.agree();
  return table;
}

/** A game on the garden board whose photos are sent by hand; nothing is known of its corners yet. */
export async function aGardenGame(client: Client, differs: Record<string, unknown> = {}): Promise<Table> {
  const { spec } = await theGarden();
  const { name, game_type, pack_options, players } = spec.game;
  const body = { name, game_type, pack_options, players: [...players], camera_id: null, ...differs };
  return sitDown(client, await client.call(createGame, { body }));
}

/** Says where the board of the garden lies, and whose colours are whose on its set-up photo. */
export async function calibrate({ client, params }: Table, captureId?: string): Promise<void> {
  const { spec } = await theGarden();
  const corners = spec.corners.map(([x, y]): [number, number] => [x, y]);
  await client.call(setCalibration, {
    params,
    query: {},
    body: { kind: "corners", corners, image: { ...spec.image } },
  });
  if (captureId === undefined) return;
  await client.call(setPalette, { params, body: { capture_id: captureId, samples: [...spec.palette] } });
}

/** A garden game whose set-up photo was sent and agreed to. */
export async function aGardenInPlay(client: Client): Promise<Table> {
  const { photo } = await theGarden();
  const table = await aGardenGame(client);
  const setup = await table.send(await photo(0));
  await calibrate(table, setup.id);
  await eventually(
    async () => ((await table.proposal().catch(() => undefined))?.reasons[0]?.code === "setup" ? true : undefined),
    () => client.call(currentProposal, { params: table.params }),
  );
  await table.agree();
  return table;
}
