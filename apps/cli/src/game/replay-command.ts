import { basename } from "node:path";
import type { Client } from "@wopr/client";
import { createCamera, createGame, deleteCamera, updateGame } from "@wopr/contracts";
import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { connect, type ServerOptions } from "../connection.ts";
import type { Outside } from "../outside.ts";
import { readReplayFolder } from "../replay/folder.ts";
import { performReplay } from "../replay/perform.ts";
import type { ReplayPlan } from "../replay/plan.ts";
import { gamePage } from "./links.ts";
import { pathFrom } from "./options.ts";

/** `wopr game replay DIR` */
export function addReplayCommand(game: Command, wiring: Wiring): void {
  const replay = game
    .command("replay")
    .description("play a folder of photos on a server; exit 1 when the game does not end in the true position")
    .argument("<folder>", "folder with photos and truth.json, or photos alone")
    .option("--upload", "send the photos, for a server on another machine (default: it reads the folder itself)")
    .option("--name <name>", "what to call the game")
    .option("--pack <pack>", "without truth.json: kind of game", "custom_grid")
    .option("--grid <RxC>", "without truth.json: rows x columns")
    .option("--corners <x,y,…>", "without truth.json: corners of the board in the first photo")
    .option("--players <list>", "without truth.json: name:colour of each")
    .option(
      "--palette <cells>",
      "without truth.json: cells of the first photo that show each colour, red=A1,B2;blue=C3",
    );
  runs(withCommonOptions(replay), wiring, replayFolder);
}

interface ReplayOptions extends ServerOptions {
  readonly json?: boolean;
  readonly upload?: boolean;
  readonly name?: string;
  readonly pack?: string;
  readonly grid?: string;
  readonly corners?: string;
  readonly players?: string;
  readonly palette?: string;
}

async function replayFolder(outside: Outside, options: ReplayOptions, given: string) {
  const folder = pathFrom(outside.cwd, given);
  const plan = await readReplayFolder(folder, options);
  const { client, url } = await connect(options, outside);
  const cameraId = options.upload ? undefined : await addReplayCamera(client, folder, outside);
  const gameId = await beginGame(client, plan, { name: options.name, cameraId });
  try {
    const source = { folder, upload: options.upload === true };
    return await performReplay(plan, source, {
      outside,
      client,
      gameId,
      page: gamePage(url, gameId),
      json: options.json === true,
    });
  } finally {
    // Also after Ctrl-C: what was made for this replay alone is taken away again.
    if (cameraId) await removeReplayCamera((await connect(options, uninterrupted(outside))).client, gameId, cameraId);
  }
}

const uninterrupted = (outside: Outside): Outside => ({ ...outside, interrupted: new AbortController().signal });

async function addReplayCamera(client: Client, folder: string, outside: Outside): Promise<string> {
  const name = `Replay of ${basename(folder).slice(0, 30)} ${outside.newId().slice(-6)}`;
  const camera = await client.call(createCamera, { body: { name, driver: "replay", settings: { folder } } });
  return camera.id;
}

/** The camera has played its photos: it is taken away, where the server still answers. */
async function removeReplayCamera(client: Client, gameId: string, cameraId: string): Promise<void> {
  const quietly = () => {};
  await client.call(updateGame, { params: { id: gameId }, body: { camera_id: null } }).catch(quietly);
  await client.call(deleteCamera, { params: { id: cameraId } }).catch(quietly);
}

async function beginGame(
  client: Client,
  plan: ReplayPlan,
  { name, cameraId }: { readonly name: string | undefined; readonly cameraId: string | undefined },
): Promise<string> {
  const body = {
    name: name ?? `${plan.title} (replay)`.slice(0, 120),
    game_type: plan.gameType,
    players: plan.players.map((player) => ({ ...player })),
    pack_options: { ...plan.packOptions },
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(cameraId ? { camera_id: cameraId } : {}),
  };
  const game = await client.call(createGame, { body });
  return game.id;
}
