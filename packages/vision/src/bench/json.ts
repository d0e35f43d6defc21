import type { Quad } from "../geometry/quad.ts";
import type { Point } from "../types.ts";
import { BenchErrors } from "./errors.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object with members. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads members of one truth file; what is wrong is named with its place. */
export interface TruthReader {
  readonly dir: string;
  /** @throws {AppError} `bench.bad_truth` always. */
  fail(at: string, reason: string): never;
  objects(value: unknown, at: string): readonly JsonObject[];
  text(value: unknown, at: string): string;
  whole(value: unknown, at: string): number;
  /** `[[x, y] × 4]` or `{px: [[x, y] × 4]}`. */
  corners(value: unknown, at: string): Quad;
}

/** A {@link TruthReader} of one folder. */
export function createTruthReader(dir: string): TruthReader {
  const fail = (at: string, reason: string): never => {
    throw BenchErrors.bad_truth({ dir, at, reason });
  };
  return {
    dir,
    fail,
    objects(value, at) {
      if (!Array.isArray(value)) return fail(at, "a list is missing");
      return value.map((item, i) => (isObject(item) ? item : fail(`${at}[${i}]`, "an object is missing")));
    },
    text: (value, at) => (typeof value === "string" && value !== "" ? value : fail(at, "a text is missing")),
    whole: (value, at) =>
      typeof value === "number" && Number.isInteger(value) ? value : fail(at, "a whole number is missing"),
    corners(value, at) {
      const list = isObject(value) ? value["px"] : value;
      const isPoint = (p: unknown): p is Point => Array.isArray(p) && p.length === 2 && p.every(Number.isFinite);
      if (!Array.isArray(list) || list.length !== 4 || !list.every(isPoint)) {
        return fail(at, "four points [x, y] are missing");
      }
      return list as unknown as Quad;
    },
  };
}
