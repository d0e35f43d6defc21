import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readPlayingOrder } from "@wopr/camera-drivers";
import { AppError } from "@wopr/kernel";
import { CliErrors } from "../errors.ts";
import { parseCorners, parseGrid, parsePalette, parsePlayers } from "../game/options.ts";
import type { ReplayPlan } from "./plan.ts";
import { readTruth, type Seated } from "./truth.ts";

/** What the command line says about a folder without a truth file. */
export interface PlainOptions {
  readonly pack?: string;
  readonly grid?: string;
  readonly corners?: string;
  readonly players?: string;
  readonly palette?: string;
}

/**
 * Reads a folder with a recorded game: by its `truth.json`, else by what the command line says.
 *
 * @throws {AppError} `cli.folder_unusable`, `cli.usage`
 */
export async function readReplayFolder(folder: string, options: PlainOptions, seated?: Seated): Promise<ReplayPlan> {
  const text = await readFile(join(folder, "truth.json"), "utf8").catch(() => undefined);
  if (text === undefined) return plainPlan(folder, options);
  const read = readTruth(parseJson(folder, text), seated);
  if (!read.ok) throw CliErrors.folder_unusable({ folder, why: read.why });
  return read.plan;
}

function parseJson(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw CliErrors.folder_unusable({ folder, why: "its truth.json is no JSON." }, { cause });
  }
}

async function plainPlan(folder: string, options: PlainOptions): Promise<ReplayPlan> {
  const files = await readPlayingOrder(folder).catch((cause: unknown) => {
    const why = cause instanceof AppError ? String(cause.params["why"] ?? cause.message) : "it cannot be read.";
    throw CliErrors.folder_unusable({ folder, why }, { cause });
  });
  const { pack = "custom_grid", grid: size, corners, players, palette } = options;
  if (!corners || !players || (pack === "custom_grid" && !(size && palette))) {
    const problem = `${folder} has no truth.json, so say what is on it: --corners x,y,… --players Ann:red,Bob:blue, and --pack chess, or --grid 8x8 --palette "red=A1,B2;blue=C3" (cells of the first photo that show each colour).`;
    throw CliErrors.usage({ problem });
  }
  const { rows, cols } = pack === "chess" ? { rows: 8, cols: 8 } : parseGrid(size ?? "8x8");
  const chess = pack === "chess";
  const seats = parsePlayers(players);
  const [first, ...rest] = files;
  if (!first) throw CliErrors.folder_unusable({ folder, why: "it holds no JPEG photo." });
  return {
    title: folder.split(/[\\/]/).filter(Boolean).at(-1) ?? "Photos",
    gameType: pack,
    grid: {
      kind: "grid",
      rows,
      cols,
      points: "cells",
      origin: chess ? "bottom" : "top",
      letters: chess ? "lower" : "upper",
    },
    // Nobody said whose turn it is: any piece may come at any time.
    packOptions: chess
      ? {}
      : { rows, cols, setup: "photo", order: "free", owners: "any", moves: ["place", "remove", "pass"] },
    players: seats,
    ...(palette ? { taps: parsePalette(palette, seats) } : {}),
    pieceType: "piece",
    photos: [{ file: first, corners: parseCorners(corners) }, ...rest.map((file) => ({ file }))],
  };
}
