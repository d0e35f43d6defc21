import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createGame,
  type ProposalWire,
  type QuestionWire,
  readState,
  setCalibration,
  setPalette,
} from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, sitDown, type Table } from "../src/features/tabletop/table.testing.ts";
import { createTestServer, type TestServer } from "../src/testing.ts";

/** Third-party photos, read where a developer has them; never part of the repository. */
const FOLDER = join(import.meta.dirname, "../../../../shared/data/tabletop/qwirkle-game1");
const isThere = existsSync(join(FOLDER, "truth.json"));

interface Tile {
  readonly row: number;
  readonly col: string;
  readonly colour: string;
}

interface Truth {
  readonly grid: { readonly rows: number; readonly cols: number };
  readonly corners: { readonly px: [number, number][] };
  readonly initial: readonly Tile[];
  readonly frames: readonly { readonly file: string; readonly placed: readonly Tile[] }[];
}

const COLOURS = ["red", "orange", "yellow", "green", "blue", "white"];
const nameOf = ({ row, col }: Tile) => `${col}${row}`;
const seatOf = ({ colour }: Tile) => COLOURS.indexOf(colour) + 1;

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test.skipIf(!isThere)(
  `a recorded game of tiles ends in the true position${isThere ? "" : " (skipped: its photos are not on this machine)"}`,
  async () => {
    const truth = JSON.parse(await readFile(join(FOLDER, "truth.json"), "utf8")) as Truth;
    const table = await aTileGame(truth);
    const board = new Map(truth.initial.map((tile) => [nameOf(tile), seatOf(tile)]));
    const ledger: string[] = [];
    for (const [n, frame] of truth.frames.entries()) {
      const photo = Buffer.from(await readFile(join(FOLDER, frame.file)));
      const capture = await table.send(photo);
      if (n === 0) {
        await learnColours(table, capture.id, truth.initial);
        await table.agree({ position: positionOf(board) });
        continue;
      }
      for (const tile of frame.placed) board.set(nameOf(tile), seatOf(tile));
      ledger.push(await settle(table, frame.placed));
    }
    const { board_state } = await table.client.call(readState, { params: table.params, query: {} });
    const seen = board_state.pieces?.map(({ player, position: { x, y } }) => [nameAt(x, y), player] as const);
    expect(Object.fromEntries(seen ?? [])).toEqual(Object.fromEntries(board));
    // Every move as it went, for whoever reads the log of the test: `exact` was proposed as it was played.
    expect(ledger.filter((how) => how !== "wrong and sure")).toHaveLength(truth.frames.length - 1);
    expect(ledger.filter((how) => how === "exact").length, ledger.join(", ")).toBeGreaterThanOrEqual(19);
  },
  180_000,
);

const nameAt = (x: number, y: number) => `${String.fromCharCode(65 + x)}${y + 1}`;

const positionOf = (board: ReadonlyMap<string, number>) => ({
  pieces: [...board].map(([name, player]) => ({
    type: "tile",
    player,
    position: { x: name.charCodeAt(0) - 65, y: Number(name.slice(1)) - 1 },
  })),
});

/** Seats are colours: a tile game has one "player" per colour a camera must tell apart. */
async function aTileGame(truth: Truth): Promise<Table> {
  const { client } = await server.signIn("owner");
  const game = await client.call(createGame, {
    body: {
      name: "Recorded tiles",
      game_type: "custom_grid",
      players: COLOURS.map((color, i) => ({ name: color, position: i + 1, color })),
      pack_options: {
        rows: truth.grid.rows,
        cols: truth.grid.cols,
        order: "free",
        owners: "any",
        moves: ["place"],
        piece_types: [{ id: "tile", name: "Tile" }],
        max_changed_cells: 6,
      },
      camera_id: null,
    },
  });
  const corners = { kind: "corners" as const, corners: truth.corners.px, image: { width: 1205, height: 1600 } };
  await client.call(setCalibration, { params: { id: game.id }, query: {}, body: corners });
  return sitDown(client, game);
}

async function learnColours(table: Table, captureId: string, tiles: readonly Tile[]): Promise<void> {
  const samples = tiles.map((tile) => ({ player: seatOf(tile), cell: nameOf(tile) }));
  const first = await table.proposal();
  await table.client.call(setPalette, { params: table.params, body: { capture_id: captureId, samples } });
  await eventually(
    async () => ((await table.proposal().catch(() => first)).id === first.id ? undefined : true),
    () => table.proposal(),
  );
}

/** Agrees to what is sure, answers what is asked from the truth, and enters the truth where nothing leads to it. */
async function settle(table: Table, placed: readonly Tile[]): Promise<string> {
  const proposal = await table.proposal();
  const isRight = isExactly(proposal, placed);
  if (proposal.outcome === "sure") {
    await table.agree();
    return isRight ? "exact" : "wrong and sure";
  }
  const answers = Object.fromEntries(proposal.questions.map((question) => [question.id, answerTo(question, placed)]));
  const own = placed.map((tile) => ({ kind: "place" as const, player: seatOf(tile), to: nameOf(tile), piece: "tile" }));
  const move = { kind: "composite" as const, player: 1, parts: own };
  const canAnswer = isRight && proposal.outcome === "ask" && Object.values(answers).every((answer) => answer !== null);
  const { open_questions } = await table.agree(canAnswer ? { answers } : { move });
  if (open_questions.length > 0) await table.agree({ move });
  return isRight ? "exact" : `asked (${proposal.reasons.map(({ code }) => code).join("+")})`;
}

function isExactly(proposal: ProposalWire, placed: readonly Tile[]): boolean {
  const { move } = proposal;
  if (!move) return false;
  const parts = move.kind === "composite" ? move.parts : [move];
  const laid = parts.map((part) => (part.kind === "place" ? `${part.to}:${part.player}` : "other")).sort();
  return JSON.stringify(laid) === JSON.stringify(placed.map((tile) => `${nameOf(tile)}:${seatOf(tile)}`).sort());
}

function answerTo({ id, options, cells }: QuestionWire, placed: readonly Tile[]): string | null {
  const tile = placed.find((one) => nameOf(one) === cells[0]);
  const wanted = id.startsWith("unsure:")
    ? tile
      ? "yes"
      : "no"
    : id.startsWith("owner:")
      ? `player_${tile ? seatOf(tile) : 0}`
      : id.startsWith("unexplained:") && !tile
        ? "bumped"
        : id === "confirm"
          ? "yes"
          : id === "move"
            ? "move_1"
            : null;
  return options.some(({ value }) => value === wanted) ? wanted : null;
}
