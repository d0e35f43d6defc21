import { isIdentity } from "../identity.ts";
import { partitionOf, showValue } from "../rows.ts";
import type { Cell, Finding, Row } from "../types.ts";
import { findingOf } from "./finding.ts";
import type { Check } from "./material.ts";

const AGREEING = 0.8;
const COHORT = 5;
const kept = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);

/** Instances by a property of their value; the largest group first. */
function groupsBy(
  row: Row,
  of: (cell: Cell) => string,
): readonly { readonly what: string; readonly instances: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const [code, cell] of row.cells) groups.set(of(cell), [...(groups.get(of(cell)) ?? []), code]);
  return [...groups]
    .map(([what, instances]) => ({ what, instances }))
    .toSorted((a, b) => b.instances.length - a.instances.length);
}

const kindOf = ({ type }: Cell): string => (type === "int" || type === "float" ? "number" : type);

/** 4: a number where others have text, a list where others have one value. */
export const typeDiffers: Check = ({ rows }) =>
  rows.flatMap((row) => {
    if (row.cells.size < COHORT) return [];
    const [most, ...others] = groupsBy(row, kindOf);
    if (!most || most.instances.length < AGREEING * row.cells.size) return [];
    return others.flatMap(({ what, instances }) => {
      if (what === "null" || most.what === "null") return [];
      const text = `${instances.join(", ")} ${instances.length === 1 ? "has" : "have"} a ${what} here; the others have a ${most.what}.`;
      return kept(findingOf("type", row, instances, 1 - instances.length / row.cells.size, text));
    });
  });

/** Digits, letters and what is between them: `play.example.org` and `10.0.0.1` differ, two names do not. */
function shapeOf({ value }: Cell): string {
  if (typeof value !== "string") return "";
  return value
    .replace(/\p{L}+/gu, "a")
    .replace(/\d+/g, "9")
    .replace(/(?:a9?|9a?)(?:(?:a|9)*)/g, (run) => (run.includes("a") ? "a" : "9"))
    .replace(/\s+/g, " ");
}

/** 5: text of another shape, where all others have one that is not just a word. */
export const formatDiffers: Check = ({ rows, network }) =>
  rows.flatMap((row) => {
    if (row.cells.size < COHORT || [...row.cells.values()].some(({ type, value }) => type !== "string" || value === ""))
      return [];
    const groups = groupsBy(row, shapeOf);
    const [most, ...others] = groups;
    // Texts for people have any shape.
    if (
      !most ||
      most.instances.length < AGREEING * row.cells.size ||
      [...row.cells.values()].some(({ value }) => String(value).split(/\s/).length > 3)
    )
      return [];
    const isFree = !isIdentity(row, network) && partitionOf(row).length > 2 && most.what === "a";
    if (isFree) return [];
    return others.flatMap(({ instances }) => {
      const text = `${instances.join(", ")} ${instances.length === 1 ? "has" : "have"} text of another shape: ${instances.map((code) => showValue(row.cells.get(code)?.value ?? null)).join(", ")}.`;
      return kept(findingOf("format", row, instances, 1 - instances.length / row.cells.size, text));
    });
  });

const WORDS = ["true", "false"];

/** 6: nearly a boolean, or one in quotes. */
export const booleanTypo: Check = ({ rows }) =>
  rows.flatMap((row) => {
    const others = [...row.cells.values()].filter(({ type }) => type === "bool").length;
    return [...row.cells].flatMap(([code, { value, type }]) => {
      if (type !== "string" || typeof value !== "string") return [];
      const word = value.trim().toLowerCase();
      const isQuoted = WORDS.includes(word) && others > 0;
      const near = WORDS.find((one) => word !== one && isNear(word, one));
      const isTypo = near !== undefined && (others > 0 || isSwapped(word, near));
      if (!isQuoted && !isTypo) return [];
      const text = isQuoted
        ? `${code} has the text ${showValue(value)} where others have true or false.`
        : `${code} has ${showValue(value)}; probably ${near} is meant.`;
      return kept(findingOf("boolean_typo", row, [code], others > 0 ? 0.95 : 0.85, text));
    });
  });

/** At most two letters off, and of about the same length: `ture`, `fals`, `flase`. */
function isNear(word: string, wanted: string): boolean {
  if (word.length < 3 || Math.abs(word.length - wanted.length) > 2) return false;
  return distance(word, wanted) <= 2;
}

const isSwapped = (word: string, wanted: string): boolean =>
  word.length === wanted.length && [...word].toSorted().join("") === [...wanted].toSorted().join("");

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
