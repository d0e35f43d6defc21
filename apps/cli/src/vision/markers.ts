import { readFile } from "node:fs/promises";
import { detectMarkers, MARKER_FAMILIES, MARKER_FAMILY_NAMES, type MarkerFamily } from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { durationText } from "../terminal.ts";

/** Which markers are meant. */
export interface MarkerOptions {
  readonly family: string;
  readonly ids: string;
}

/** More pixels than any photo has: nothing is scaled down. */
const FULL_SIZE = 100_000;

/** `wopr vision markers IMAGE`: where the declared markers are in a photo. Exit code 1 when one is missing or doubled. */
export async function markers(outside: Outside, options: MarkerOptions, path: string) {
  const family = parseFamily(options.family);
  const ids = parseIds(options.ids, family);
  const file = pathFrom(outside.cwd, path);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: file, why: "it is not there or may not be read." }, { cause });
  });
  const begun = outside.clock.monotonicMs();
  const found = detectMarkers(await decodeImage(bytes, { longSidePx: FULL_SIZE }), { family, ids });
  const tookMs = outside.clock.monotonicMs() - begun;
  const missing = ids.filter((id) => found.every((marker) => marker.id !== id));
  const doubled = ids.filter((id) => found.filter((marker) => marker.id === id).length > 1);
  const json = { family, markers: found, missing, doubled, took_ms: tookMs };
  const place = (corners: readonly (readonly [number, number])[]) =>
    corners.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("  ");
  const lines = [
    ...found.map(({ id, corners }) => `${String(id).padStart(4)}  ${place(corners)}`),
    ...(missing.length > 0 ? [`Missing: ${missing.join(", ")}.`] : []),
    ...(doubled.length > 0 ? [`There more than once: ${doubled.join(", ")}.`] : []),
    `${found.length} of ${ids.length} markers, ${durationText(tookMs)}.`,
  ];
  return { json, lines, exitCode: missing.length + doubled.length > 0 ? EXIT.failed : EXIT.ok };
}

/** Reads the name of a family. @throws {AppError} `cli.usage` */
export function parseFamily(text: string): MarkerFamily {
  const family = MARKER_FAMILY_NAMES.find((name) => name === text.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  if (!family) throw CliErrors.usage({ problem: `--family ${text}: choose one of ${MARKER_FAMILY_NAMES.join(", ")}.` });
  return family;
}

/** Most markers named at once. */
const MOST_IDS = 200;

/** Reads `0-3,7,12`. @throws {AppError} `cli.usage` for what is no id of the family. */
export function parseIds(text: string, family: MarkerFamily): readonly number[] {
  const last = MARKER_FAMILIES[family].ids - 1;
  const problem = `--ids ${text}: write ids from 0 to ${last}, e.g. 4,7,14,25 or 0-3, at most ${MOST_IDS}.`;
  const ids = text.split(",").flatMap((part) => {
    const match = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || to < from || to > last) throw CliErrors.usage({ problem });
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const unique = [...new Set(ids)];
  if (unique.length > MOST_IDS) throw CliErrors.usage({ problem });
  return unique;
}
