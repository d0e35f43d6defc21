import type { GameState, Move, PackManifest, RuleModule, Verdict } from "@wopr/games";
import { NO_ANNOTATIONS } from "./annotations.ts";
import type { Actor, GameEvent, NewEvent } from "./events.ts";
import { EVENT_SCHEMAS } from "./events.ts";
import { type Folded, type FoldedMove, foldGame } from "./fold.ts";
import { type ComparedLook, conclude } from "./look.ts";
import { concludeTable, type TableLook } from "./table-look.ts";
import { concludeZones, type ZonesLook } from "./zones-look.ts";

/** What somebody wants different about the list of moves. */
export type Change =
  | { readonly kind: "correct"; readonly n: number; readonly move: Move }
  /** Right after move n; 0 puts it first. */
  | { readonly kind: "insert"; readonly n: number; readonly move: Move; readonly moveId: string }
  | { readonly kind: "remove"; readonly n: number };

/** What a change makes of one later move. */
export interface LaterMove {
  readonly n: number;
  readonly moveId: string;
  readonly result: "same" | "follows" | "question" | "conflict";
  readonly before: { readonly move: Move; readonly text: string };
  /** What its photo says on the corrected ground. */
  readonly after: { readonly move: Move; readonly text: string } | null;
  readonly text: string;
}

/** A change with everything that follows from it; nothing is written yet. */
export interface Correction {
  /** Of one group: the change, what follows, new verdicts, flags, and the policy that asks again. */
  readonly events: readonly NewEvent[];
  /** Later moves that do not stay the same. */
  readonly later: readonly LaterMove[];
  readonly folded: Folded;
  readonly asksAgain: boolean;
}

/** A game to correct, with what was measured on its photos. */
export interface CorrectionBase {
  readonly events: readonly GameEvent[];
  readonly folded: Folded;
  readonly rules: RuleModule;
  readonly manifest: PackManifest;
  /** By capture id; photos that were not compared with another are absent. */
  readonly looks: ReadonlyMap<string, ComparedLook | ZonesLook | TableLook>;
}

/** Why a change cannot be made. */
export type Refusal = { readonly refused: "no_such_move" } | { readonly refused: "conflict"; readonly why: string };

const PREVIEW: Actor = { id: "preview", kind: "system", name: "preview" };

/**
 * Works out what a change of an earlier move leads to. Pure: the preview and the commit are this one function, and no
 * photo is read, only what was measured on it.
 *
 * A later move is read again only with what the change alters: its position before, and the position people now believe
 * was on the photo it was compared with. A reading that the change does not alter leaves the move as it was decided.
 */
export function correct(base: CorrectionBase, change: Change): Correction | Refusal {
  const before = walkOf(base, base.events);
  const target = before.moves[change.n - 1];
  if (change.n > 0 ? !target : change.kind !== "insert") return { refused: "no_such_move" };
  const ground = groundOf(before, change);
  const first = changeEvent(base, change, target, ground);
  if ("refused" in first) return first;

  const events: NewEvent[] = [first.event];
  const later: LaterMove[] = [];
  const touched = first.moveId;
  const from = change.kind === "remove" ? change.n : change.n + 1;
  let walk = walkOf(base, withNew(base.events, events));
  const firstLater = change.kind === "insert" ? from + 1 : from;
  for (let n = firstLater; n <= walk.moves.length; n += 1) {
    const move = walk.moves[n - 1];
    const was = move && before.byId.get(move.moveId);
    if (!move || !was) continue;
    const outcome = judge(base, before, walk, was, move);
    if (outcome.result === "same") continue;
    later.push(outcome);
    if (outcome.result !== "follows" || !outcome.after) continue;
    const state = walk.around.get(move.moveId)?.before ?? ground;
    events.push(corrected(base, move.moveId, outcome.after.move, state, walk.folded));
    walk = walkOf(base, withNew(base.events, events));
  }
  for (const { moveId, text, result } of later)
    if (result === "question") events.push({ kind: "move_flagged", payload: { move_id: moveId, text } });
  events.push(...newVerdicts(base, walk, touched));
  const asksAgain = base.folded.header.agreePolicy === "auto_when_sure";
  if (asksAgain) events.push({ kind: "header_set", payload: { agree_policy: "ask" } });
  return { events, later, folded: foldGame(withNew(base.events, events), base.rules), asksAgain };
}

/** "Changes moves 9 and 12; move 10 needs you." */
export function correctionText(later: readonly LaterMove[]): string {
  const named = (...results: readonly LaterMove["result"][]) =>
    later.filter(({ result }) => results.includes(result)).map(({ n }) => n);
  const [follows, asks, conflicts] = [named("follows"), named("question"), named("conflict")];
  const parts = [
    ...(follows.length > 0 ? [`Changes ${list(follows)}`] : []),
    ...(asks.length > 0 ? [`${list(asks)} ${asks.length === 1 ? "needs" : "need"} you`] : []),
    ...(conflicts.length > 0 ? [`${list(conflicts)} ${conflicts.length === 1 ? "does" : "do"} not fit any more`] : []),
  ];
  if (parts.length === 0) return "No later move changes.";
  const text = parts.join("; ");
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

function list(numbers: readonly number[]): string {
  const [last] = numbers.slice(-1);
  if (numbers.length === 1) return `move ${last}`;
  return `moves ${numbers.slice(0, -1).join(", ")} and ${last}`;
}

interface Walk {
  readonly folded: Folded;
  readonly moves: readonly FoldedMove[];
  readonly byId: ReadonlyMap<string, FoldedMove>;
  readonly around: ReadonlyMap<string, { readonly before: GameState; readonly after: GameState }>;
  /** What people believe stood on the board in a photo. */
  readonly onPhoto: ReadonlyMap<string, GameState>;
}

function walkOf(base: CorrectionBase, events: readonly GameEvent[]): Walk {
  const around = new Map<string, { before: GameState; after: GameState }>();
  const onPhoto = new Map<string, GameState>();
  const folded = foldGame(events, base.rules, {
    onMove(move, before, after) {
      around.set(move.moveId, { before, after });
      if (move.captureId !== null) onPhoto.set(move.captureId, after);
    },
  });
  if (folded.agreed) onPhoto.set(folded.agreed.captureId, folded.agreed.state);
  const { moves } = folded;
  return { folded, moves, byId: new Map(moves.map((move) => [move.moveId, move])), around, onPhoto };
}

/** The position the change acts on. */
function groundOf({ moves, around, folded }: Walk, change: Change): GameState {
  const anchor = moves[change.n - 1];
  if (change.kind === "insert") {
    if (anchor) return around.get(anchor.moveId)?.after ?? folded.state;
    const [first] = moves;
    return first ? (around.get(first.moveId)?.before ?? folded.state) : folded.state;
  }
  return anchor ? (around.get(anchor.moveId)?.before ?? folded.state) : folded.state;
}

function changeEvent(
  base: CorrectionBase,
  change: Change,
  target: FoldedMove | undefined,
  ground: GameState,
): Refusal | { readonly event: NewEvent; readonly moveId: string | null } {
  if (change.kind === "remove") {
    const moveId = target?.moveId ?? "";
    return { event: { kind: "move_removed", payload: { move_id: moveId } }, moveId: null };
  }
  const applied = base.rules.apply(ground, change.move, base.folded.table);
  if (!applied.ok) return { refused: "conflict", why: applied.conflict };
  if (change.kind === "correct") {
    const moveId = target?.moveId ?? "";
    return { event: corrected(base, moveId, change.move, ground, base.folded), moveId };
  }
  const content = contentOf(base, change.moveId, change.move, ground, base.folded);
  const payload = { ...content, after_move_id: target?.moveId ?? null };
  return { event: { kind: "move_inserted", payload }, moveId: change.moveId };
}

const contentOf = ({ rules }: CorrectionBase, moveId: string, move: Move, ground: GameState, { table }: Folded) => ({
  move_id: moveId,
  move,
  text: rules.describe(ground, move, table),
  ends_turn: rules.endsTurn(ground, move),
});

const corrected = (base: CorrectionBase, moveId: string, move: Move, ground: GameState, folded: Folded): NewEvent => ({
  kind: "move_corrected",
  payload: contentOf(base, moveId, move, ground, folded),
});

/** What becomes of one later move. @param was As it stood before the change. */
function judge(base: CorrectionBase, before: Walk, walk: Walk, was: FoldedMove, move: FoldedMove): LaterMove {
  const common = { n: move.n, moveId: move.moveId, before: { move: move.move, text: move.text } };
  const fits = move.conflict === null || was.conflict !== null;
  const look = move.captureId === null ? undefined : base.looks.get(move.captureId);
  const [old, fresh] = look ? [readingOf(base, before, was, look), readingOf(base, walk, move, look)] : [null, null];
  const unaltered = fresh === null || (old !== null && equal(old, fresh)) || equal(fresh.move, move.move);
  if (unaltered || fresh === null) {
    if (fits) return { ...common, result: "same", after: null, text: `Move ${move.n} stays.` };
    const text = `Move ${move.n} (${move.text}) does not fit any more: ${move.conflict}`;
    return { ...common, result: "conflict", after: null, text };
  }
  const after = fresh.move === null ? null : { move: fresh.move, text: fresh.text };
  const isSure = fresh.outcome === "sure" && after !== null;
  if (isSure && move.decidedBy.kind === "system")
    return { ...common, result: "follows", after, text: `Move ${move.n} becomes ${fresh.text}.` };
  const seen = after ? `its photo now shows ${fresh.text}` : "its photo no longer says which move it was";
  return { ...common, result: "question", after, text: `Move ${move.n} is ${move.text}, but ${seen}.` };
}

interface Reading {
  readonly outcome: string;
  readonly move: Move | null;
  readonly text: string;
}

/** Reads the photo of a move on the ground a walk gives. */
function readingOf(
  base: CorrectionBase,
  walk: Walk,
  move: FoldedMove,
  look: ComparedLook | ZonesLook | TableLook,
): Reading | null {
  const state = walk.around.get(move.moveId)?.before;
  if (!state) return null;
  const referenceState = walk.onPhoto.get(look.referenceCaptureId) ?? look.referenceState;
  const { rules, manifest } = base;
  const ground = { state, rules, manifest, table: walk.folded.table, lastMove: move.n - 1 };
  const { outcome, content } =
    look.kind === "zones"
      ? concludeZones({ ...look, referenceState }, ground)
      : look.kind === "table"
        ? concludeTable({ ...look, referenceState }, ground)
        : conclude({ ...look, referenceState }, ground);
  const believed = outcome === "sure" || outcome === "ask" ? content.move : null;
  return { outcome, move: believed, text: content.moveText ?? content.text };
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Verdicts of the changed move and of every later one, where they are not what was said before. */
function newVerdicts(base: CorrectionBase, walk: Walk, touched: string | null): readonly NewEvent[] {
  const { rules } = base;
  const { table, annotations } = walk.folded;
  return walk.moves.flatMap(({ moveId, move }): readonly NewEvent[] => {
    const state = walk.around.get(moveId)?.before;
    if (!state) return [];
    const verdicts = notable(rules.check(state, move, table));
    const said = (annotations.get(moveId) ?? NO_ANNOTATIONS).verdicts;
    if (moveId !== touched && equal(verdicts, said)) return [];
    if (verdicts.length === 0 && said.length === 0) return [];
    return [{ kind: "adjudicated", payload: { move_id: moveId, verdicts } }];
  });
}

/** Verdicts worth keeping: what is fine needs no words. */
export const notable = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  verdicts.filter(({ result }) => result === "violation" || result === "cannot_tell");

/** The log with events as if they had been written in one group. */
function withNew(events: readonly GameEvent[], added: readonly NewEvent[]): readonly GameEvent[] {
  const at = events.at(-1)?.at ?? new Date(0);
  const placed = added.map(
    (event, index): GameEvent => ({
      ...event,
      seq: events.length + index + 1,
      eventId: `preview-${index}`,
      groupId: "preview",
      schema: EVENT_SCHEMAS[event.kind],
      at,
      actor: PREVIEW,
      reason: null,
    }),
  );
  return [...events, ...placed];
}
