import {
  createGame,
  currentProposal,
  GameStatus,
  listGames,
  listMoves,
  readGame,
  readState,
  undoGame,
} from "@wopr/contracts";
import { findCamera } from "../camera/find-camera.ts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { findGameId } from "./find-game.ts";
import { gamePage } from "./links.ts";
import { parseGrid, parseJsonOption, parsePlayers } from "./options.ts";
import { gameHead, gameTable, gridLines, moveLines, proposalLines } from "./texts.ts";

/** `wopr game list` */
export async function list(outside: Outside, options: ServerOptions & { readonly status?: string }) {
  const status = options.status === undefined ? undefined : GameStatus.safeParse(options.status);
  if (status && !status.success)
    throw CliErrors.usage({ problem: `--status ${options.status}: one of ${GameStatus.options.join(", ")}.` });
  const { client } = await connect(options, outside);
  const answer = await client.call(listGames, { query: { limit: 100, ...(status ? { status: status.data } : {}) } });
  const empty = ['No game yet. Try the sample with "wopr demo", or begin one with "wopr game new".'];
  return { json: answer, lines: answer.games.length > 0 ? gameTable(answer.games) : empty };
}

interface NewOptions extends ServerOptions {
  readonly name: string;
  readonly type: string;
  readonly players: string;
  readonly grid?: string;
  readonly options?: string;
  readonly camera?: string;
}

/** `wopr game new` */
export async function make(outside: Outside, options: NewOptions) {
  const players = parsePlayers(options.players).map((player) => ({ ...player }));
  const extra = options.options === undefined ? {} : parseJsonOption("--options", options.options);
  const grid = options.grid === undefined ? {} : parseGrid(options.grid);
  const { client, url } = await connect(options, outside);
  const camera = options.camera === undefined ? undefined : await findCamera(client, options.camera);
  const body = {
    name: options.name,
    game_type: options.type,
    players,
    pack_options: { ...grid, ...(extra as Record<string, unknown>) },
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(camera ? { camera_id: camera.id } : {}),
  };
  const game = await client.call(createGame, { body });
  return { json: game, lines: [`Began ${game.name}: ${gamePage(url, game.id)}`] };
}

/** `wopr game show` */
export async function show(outside: Outside, options: ServerOptions, wanted: string) {
  const { client, url } = await connect(options, outside);
  const params = { id: await findGameId(client, wanted) };
  const game = await client.call(readGame, { params });
  const state = await client.call(readState, { params, query: {} });
  const { items } = await client.call(listMoves, { params });
  const { proposal } = await client.call(currentProposal, { params });
  const lines = [
    ...gameHead(game),
    gamePage(url, game.id),
    ...gridLines(state.board_state, game.players),
    ...moveLines(items),
    ...(proposal ? proposalLines(proposal) : []),
  ];
  return { json: { game, state, moves: items, proposal }, lines };
}

/** `wopr game undo` */
export async function undo(outside: Outside, options: ServerOptions, wanted: string) {
  const { client } = await connect(options, outside);
  const params = { id: await findGameId(client, wanted) };
  const { head_seq } = await client.call(readGame, { params });
  const undone = await client.call(undoGame, { params, body: { expected_seq: head_seq } });
  return { json: undone, lines: [undone.text] };
}
