import type { BoardStateWire } from "@wopr/contracts";
import type { Clock, NewId } from "@wopr/kernel";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { begins, commitMove, takeOver } from "../domain/commit.ts";
import type { GameEvent, NewEvent, StateParts } from "../domain/events.ts";
import { partsOfBoard, problemsOfParts, sameOwners } from "../domain/position.ts";
import { StateErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { createProposalStore, type ProposalRow } from "../store/proposals.ts";
import { givesBoard } from "./agreeing.ts";
import { proposalEvent } from "./proposing.ts";

/** A state somebody sets; a part that is left out stays. */
export interface NewState {
  readonly turn?: number | undefined;
  readonly phase?: string | undefined;
  readonly board?: { readonly [K in keyof BoardStateWire]?: BoardStateWire[K] | undefined } | undefined;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  readonly source: "manual" | "vision_analysis";
  readonly expectedSeq?: number | undefined;
}

/** Setting the state as TWAT published it. */
export interface StatesService {
  /**
   * Writes one `state_set`.
   *
   * While a proposal is open this also answers it, so that a client that knows nothing of proposals plays: a board equal to
   * what the proposal gives agrees to it, and any other board with source `vision_analysis` is the person's correction of
   * it. Both make the photo the next one is compared with, except a photo that was refused.
   *
   * @throws {AppError} `game.not_found`, `game.changed`, `state.invalid`
   */
  set(
    caller: Caller,
    gameId: string,
    state: NewState,
  ): Promise<{ readonly game: OpenGame; readonly event: GameEvent | null }>;
}

/** The only implementation. */
export function createStatesService(deps: {
  readonly log: GameLog;
  readonly access: Access;
  readonly clock: Clock;
  readonly newId: NewId;
}): StatesService {
  const { log, access, clock, newId } = deps;

  async function answer(act: GameAct, proposal: ProposalRow, status: "agreed" | "adjusted", by: string): Promise<void> {
    const closed = { status, decidedBy: by, decidedAt: clock.now() };
    await createProposalStore(act.tx).close(proposal.id, closed);
    act.tell(proposalEvent({ ...proposal, status }, "proposal.closed"));
  }

  return {
    async set(caller, gameId, wanted) {
      await access.requirePlaying(caller, gameId);
      const options = { actor: actorOf(caller), expectedSeq: wanted.expectedSeq };
      return log.act(gameId, options, async (act) => {
        const game = act.game();
        const parts = requireParts(game, wanted);
        const open = parts.grid ? await createProposalStore(act.tx).open(gameId) : undefined;
        const meant = open ? meaningOf(game, open, parts, wanted.source) : "alone";
        if (!open || meant === "alone") {
          await act.write([takeOver(parts, { source: wanted.source, captureId: null, proposalId: null })]);
        } else {
          await answer(act, open, meant === "correction" ? "adjusted" : "agreed", caller.id);
          await act.write(eventsOf(game, open, parts, wanted.source, meant, newId));
        }
        const event = act.game().events.findLast(({ kind }) => kind === "state_set") ?? null;
        return { game: act.game(), event };
      });
    },
  };
}

/** How a board that was set stands to the open proposal. */
type Meaning = "alone" | "the_move" | "the_position" | "correction";

function meaningOf(game: OpenGame, open: ProposalRow, parts: StateParts, source: NewState["source"]): Meaning {
  const { grid } = parts;
  // A blocked or blurred photo must never become what others are compared with.
  if (!grid || open.outcome === "retake") return "alone";
  const { move, position } = open.content;
  if (move && givesBoard(game, move, grid)) return "the_move";
  if (position && sameOwners(position, grid)) return "the_position";
  return source === "vision_analysis" ? "correction" : "alone";
}

function eventsOf(
  game: OpenGame,
  open: ProposalRow,
  parts: StateParts,
  source: NewState["source"],
  meant: Meaning,
  newId: NewId,
): readonly NewEvent[] {
  const origin = { captureId: open.captureId, proposalId: open.id };
  const set = takeOver(parts, { source, ...origin });
  const { folded, pack } = game;
  const { move, confidence } = open.content;
  if (meant !== "the_move" || !move) return [set, ...begins(folded.header.status)];
  const base = { rules: pack.rules, state: folded.state, table: folded.table, status: folded.header.status };
  const agreed = { moveId: newId(), move, confidence, outcome: open.outcome, ...origin };
  const committed = commitMove(agreed, base);
  return committed.ok ? [...committed.events, set] : [set, ...begins(folded.header.status)];
}

function requireParts(game: OpenGame, wanted: NewState): StateParts {
  const { parts, problems } = partsOfBoard(wanted.board ?? {}, game.manifest);
  const { turn, phase, resources } = wanted;
  const whole: StateParts = {
    ...parts,
    ...(turn === undefined ? {} : { turn }),
    ...(phase === undefined ? {} : { phase }),
    ...(resources === undefined ? {} : { resources }),
  };
  const all = [...problems, ...problemsOfParts(game.manifest, game.folded.table, whole)];
  if (all.length > 0) throw StateErrors.invalid({ problems: all });
  return whole;
}
