import { plan } from "../edit/plan.ts";
import { open } from "../open.ts";
import { showPath } from "../paths.ts";
import { encode } from "../text/encoding.ts";
import { nodeValue, valueOfDocument } from "../tree.ts";
import type { Document, Op, Path, Problem, Result, Value, ValueMap } from "../types.ts";
import { equal, isMap } from "../values.ts";
import { type Answer, BLOCKING, decide, type MergeDecision } from "./decide.ts";
import { type MoveProposal, movesOf } from "./moves.ts";
import { indented, type Part, type Section, sectionsOf } from "./sections.ts";

/** The three files: defaults of the old version, the live file, defaults of the new version. */
export interface Upgrade {
  /** Absent: the defaults are not known; ours wins where both have a key. */
  readonly base?: Document;
  readonly ours: Document;
  readonly theirs: Document;
  /** Answers of a person by path as {@link showPath} writes it. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

/** The live file with the new version's keys, comments and defaults, and none of its own values lost. */
export interface Upgraded {
  /** Always made, with the default choices; to be used only when `applicable`. */
  readonly bytes: Uint8Array;
  readonly decisions: readonly MergeDecision[];
  /** Values of ours that have no place in the result, by their old path. */
  readonly parked: readonly { readonly path: Path; readonly value: Value }[];
  /** Keys that seem to have been renamed or moved; never done unasked. */
  readonly moves: readonly MoveProposal[];
  /** Every blocking decision has an answer. */
  readonly applicable: boolean;
  readonly baseUnknown: boolean;
}

/**
 * Merges a new template into a live file (config-files.md 6.11): lines are chosen, never printed anew. What ours and base
 * have in common becomes theirs, what ours changed stays, comments follow whoever changed them.
 *
 * @returns `unsupported` where one of the files is not a map of lines; `syntax` when the outcome could not be proven.
 */
export function mergeUpgrade({ base, ours, theirs, answers = {} }: Upgrade): Result<Upgraded, Problem> {
  const eol = ours.text.includes("\r\n") ? "\r\n" : "\n";
  const [o, t] = [cut(ours), cut(theirs)];
  const b = base ? cut(base) : undefined;
  if (!o || !t || (base && !b)) return failed("unsupported", "Only files that are maps of lines are merged.");
  const start = b ?? commonOf(o, t);
  const decisions: MergeDecision[] = [];
  const parked: { path: Path; value: Value }[] = [];
  const { text, value } = joined(start, o, t, [], { decisions, parked, answers });
  const body = text.replaceAll("\n", eol);
  const trimmed = ours.text.endsWith("\n") || ours.text === "" ? body : body.replace(/\r?\n$/, "");
  const made = readBack(ours, trimmed);
  if (!made.ok) return made;
  const proven = settled(made.value, value, decisions);
  if (!proven) return failed("syntax", "The merged file would not say what it should; nothing was made.");
  const all = [...decisions];
  return {
    ok: true,
    value: {
      bytes: sameAs(proven, ours) ?? proven,
      decisions: all,
      parked,
      moves: movesOf(b ?? commonOf(o, t), t, parked),
      applicable: all.every(({ kind, path }) => !BLOCKING.has(kind) || answers[showPath(path)] !== undefined),
      baseUnknown: base === undefined,
    },
  };
}

const failed = (code: Problem["code"], text: string): Result<never, Problem> => ({
  ok: false,
  problem: { code, line: 0, column: 0, excerpt: "", text },
});

/** Sections of a document with line ends of one kind, the last line ended. */
function cut(doc: Document): Section | undefined {
  const text = doc.text.replaceAll("\r\n", "\n");
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  if (ended === doc.text) return sectionsOf(doc);
  const again = open(new TextEncoder().encode(ended), doc.fileName, {
    ...doc.options,
    format: doc.detected.format,
    dialect: doc.detected.dialect,
  });
  return again.ok ? sectionsOf(again.value) : undefined;
}

interface Notes {
  readonly decisions: MergeDecision[];
  readonly parked: { path: Path; value: Value }[];
  readonly answers: Readonly<Record<string, Answer>>;
}

const partOf = (section: Section | undefined, key: string): Part | undefined =>
  section?.parts.find((part) => part.key === key);
const valueOfPart = (part: Part | undefined): Value | undefined => (part ? nodeValue(part.node) : undefined);

interface Joined {
  readonly text: string;
  readonly value: ValueMap;
}

function joined(base: Section | undefined, ours: Section, theirs: Section, path: Path, notes: Notes): Joined {
  const column = isInOrder(ours, base) ? theirs.column : ours.column;
  let text = "";
  const value = new Map<string, Value>();
  for (const key of orderOf(base, ours, theirs)) {
    const made = entry(key, base, ours, theirs, [...path, key], column, notes);
    if (!made) continue;
    text += made.text;
    value.set(key, made.value);
  }
  return {
    text: text + leadOf(base?.tail, ours.tail, theirs.tail, path, notes, column - ours.column, column - theirs.column),
    value,
  };
}

function entry(
  key: string,
  base: Section | undefined,
  ours: Section,
  theirs: Section,
  path: Path,
  column: number,
  notes: Notes,
): { readonly text: string; readonly value: Value } | undefined {
  const [b, o, t] = [partOf(base, key), partOf(ours, key), partOf(theirs, key)];
  const sides = { base: valueOfPart(b), ours: valueOfPart(o), theirs: valueOfPart(t) };
  const choice = decide(sides, notes.answers[showPath(path)]);
  const note = (kind: MergeDecision["kind"] | undefined) => {
    if (!kind) return;
    const given = Object.fromEntries(Object.entries(sides).filter(([, value]) => value !== undefined));
    notes.decisions.push({ kind, path, ...given });
  };
  note(choice.kind);
  const isParked =
    choice.kind === "obsolete_custom"
      ? choice.take === "none"
      : choice.kind === "type_conflict" && choice.take === "theirs";
  if (isParked && sides.ours !== undefined) notes.parked.push({ path, value: sides.ours });
  if (choice.take === "none") return undefined;
  const [byOurs, byTheirs] = [column - ours.column, column - theirs.column];
  const lead =
    o && t
      ? leadOf(b?.lead, o.lead, t.lead, path, notes, byOurs, byTheirs)
      : o
        ? indented(o.lead, byOurs)
        : indented(t?.lead ?? "", byTheirs);
  if (choice.take === "recurse" && o?.nested && t?.nested) {
    const inner = joined(b?.nested?.section, o.nested.section, t.nested.section, path, notes);
    const shift = column - theirs.column;
    const head = indented(
      pick(b?.nested?.head, o.nested.head, t.nested.head),
      o.nested.head === t.nested.head ? byOurs : shift,
    );
    if (inner.value.size === 0) return { text: `${lead}${head.trimEnd()} {}\n`, value: new Map() };
    const isOurs = isInOrder(o.nested.section, b?.nested?.section);
    const by = column - (isOurs ? theirs.column : ours.column);
    return { text: lead + head + indented(inner.text, by), value: inner.value };
  }
  if (choice.take === "merged") {
    const from = o!;
    return { text: lead + indented(from.text, byOurs), value: choice.items };
  }
  // Maps that are not in lines of their own are taken whole.
  const take =
    choice.take === "recurse"
      ? sides.base !== undefined && sides.ours !== undefined && equal(sides.base, sides.ours)
        ? "theirs"
        : "ours"
      : choice.take;
  const isSame = sides.ours !== undefined && sides.theirs !== undefined && equal(sides.ours, sides.theirs);
  const text = isSame && o && t ? pick(b?.text, o.text, t.text) : take === "ours" ? o!.text : t!.text;
  const isOurText = o !== undefined && text === o.text;
  return {
    text: lead + indented(text, isOurText ? byOurs : byTheirs),
    value: (take === "ours" ? sides.ours : sides.theirs) ?? null,
  };
}

/** Text of who changed it; theirs when both did. */
const pick = (base: string | undefined, ours: string, theirs: string): string => (theirs === base ? ours : theirs);

/** Comments of who changed them; when both did, theirs and the lines of ours that are in neither. */
function leadOf(
  base: string | undefined,
  ours: string,
  theirs: string,
  path: Path,
  notes: Notes,
  byOurs: number,
  byTheirs: number,
): string {
  const words = (lead: string | undefined) =>
    lead
      ?.split("\n")
      .map((line) => line.trim())
      .join("\n");
  if (words(ours) === words(theirs)) return indented(ours, byOurs);
  if (words(base) === words(ours)) return indented(theirs, byTheirs);
  if (words(base) === words(theirs)) return indented(ours, byOurs);
  const known = new Set([...(words(base) ?? "").split("\n"), ...(words(theirs) ?? "").split("\n")]);
  const own = ours.split("\n").filter((line) => line.trim() !== "" && !known.has(line.trim()));
  if (own.length === 0) return indented(theirs, byTheirs);
  notes.decisions.push({ kind: "comments_combined", path });
  return indented(theirs, byTheirs) + indented(`${own.join("\n")}\n`, byOurs);
}

/** Whether ours has the keys it shares with base in the order of base. */
function isInOrder(ours: Section, base: Section | undefined): boolean {
  const known = ours.parts.map(({ key }) => key).filter((key) => partOf(base, key));
  const wanted = (base?.parts ?? []).map(({ key }) => key).filter((key) => partOf(ours, key));
  return known.every((key, i) => key === wanted[i]);
}

/** Keys in the order of the result: theirs when ours kept the order of base, else ours; others behind their neighbours. */
function orderOf(base: Section | undefined, ours: Section, theirs: Section): readonly string[] {
  const [lead, others] = isInOrder(ours, base) ? [theirs, ours] : [ours, theirs];
  const order = lead.parts.map(({ key }) => key);
  let before: string | undefined;
  for (const { key } of others.parts) {
    if (!order.includes(key)) order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
    before = key;
  }
  return order;
}

/** What both have, with the values of theirs: the least that can be said of a base nobody knows. */
function commonOf(ours: Section, theirs: Section): Section {
  const parts = theirs.parts.flatMap((part): readonly Part[] => {
    const own = partOf(ours, part.key);
    if (!own) return [];
    if (!part.nested || !own.nested) return [part];
    return [
      { ...part, nested: { head: part.nested.head, section: commonOf(own.nested.section, part.nested.section) } },
    ];
  });
  return { ...theirs, parts };
}

function readBack(ours: Document, text: string): Result<Document, Problem> {
  const { encoding, format, dialect } = ours.detected;
  const body = encode(text, encoding);
  if (!body) return failed("syntax", `The new file has characters that ${encoding} cannot say.`);
  const mark = ours.bytes.subarray(0, ours.byteAt(0));
  const bytes = new Uint8Array(mark.length + body.length);
  bytes.set(mark);
  bytes.set(body, mark.length);
  return open(bytes, ours.fileName, { ...ours.options, format, dialect });
}

/** Writes the lists that were joined, and proves that the file says what was decided. */
function settled(doc: Document, wanted: ValueMap, decisions: readonly MergeDecision[]): Uint8Array | undefined {
  const ops: Op[] = decisions.flatMap(({ kind, path }) => {
    const value = kind === "list_merged" ? at(wanted, path) : undefined;
    return value === undefined ? [] : [{ op: "set", path, value } satisfies Op];
  });
  const planned = plan(doc, ops);
  if (!planned.ok) return undefined;
  const again = open(planned.value.after, doc.fileName, {
    ...doc.options,
    format: doc.detected.format,
    dialect: doc.detected.dialect,
  });
  if (!again.ok) return undefined;
  const said = valueOfDocument(again.value) ?? new Map();
  return equal(said, wanted) ? planned.value.after : undefined;
}

function at(value: Value, path: Path): Value | undefined {
  let here: Value | undefined = value;
  for (const step of path) here = isMap(here) && typeof step === "string" ? here.get(step) : undefined;
  return here;
}

/** The bytes of ours when nothing but line ends would differ. */
function sameAs(bytes: Uint8Array, ours: Document): Uint8Array | undefined {
  const plain = (text: string) => text.replaceAll("\r\n", "\n");
  const text = new TextDecoder().decode(bytes.subarray(ours.byteAt(0)));
  return ours.detected.encoding.startsWith("utf8") && plain(text) === plain(ours.text) ? ours.bytes : undefined;
}
