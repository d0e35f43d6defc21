import { readFile } from "node:fs/promises";
import type { ColourSpot } from "../zones/palette.ts";
import type { OutlinedZone } from "../zones/types.ts";
import { BenchErrors } from "./errors.ts";
import { isObject, type JsonObject } from "./json.ts";

/** A layout drawn in the product: outlines of zones, and pieces in known places that show the players' colours. */
export interface BenchLayout {
  readonly zones: readonly OutlinedZone[];
  readonly spots: readonly ColourSpot[];
}

/**
 * Reads a layout: `{zones [{id, polygon [[x, y]…]}], discs [{player, at [x, y]}]}` in 0–1000 board units, alone or as the
 * `layout` of a game's options.
 *
 * @throws {AppError} `bench.bad_layout`
 */
export async function readLayoutFile(file: string): Promise<BenchLayout> {
  const fail = (reason: string): never => {
    throw BenchErrors.bad_layout({ file, reason });
  };
  const text = await readFile(file, "utf8").catch(() => fail("it cannot be read"));
  const raw = parse(text) ?? fail("it is no JSON object");
  const options = isObject(raw["options"]) ? raw["options"] : raw;
  const layout = isObject(options["layout"]) ? options["layout"] : options;
  const zones = listOf(layout["zones"]).flatMap((zone): OutlinedZone[] => {
    const polygon = pointsOf(zone["polygon"]);
    const id = String(zone["id"] ?? "");
    return polygon && polygon.length >= 3 && id ? [{ id, name: id, kind: "count", polygon }] : [];
  });
  if (zones.length === 0) fail("it has no zone with an id and a polygon of three points or more");
  const spots = listOf(layout["discs"]).flatMap((disc): ColourSpot[] => {
    const [at] = pointsOf([disc["at"]]) ?? [];
    const player = Number(disc["player"] ?? disc["seat"]);
    return at && Number.isInteger(player) ? [{ player, x: at[0], y: at[1] }] : [];
  });
  return { zones, spots };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

function pointsOf(value: unknown): readonly (readonly [number, number])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isPoint = (p: unknown): p is [number, number] => Array.isArray(p) && p.length === 2 && p.every(Number.isFinite);
  return value.every(isPoint) ? value : undefined;
}
