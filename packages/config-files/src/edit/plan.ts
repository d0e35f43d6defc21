import type { TextSplice } from "../format.ts";
import { driverOf, open } from "../open.ts";
import { showPath } from "../paths.ts";
import { encode } from "../text/encoding.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Note, Op, Path, Plan, Result, Splice, Value } from "../types.ts";
import { isList, isMap } from "../values.ts";
import { expandSet } from "./expand.ts";
import { unexpected } from "./expect.ts";
import { applyToModel, modelOf, sameModel } from "./model.ts";
import { createPieces } from "./pieces.ts";
import { refuse } from "./refuse.ts";

/** Files that grow beyond this by an edit are not written, bytes. */
const LARGEST_AFTER = 4 * 1024 * 1024;

/**
 * Plans ops, in order, and proves the outcome: the new bytes are read again and must say what the old ones said with
 * just these changes. Nothing is returned that was not proven.
 */
export function plan(doc: Document, ops: readonly Op[]): Result<Plan, EditError> {
  const driver = driverOf(doc.detected.format);
  if (!driver) return refuse("type_unsupported", [], `Files of format ${doc.detected.format} are not edited.`);
  const pieces = createPieces(doc.text);
  const notes: Note[] = [];
  const touched: Path[] = [];
  let now = doc;
  let model = modelOf(doc);

  const reread = (): Result<Document, EditError> => {
    const bytes = bytesOf(doc, pieces.text());
    if (!bytes)
      return refuse("unrepresentable", [], `The new text has characters that ${doc.detected.encoding} cannot say.`);
    if (bytes.length > LARGEST_AFTER) return refuse("too_large", [], "The file would become too large.");
    const again = open(bytes, doc.fileName, {
      ...doc.options,
      dialect: doc.detected.dialect,
      format: doc.detected.format,
    });
    if (!again.ok) return refuse("not_parseable", [], `The file could not be read afterwards: ${again.problem.text}`);
    return { ok: true, value: again.value };
  };

  for (let next = 0; next < ops.length; ) {
    const together = togetherFrom(
      now,
      ops.slice(next).map((op) => driver.prepare?.(now, op) ?? op),
    );
    next += together.length;
    for (const op of together) {
      const wrong = unexpected(now, op);
      if (wrong) return { ok: false, problem: wrong };
    }
    const [op] = together;
    if (op?.op === "text") {
      const replaced = replaceText(pieces.text(), op);
      if (!replaced.ok) return replaced;
      pieces.apply(replaced.value);
      const read = reread();
      if (!read.ok) return read;
      now = read.value;
      model = modelOf(now);
      continue;
    }
    for (const batch of inBatches(
      now,
      together.flatMap((one) => stepsOf(now, one)),
    )) {
      const splices: TextSplice[] = [];
      for (const step of batch) {
        const edit = driver.edit(now, step);
        if (!edit.ok) return edit;
        notes.push(...edit.value.notes);
        if (edit.value.splices.length === 0) continue;
        splices.push(...edit.value.splices);
        touched.push(step.path);
        if (step.op !== "comment") model = applyToModel(model, step);
      }
      if (splices.length === 0) continue;
      pieces.apply(splices.toSorted((x, y) => x.start - y.start));
      const read = reread();
      if (!read.ok) return read;
      const before = now;
      now = read.value;
      const path = batch[0]?.path ?? [];
      if (!sameModel(model, modelOf(now)))
        return refuse("verify_failed", path, "The edit would have changed more than it should; nothing was written.");
      if (hasNewWarnings(before, now))
        return refuse("verify_failed", path, "The edited file would be read with doubts; nothing was written.");
    }
  }
  return { ok: true, value: finish(doc, pieces.splices(), notes, touched) };
}

type Step = Exclude<Op, { op: "text" }>;

/**
 * The ops at the front that can be planned on one reading: single values that are there already, each at its own place.
 * At least one.
 */
function togetherFrom(doc: Document, ops: readonly Op[]): readonly Op[] {
  const paths = new Set<string>();
  let count = 0;
  for (const op of ops) {
    if (op.op !== "set" || paths.has(showPath(op.path)) || !isScalarSet(doc, op.path, op.value)) break;
    paths.add(showPath(op.path));
    count += 1;
  }
  return ops.slice(0, Math.max(1, count));
}

/** What an op comes to: a map or list is set by its parts. */
function stepsOf(doc: Document, op: Op): readonly Step[] {
  if (op.op === "text") return [];
  if (op.op === "set") return expandSet(doc, op);
  return op.op === "list_add" && op.unique && holds(doc, op) ? [] : [op];
}

/** Single values that are there already are set together; everything else is read again in between. */
function inBatches<S extends Op>(doc: Document, steps: readonly S[]): readonly (readonly S[])[] {
  const out: S[][] = [];
  let canJoin = false;
  for (const step of steps) {
    const joins = step.op === "set" && isScalarSet(doc, step.path, step.value);
    if (joins && canJoin) out.at(-1)?.push(step);
    else out.push([step]);
    canJoin = joins;
  }
  return out;
}

const isScalarSet = (doc: Document, path: Path, value: Value) => {
  const node = find(doc, path)?.node;
  return node?.kind === "scalar" && node.anchor === undefined && !isMap(value) && !isList(value);
};

function holds(doc: Document, op: Extract<Op, { op: "list_add" }>): boolean {
  const [root] = modelOf(doc);
  const at = op.path.reduce<Value | undefined>(
    (value, step) =>
      isMap(value) && typeof step === "string"
        ? value.get(step)
        : isList(value) && typeof step === "number"
          ? value[step]
          : undefined,
    root,
  );
  return isList(at) && at.some((item) => sameModel([item], [op.value]));
}

function replaceText(text: string, op: Extract<Op, { op: "text" }>): Result<readonly TextSplice[], EditError> {
  const splices: TextSplice[] = [];
  if (op.find === "") return missingText(op, 0);
  for (let at = text.indexOf(op.find); at >= 0; at = text.indexOf(op.find, at + op.find.length))
    splices.push({ start: at, end: at + op.find.length, text: op.replace });
  return splices.length === (op.count ?? 1) ? { ok: true, value: splices } : missingText(op, splices.length);
}

const missingText = (op: Extract<Op, { op: "text" }>, found: number) =>
  refuse("text_count", [], `The text was found ${found} times, not ${op.count ?? 1}.`);

const hasNewWarnings = (before: Document, after: Document): boolean => {
  const known = new Set(before.warnings.map(({ kind }) => kind));
  return after.warnings.some(({ kind }) => !known.has(kind) && kind !== "yaml11_boolean" && kind !== "bool_like_key");
};

function bytesOf(doc: Document, text: string): Uint8Array | undefined {
  const { encoding } = doc.detected;
  const mark = encoding === "utf8_bom" ? 3 : encoding.startsWith("utf16") ? 2 : 0;
  const added = encode(text, encoding);
  return added && concat([doc.bytes.subarray(0, mark), added]);
}

/** Turns splices of the text into splices of the bytes, and makes their inverse. */
function finish(doc: Document, splices: readonly TextSplice[], notes: readonly Note[], touched: readonly Path[]): Plan {
  const { encoding } = doc.detected;
  const forward = splices.map(
    ({ start, end, text }): Splice => ({
      start: doc.byteAt(start),
      end: doc.byteAt(end),
      bytes: encode(text, encoding) ?? new Uint8Array(),
    }),
  );
  let shift = 0;
  const inverse = forward.map(({ start, end, bytes }): Splice => {
    const back = { start: start + shift, end: start + shift + bytes.length, bytes: doc.bytes.slice(start, end) };
    shift += bytes.length - (end - start);
    return back;
  });
  return { splices: forward, after: applySplices(doc.bytes, forward), notes, inverse, touched };
}

/** Applies sorted splices to bytes. */
export function applySplices(bytes: Uint8Array, splices: readonly Splice[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, bytes: added } of splices) {
    parts.push(bytes.subarray(at, start), added);
    at = end;
  }
  return concat([...parts, bytes.subarray(at)]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
