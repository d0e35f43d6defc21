import { join } from "node:path";
import { createDemoGame, type GameWire, readSetup } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import type { CommonOptions } from "../command.ts";
import { connect, createPlainClient, serverUrl } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { gamePage } from "../game/links.ts";
import type { Outside } from "../outside.ts";
import { readReplayFolder } from "../replay/folder.ts";
import { performReplay } from "../replay/perform.ts";
import { isReady, type Launched, launchServer, untilReady } from "./launch.ts";
import { playShipped } from "./shipped-sample.ts";

const SAMPLES = ["garden", "chess", "council", "skirmish"] as const;

/** `wopr demo`: plays a sample game; where no server runs here, one is started and kept until Ctrl-C. */
export async function demo(outside: Outside, options: CommonOptions, wanted: string) {
  const sample = SAMPLES.find((name) => name === wanted);
  if (!sample) throw CliErrors.usage({ problem: `There is no sample "${wanted}". There are: ${SAMPLES.join(", ")}.` });
  const server = await serverOrNew(outside, options);
  try {
    const answer = await playSample(outside, options, sample);
    if (!server) return answer;
    for (const line of options.json ? [] : answer.lines) outside.terminal.out(line);
    outside.terminal.err("WOPR keeps running. Ctrl-C stops it.");
    await server.ended;
    return { ...answer, lines: [] };
  } catch (failure) {
    if (server && (await waitsForOwner(failure, server.url, outside))) {
      outside.terminal.err(
        'Nobody owns this WOPR yet. Open the link above, make your account, and press "Try a sample".',
      );
      await server.ended;
      return { json: { url: server.url }, lines: [] };
    }
    server?.stop();
    await server?.ended;
    throw failure;
  }
}

/** @returns The server that was started, or `undefined` when one runs already. */
async function serverOrNew(outside: Outside, options: CommonOptions): Promise<Launched | undefined> {
  const url = serverUrl(options, outside);
  if (await isReady(url, outside)) return undefined;
  const { hostname, port } = new URL(url);
  // Elsewhere nothing can be started; the attempt to connect says so.
  if (hostname !== "localhost" && hostname !== "127.0.0.1") return undefined;
  const server = launchServer(outside, { port: port || "80" });
  if (await untilReady(server, outside)) return server;
  // After Ctrl-C it is still tidying up; nothing of it may be left behind.
  await server.ended;
  throw CliErrors.failed({ why: "WOPR did not start; the lines above say why." });
}

/** A fresh server has nobody who could play; its own link leads on. */
async function waitsForOwner(failure: unknown, url: string, outside: Outside): Promise<boolean> {
  if (!(failure instanceof AppError) || failure.code !== "cli.not_signed_in") return false;
  return (await createPlainClient(url, outside).call(readSetup, {})).needed;
}

async function playSample(outside: Outside, options: CommonOptions, sample: (typeof SAMPLES)[number]) {
  const { client, url } = await connect(options, outside);
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const game = await client.call(createDemoGame, { body: { sample, time_zone } });
  if (sample !== "garden")
    return shippedAnswer(await playShipped(outside, client, game, sample), gamePage(url, game.id));
  const folder = join(outside.root, "packages/games/samples", sample);
  const plan = await readReplayFolder(folder, {}, { players: game.players, pieceType: pieceTypeOf(game) });
  const page = gamePage(url, game.id);
  const to = { outside, client, gameId: game.id, page, json: options.json === true, prepared: true };
  return performReplay(plan, { folder, upload: false }, to);
}

/** What was read, photo by photo; wrong only where something sure was not so, which agreeing would have refused. */
function shippedAnswer(shown: Awaited<ReturnType<typeof playShipped>>, page: string) {
  const asked = shown.filter(({ right }) => !right).length;
  const lines = shown.map(({ file, outcome, text }) => `${file}  ${outcome.padEnd(9)}  ${text}`);
  const end = asked > 0 ? `${asked} photos needed a person.` : "Every photo was read as it is.";
  return { json: { photos: shown, page }, lines: [...lines, end, page], exitCode: EXIT.ok };
}

/** Kind of the pieces of a grid game: the first one its options name. */
function pieceTypeOf({ pack_options }: GameWire): string {
  const types: unknown = pack_options["piece_types"];
  const [first] = Array.isArray(types) ? (types as { readonly id?: unknown }[]) : [];
  return typeof first?.id === "string" ? first.id : "piece";
}
