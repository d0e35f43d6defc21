import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@wopr/client";
import { listCaptures, listGames, readLayer, readObservation } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { findGameId } from "../game/find-game.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";

const LAYERS = ["rectified", "registered", "heat", "mask", "cells", "overlay", "board"] as const;

interface ExplainOptions extends ServerOptions {
  readonly game?: string;
  readonly output?: string;
}

/** `wopr vision explain CAPTURE`: writes the pictures and numbers behind one photo's reading. */
export async function explain(outside: Outside, options: ExplainOptions, captureId: string) {
  const { client } = await connect(options, outside);
  const gameId = options.game ? await findGameId(client, options.game) : await gameOf(client, captureId);
  const params = { id: gameId, cid: captureId };
  const folder = pathFrom(outside.cwd, options.output ?? `explain-${captureId.slice(-8)}`);
  const observation = await client.call(readObservation, { params });
  await mkdir(folder, { recursive: true });
  const written = [join(folder, "observation.json")];
  await writeFile(written[0]!, `${JSON.stringify(observation, null, 2)}\n`);
  const missing: string[] = [];
  for (const name of LAYERS) {
    const file = await saveLayer(client, { ...params, name }, folder);
    if (file) written.push(file);
    else missing.push(name);
  }
  const absent = missing.length > 0 ? [`This photo has no layer ${missing.join(", ")}.`] : [];
  const json = { folder, files: written, missing, observation };
  return { json, lines: [...written, ...absent], exitCode: EXIT.ok };
}

/** @returns Path of the file, or `undefined` where the analysis did not come to this layer. */
async function saveLayer(
  client: Client,
  params: { readonly id: string; readonly cid: string; readonly name: (typeof LAYERS)[number] },
  folder: string,
): Promise<string | undefined> {
  try {
    const answer = await client.raw(readLayer, { params, query: {} });
    const kind = answer.headers.get("content-type")?.includes("svg") ? "svg" : "png";
    const path = join(folder, `${params.name}.${kind}`);
    await writeFile(path, new Uint8Array(await answer.arrayBuffer()));
    return path;
  } catch (failure) {
    if (failure instanceof AppError && failure.status === 404) return undefined;
    throw failure;
  }
}

/** Looks for the game a photo belongs to, newest games first. */
async function gameOf(client: Client, captureId: string): Promise<string> {
  const { games } = await client.call(listGames, { query: { limit: 100 } });
  for (const game of games) {
    const { captures } = await client.call(listCaptures, { params: { id: game.id } });
    if (captures.some((capture) => capture.id === captureId)) return game.id;
  }
  throw CliErrors.not_found({ what: "photo", wanted: captureId, hint: "Name its game with --game." });
}
