import { nodeValue } from "../tree.ts";
import type { Path, Value } from "../types.ts";
import { equal, isMap } from "../values.ts";
import type { Part, Section } from "./sections.ts";

/** A key that is gone and one that came, which are probably the same setting. */
export interface MoveProposal {
  readonly from: Path;
  readonly to: Path;
  /** Out of 6: last name 2, default 2, comment 1, name above 1. */
  readonly score: number;
  readonly strength: "strong" | "weak";
  /** What ours has at the old place, when it is not the default. */
  readonly value?: Value;
}

const STRONG = 4;
const WEAK = 2;

interface Leaf {
  readonly path: Path;
  readonly value: Value;
  readonly comment: string;
}

function* leavesOf(section: Section, path: Path): Iterable<Leaf> {
  for (const part of section.parts) {
    const here = [...path, part.key];
    if (part.nested) yield* leavesOf(part.nested.section, here);
    else yield { path: here, value: nodeValue(part.node), comment: commentOf(part) };
  }
}

const commentOf = (part: Part): string =>
  part.lead
    .split("\n")
    .map((line) => line.replace(/^\s*#+\s*/, "").trim())
    .filter((line) => line !== "")
    .join(" ");

const nameOf = (path: Path) => path.map(String).join("\n");

/** Pairs what is gone with what came, best first, each once. */
export function movesOf(
  base: Section,
  theirs: Section,
  parked: readonly { readonly path: Path; readonly value: Value }[],
): readonly MoveProposal[] {
  const [before, after] = [[...leavesOf(base, [])], [...leavesOf(theirs, [])]];
  const known = {
    before: new Set(before.map(({ path }) => nameOf(path))),
    after: new Set(after.map(({ path }) => nameOf(path))),
  };
  const removed = before.filter(({ path }) => !known.after.has(nameOf(path)));
  const added = after.filter(({ path }) => !known.before.has(nameOf(path)));
  const pairs = removed
    .flatMap((from) => added.map((to) => ({ from, to, score: scoreOf(from, to) })))
    .filter(({ score }) => score >= WEAK)
    .toSorted((a, b) => b.score - a.score || closeness(b.from.path, b.to.path) - closeness(a.from.path, a.to.path));
  const used = new Set<Leaf>();
  const out: MoveProposal[] = [];
  for (const { from, to, score } of pairs) {
    if (used.has(from) || used.has(to)) continue;
    used.add(from).add(to);
    const own = parked.find(({ path }) => nameOf(path) === nameOf(from.path));
    out.push({
      from: from.path,
      to: to.path,
      score,
      strength: score >= STRONG ? "strong" : "weak",
      ...(own ? { value: own.value } : {}),
    });
  }
  return out;
}

function scoreOf(from: Leaf, to: Leaf): number {
  const isSameName = from.path.at(-1) === to.path.at(-1);
  const isSameComment = from.comment !== "" && from.comment === to.comment;
  // Two switches that are both on say nothing about each other.
  const isTelling =
    typeof from.value !== "boolean" && from.value !== null && !(isMap(from.value) && from.value.size === 0);
  const isSameValue = equal(from.value, to.value) && (isTelling || isSameName || isSameComment);
  const isSameParent = from.path.length > 1 && to.path.length > 1 && from.path.at(-2) === to.path.at(-2);
  return (isSameName ? 2 : 0) + (isSameValue ? 2 : 0) + (isSameComment ? 1 : 0) + (isSameParent ? 1 : 0);
}

/** How many names two paths begin with alike. */
function closeness(a: Path, b: Path): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}
