import type { GameState, RuleModule, Table } from "@wopr/games";
import { type Annotations, foldAnnotations } from "./annotations.ts";
import type { GameEvent, StateParts } from "./events.ts";
import { type GroupLedger, readGroups } from "./groups.ts";
import { foldHeader, type Header, tableOf } from "./header.ts";
import { type Snapshot, usableSnapshot } from "./snapshots.ts";
import { buildTimeline, type MoveItem, type TimelineItem } from "./timeline.ts";

/** A move in the list of moves. */
export interface FoldedMove extends MoveItem {
  /** 1, 2, … in playing order; removed moves have none and are not listed. */
  readonly n: number;
  /** Why the move could not be applied; the state stayed as it was. */
  readonly conflict: string | null;
  /** `turn` of the state after this move. */
  readonly turn: number;
}

/** The photo whose reading people agreed to last. */
export interface AgreedFrame {
  readonly captureId: string;
  readonly seq: number;
  /** What was believed to stand on the board when it was taken, after all corrections so far. */
  readonly state: GameState;
}

/** A game as its log tells it. */
export interface Folded {
  readonly header: Header;
  readonly table: Table;
  readonly state: GameState;
  /** The state before the last thing that bore on it; null when nothing has. */
  readonly before: GameState | null;
  readonly annotations: ReadonlyMap<string, Annotations>;
  /** Moves up to {@link atMove}. */
  readonly moves: readonly FoldedMove[];
  readonly conflicts: readonly { readonly move: number; readonly reason: string }[];
  readonly atMove: number;
  readonly headSeq: number;
  readonly groups: GroupLedger;
  readonly agreed: AgreedFrame | null;
  /** States passed at every 25th move, oldest first; {@link snapshotOf} makes a snapshot of one. */
  readonly passed: readonly Passed[];
}

/** The state right after a move that is worth a snapshot. */
export interface Passed {
  readonly atMove: number;
  readonly state: GameState;
}

/** A snapshot is taken after every 25th move (tabletop.md 4.3). */
export const SNAPSHOT_EVERY = 25;

/** Where to stop and what may be skipped. */
export interface FoldOptions {
  /** Stop before the move after this one; absent: at the end. */
  readonly atMove?: number | undefined;
  readonly snapshots?: readonly Snapshot[] | undefined;
  /** Called for every move that is applied, with the states around it; moves a snapshot spares are not told of. */
  readonly onMove?: ((move: FoldedMove, before: GameState, after: GameState) => void) | undefined;
}

/**
 * Folds the log of a game to its state. Pure and total: the same events give the same state whatever snapshots are
 * handed in; a move that cannot be applied is a conflict, leaves the state unchanged, and the fold goes on.
 *
 * @param events All events of one game in seq order, or the first ones of it (time travel by seq).
 */
export function foldGame(events: readonly GameEvent[], rules: RuleModule, options: FoldOptions = {}): Folded {
  const groups = readGroups(events);
  const header = foldHeader(events, groups.undone);
  const table = tableOf(header);
  const timeline = buildTimeline(events, groups.undone);
  const agreedAt = findAgreed(timeline.items);
  const start = usableSnapshot(options.snapshots ?? [], events, timeline, { stopAt: options.atMove, before: agreedAt });
  const { atMove: stopAt, onMove } = options;
  const walked = walk(timeline.items, rules, table, { start, stopAt, agreedAt, onMove });
  const headSeq = events.at(-1)?.seq ?? 0;
  return {
    header,
    table,
    ...walked,
    conflicts: walked.moves.flatMap(({ n, conflict }) => (conflict === null ? [] : [{ move: n, reason: conflict }])),
    headSeq,
    groups,
    annotations: foldAnnotations(events, groups.undone),
  };
}

/** @param passed One of `folded.passed`. */
export const snapshotOf = (folded: Folded, passed: Passed): Snapshot => ({
  ...passed,
  seq: folded.headSeq,
  moves: folded.moves.slice(0, passed.atMove).map(({ conflict, turn }) => ({ conflict, turn })),
});

type Walked = Pick<Folded, "state" | "before" | "moves" | "atMove" | "passed" | "agreed">;

interface Walk {
  readonly start: Snapshot | undefined;
  readonly stopAt: number | undefined;
  /** Place of the agreed frame on the timeline. */
  readonly agreedAt: number | undefined;
  readonly onMove: FoldOptions["onMove"];
}

function walk(
  timeline: readonly TimelineItem[],
  rules: RuleModule,
  table: Table,
  { start, stopAt = Number.POSITIVE_INFINITY, agreedAt, onMove }: Walk,
): Walked {
  let state = start?.state ?? rules.initial(table);
  let before: GameState | null = null;
  const moves: FoldedMove[] = [];
  const passed: Passed[] = [];
  const skip = start?.atMove ?? 0;
  let agreed: AgreedFrame | null = null;
  const agree = (item: TimelineItem, at: number) => {
    const captureId = captureOf(item);
    if (at === agreedAt && captureId !== null) agreed = { captureId, seq: item.seq, state };
  };
  for (const [at, item] of timeline.entries()) {
    if (item.kind === "set") {
      if (moves.length < skip) continue;
      before = state;
      state = applySet(state, item.event);
      agree(item, at);
      continue;
    }
    if (item.removed) continue;
    const n = moves.length + 1;
    if (n > stopAt) break;
    if (n <= skip) {
      const known = start?.moves[n - 1];
      moves.push(numbered(item, n, known?.conflict ?? null, known?.turn ?? 0));
      continue;
    }
    const applied = rules.apply(state, item.move, table);
    before = state;
    if (applied.ok) state = counted(applied.state, before.turn + (item.endsTurn ? 1 : 0));
    const move = numbered(item, n, applied.ok ? null : applied.conflict, state.turn);
    moves.push(move);
    onMove?.(move, before, state);
    agree(item, at);
    if (n % SNAPSHOT_EVERY === 0) passed.push({ atMove: n, state });
  }
  return { state, before, moves, atMove: moves.length, passed, agreed };
}

/** Written out field by field: spreading costs as much as applying a move. */
const numbered = (item: MoveItem, n: number, conflict: string | null, turn: number): FoldedMove => ({
  kind: item.kind,
  moveId: item.moveId,
  move: item.move,
  text: item.text,
  endsTurn: item.endsTurn,
  captureId: item.captureId,
  proposalId: item.proposalId,
  confidence: item.confidence,
  decidedBy: item.decidedBy,
  at: item.at,
  seq: item.seq,
  removed: item.removed,
  corrected: item.corrected,
  outcome: item.outcome,
  n,
  conflict,
  turn,
});

/** The log says which moves end a turn; what a rule module counted by itself does not matter. */
const counted = (state: GameState, turn: number): GameState => (state.turn === turn ? state : { ...state, turn });

/** Applies values set by hand: absolute, until the next item that changes them. */
function applySet(state: GameState, event: Extract<GameEvent, { kind: `${string}_set` }>): GameState {
  switch (event.kind) {
    case "state_set":
      return withParts(state, event.payload);
    case "turn_set": {
      const { turn, turn_player: turnPlayer } = event.payload;
      return { ...state, turn, ...(turnPlayer === undefined ? {} : { turnPlayer }) };
    }
    case "phase_set":
      return { ...state, phase: event.payload.phase };
    case "round_set":
      return { ...state, round: event.payload.round };
    case "resource_set": {
      const { player, resource, value } = event.payload;
      const key = `player_${player}`;
      return {
        ...state,
        resources: { ...state.resources, [key]: { ...state.resources[key], [resource]: value } },
      };
    }
    case "track_set": {
      const { track, player, value } = event.payload;
      return {
        ...state,
        tracks: { ...state.tracks, [track]: { ...state.tracks?.[track], [`player_${player}`]: value } },
      };
    }
    default:
      return state;
  }
}

/** Replaces the named parts of a state; parts that are left out stay. */
export function withParts(state: GameState, parts: StateParts): GameState {
  const { turn, phase, round, turn_player: turnPlayer, grid, zones, tracks, bases, resources, extra } = parts;
  return {
    ...state,
    ...(turn === undefined ? {} : { turn }),
    ...(phase === undefined ? {} : { phase }),
    ...(round === undefined ? {} : { round }),
    ...(turnPlayer === undefined ? {} : { turnPlayer }),
    ...(grid === undefined ? {} : { grid }),
    ...(zones === undefined ? {} : { zones: { ...state.zones, ...zones } }),
    ...(tracks === undefined ? {} : { tracks: { ...state.tracks, ...tracks } }),
    ...(bases === undefined ? {} : { bases }),
    ...(resources === undefined ? {} : { resources: mergedCounts(state.resources, resources) }),
    ...(extra === undefined ? {} : { extra }),
  };
}

type Counts = GameState["resources"];

const mergedCounts = (before: Counts, parts: Counts): Counts => ({
  ...before,
  ...Object.fromEntries(Object.entries(parts).map(([key, counts]) => [key, { ...before[key], ...counts }])),
});

/** Only frames people agreed to are references: the newest move or position that came with a photo and still counts. */
function findAgreed(timeline: readonly TimelineItem[]): number | undefined {
  let found: number | undefined;
  for (const [at, item] of timeline.entries()) {
    const newer = found === undefined || item.seq > (timeline[found]?.seq ?? 0);
    if (captureOf(item) !== null && newer) found = at;
  }
  return found;
}

function captureOf(item: TimelineItem): string | null {
  if (item.kind === "move") return item.removed ? null : item.captureId;
  return item.event.kind === "state_set" ? item.event.payload.capture_id : null;
}
