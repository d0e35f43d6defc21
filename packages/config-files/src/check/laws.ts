import { detect } from "../detect.ts";
import { applySplices, plan } from "../edit/plan.ts";
import { driverOf, open } from "../open.ts";
import { samePath, showPath } from "../paths.ts";
import { leaves } from "../tree.ts";
import type { Document, Format, Leaf, OpenOptions, Problem, Value } from "../types.ts";
import { equal } from "../values.ts";

/** What the laws found in one file. */
export interface CheckedFile {
  readonly file: string;
  readonly format: Format;
  readonly outcome: "readable" | "unreadable" | "not_read_yet";
  readonly problem?: Problem;
  /** Scalars that were changed, each in a plan of its own. */
  readonly edited: number;
  /** Changes that touched only the bytes of the value, and were undone byte for byte. */
  readonly exact: number;
  /** Changes that were refused with a reason. */
  readonly refused: number;
  /** Sentences about broken laws; must be empty. */
  readonly wrong: readonly string[];
}

/**
 * Holds one file to the laws, in memory: reading and writing nothing changes no byte; one changed value changes only its
 * own bytes and the file then says just that; undoing restores every byte; each range holds its value.
 *
 * @param most Scalars to change in this file, spread over it; `Infinity` for all.
 */
export function checkFile(bytes: Uint8Array, file: string, options: OpenOptions, most: number): CheckedFile {
  const { format } = detect(bytes, file, options);
  const none = { file, format, edited: 0, exact: 0, refused: 0, wrong: [] };
  if (!driverOf(format)) return { ...none, outcome: "not_read_yet" };
  const read = open(bytes, file, options);
  if (!read.ok) return { ...none, outcome: "unreadable", problem: read.problem };
  const doc = read.value;
  const wrong: string[] = [];
  const nothing = plan(doc, []);
  if (!nothing.ok || !isSame(nothing.value.after, bytes)) wrong.push("An empty plan changed bytes.");
  const all = [...leaves(doc)];
  const scalars = all.filter(({ type }) => type !== "map" && type !== "list");
  const step = Math.max(1, Math.ceil(scalars.length / most));
  let edited = 0;
  let exact = 0;
  let refused = 0;
  for (let i = 0; i < scalars.length; i += step) {
    const leaf = scalars[i] as Leaf;
    const same = plan(doc, [{ op: "set", path: leaf.path, value: leaf.value }]);
    if (same.ok && same.value.splices.length > 0)
      wrong.push(`${showPath(leaf.path)}: setting it to itself changed bytes.`);
    const outcome = checkEdit(doc, leaf, all);
    edited += 1;
    if (outcome === "exact") exact += 1;
    else if (outcome === "refused") refused += 1;
    else wrong.push(`${showPath(leaf.path)}: ${outcome}`);
  }
  return { ...none, outcome: "readable", edited, exact, refused, wrong };
}

function checkEdit(doc: Document, leaf: Leaf, all: readonly Leaf[]): string {
  const value = otherValue(leaf.value);
  const planned = plan(doc, [{ op: "set", path: leaf.path, value, expect: { value: leaf.value } }]);
  if (!planned.ok) return planned.problem.code === "verify_failed" ? planned.problem.text : "refused";
  const { after, inverse, splices } = planned.value;
  if (!isSame(applySplices(after, inverse), doc.bytes)) return "undoing does not restore the bytes.";
  const [first, last] = [splices[0], splices.at(-1)];
  if (!first || !last) return "a new value changed no byte.";
  if (first.start < leaf.range.start || last.end > leaf.range.end) return "bytes beside the value changed.";
  const again = open(after, doc.fileName, { ...doc.options, dialect: doc.detected.dialect });
  if (!again.ok) return `it cannot be read afterwards: ${again.problem.text}`;
  const now = [...leaves(again.value)];
  // Whoever shares an anchored value shares its change.
  const shared = new Set(all.filter(({ inherited }) => inherited).map(({ path }) => showPath(path)));
  if (now.length !== all.length) return "values came or went.";
  for (const [i, one] of now.entries()) {
    const before = all[i] as Leaf;
    if (samePath(one.path, leaf.path)) {
      if (!equal(one.value, value)) return "it does not say the new value.";
    } else if (!equal(one.value, before.value) && !shared.has(showPath(one.path)))
      return `${showPath(one.path)} changed too.`;
  }
  return "exact";
}

function otherValue(value: Value): Value {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 1 : 0.5;
  if (typeof value === "bigint") return value + 1n;
  if (typeof value === "string") return value.endsWith("\n") ? `x${value}` : `${value}x`;
  return "changed";
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** What the laws found in many files. */
export interface CheckReport {
  readonly files: number;
  readonly by_format: Readonly<Record<string, Counts>>;
  readonly unreadable: readonly {
    readonly file: string;
    readonly line: number;
    readonly why: string;
    readonly hint?: string;
  }[];
  readonly wrong: readonly { readonly file: string; readonly what: string }[];
}

interface Counts {
  readonly files: number;
  readonly readable: number;
  readonly unreadable: number;
  readonly not_read_yet: number;
  readonly edited: number;
  readonly exact: number;
  readonly refused: number;
  readonly wrong: number;
}

/** Adds up what {@link checkFile} found. */
export function summarise(checked: readonly CheckedFile[]): CheckReport {
  const by: Record<string, Counts> = {};
  for (const one of checked) {
    const now = by[one.format] ?? {
      files: 0,
      readable: 0,
      unreadable: 0,
      not_read_yet: 0,
      edited: 0,
      exact: 0,
      refused: 0,
      wrong: 0,
    };
    by[one.format] = {
      files: now.files + 1,
      readable: now.readable + (one.outcome === "readable" ? 1 : 0),
      unreadable: now.unreadable + (one.outcome === "unreadable" ? 1 : 0),
      not_read_yet: now.not_read_yet + (one.outcome === "not_read_yet" ? 1 : 0),
      edited: now.edited + one.edited,
      exact: now.exact + one.exact,
      refused: now.refused + one.refused,
      wrong: now.wrong + one.wrong.length,
    };
  }
  return {
    files: checked.length,
    by_format: by,
    unreadable: checked.flatMap(({ file, problem }) =>
      problem ? [{ file, line: problem.line, why: problem.text, ...(problem.hint ? { hint: problem.hint } : {}) }] : [],
    ),
    wrong: checked.flatMap(({ file, wrong }) => wrong.map((what) => ({ file, what }))),
  };
}
