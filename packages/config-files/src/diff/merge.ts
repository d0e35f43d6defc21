import { applySplices, plan } from "../edit/plan.ts";
import { open } from "../open.ts";
import { isWithin } from "../paths.ts";
import { valueOfDocument } from "../tree.ts";
import type { Change, Document, Path, Problem, Result, Value } from "../types.ts";
import { equal } from "../values.ts";
import { diffLines, linesOf } from "./lines.ts";
import { diffTree, opsOf } from "./tree.ts";

/** A place both sides changed, differently. */
export interface MergeConflict {
  readonly path: Path;
  readonly base?: Value;
  readonly ours?: Value;
  readonly theirs?: Value;
}

/** Both sides' changes in one file. */
export interface Merge {
  /** Theirs with our changes; where both changed the same, theirs. */
  readonly bytes: Uint8Array;
  /** Empty: everything was joined. */
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Joins two edits of one document, leaf by leaf: equal edits join, different ones are told. Comments of both sides stay
 * where the lines can be joined; else theirs stay and our values are written into them.
 */
export function merge3(base: Document, ours: Document, theirs: Document): Result<Merge, Problem> {
  const mine = diffTree(base, ours);
  const yours = diffTree(base, theirs);
  const conflicts: MergeConflict[] = [];
  const wanted: Change[] = [];
  for (const change of mine) {
    const other = yours.find(({ path }) => isWithin(path, change.path) || isWithin(change.path, path));
    if (!other) wanted.push(change);
    else if (!isSame(change, other)) conflicts.push(conflictOf(change, other));
  }
  const planned = plan(theirs, opsOf(wanted));
  if (!planned.ok) return failed(planned.problem.text);
  const byTree = planned.value.after;
  const joined = conflicts.length === 0 ? joinLines(base, ours, theirs) : undefined;
  if (joined) {
    const { fileName, options } = theirs;
    const [a, b] = [open(joined, fileName, options), open(byTree, fileName, options)];
    if (a.ok && b.ok && equal(valueOfDocument(a.value), valueOfDocument(b.value)))
      return { ok: true, value: { bytes: joined, conflicts } };
  }
  return { ok: true, value: { bytes: byTree, conflicts } };
}

const isSame = (a: Change, b: Change): boolean =>
  a.path.length === b.path.length &&
  a.kind === b.kind &&
  (a.after === undefined ? b.after === undefined : b.after !== undefined && equal(a.after, b.after));

const conflictOf = (ours: Change, theirs: Change): MergeConflict => ({
  path: ours.path.length <= theirs.path.length ? ours.path : theirs.path,
  ...(ours.before === undefined ? {} : { base: ours.before }),
  ...(ours.after === undefined ? {} : { ours: ours.after }),
  ...(theirs.after === undefined ? {} : { theirs: theirs.after }),
});

const failed = (text: string): Result<never, Problem> => ({
  ok: false,
  problem: { code: "unsupported", line: 0, column: 0, excerpt: "", text },
});

/** Line-wise three-way merge; `undefined` where both sides touch the same lines. */
function joinLines(base: Document, ours: Document, theirs: Document): Uint8Array | undefined {
  if (base.detected.encoding !== ours.detected.encoding || base.detected.encoding !== theirs.detected.encoding)
    return undefined;
  const [b, o, t] = [linesOf(base.text), linesOf(ours.text), linesOf(theirs.text)];
  const mine = diffLines(b, o).map((change) => ({ ...change, with: o.slice(change.bFrom, change.bTo).join("") }));
  const yours = diffLines(b, t).map((change) => ({ ...change, with: t.slice(change.bFrom, change.bTo).join("") }));
  for (const one of mine)
    for (const other of yours) {
      const apart = one.aTo < other.aFrom || other.aTo < one.aFrom;
      const same = one.aFrom === other.aFrom && one.aTo === other.aTo && one.with === other.with;
      if (!apart && !same) return undefined;
    }
  const all = [...mine, ...yours.filter((other) => !mine.some(({ aFrom }) => aFrom === other.aFrom))];
  const starts = [0];
  for (const line of b) starts.push((starts.at(-1) ?? 0) + line.length);
  const encoder = new TextEncoder();
  if (base.detected.encoding !== "utf8" && base.detected.encoding !== "utf8_bom") return undefined;
  return applySplices(
    base.bytes,
    all
      .sort((x, y) => x.aFrom - y.aFrom)
      .map((change) => ({
        start: base.byteAt(starts[change.aFrom] ?? base.text.length),
        end: base.byteAt(starts[change.aTo] ?? base.text.length),
        bytes: encoder.encode(change.with),
      })),
  );
}
