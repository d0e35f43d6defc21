import type { Entry, MapNode, Value } from "../types.ts";

/** One `key = value` of a format of lines. Offsets are UTF-16 units of the text. */
export interface LineRecord {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The value as it is written, continued lines included, without its line end. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly value: Value;
}

/** A record as an entry of a map. Everything these formats say is text to the programs that read them. */
export const entryOf = (record: LineRecord): Entry => ({
  key: record.key,
  keyStart: record.keyStart,
  keyEnd: record.keyEnd,
  opaque: false,
  merge: false,
  value: {
    kind: "scalar",
    style: record.valueStart === record.valueEnd ? "empty" : "plain",
    type: "string",
    value: record.value,
    start: record.valueStart,
    end: record.valueEnd,
    slot: record.valueStart,
  },
});

/** A map of lines. `slot` is where its heading ends; −1 without one. */
export const mapOf = (entries: readonly Entry[], start: number, end: number, slot = -1): MapNode => ({
  kind: "map",
  flow: false,
  column: 0,
  entries,
  start,
  end,
  slot,
});
