import type { GameState, Move } from "@wopr/games";
import type { NewId } from "@wopr/kernel";
import { applyAnswers, type Question } from "@wopr/vision";
import { begins, commitMove, takeOver } from "../domain/commit.ts";
import { DESCRIBER_QUESTION } from "../domain/described.ts";
import type { NewEvent, StateParts } from "../domain/events.ts";
import { type Concluded, conclude } from "../domain/look.ts";
import { partsOfBoard, problemsOfParts, sameOwners } from "../domain/position.ts";
import { type AskedQuestion, questionTexts } from "../domain/questions.ts";
import { tableMove } from "../domain/table-look.ts";
import { zonesMove } from "../domain/zones-look.ts";
import { MoveErrors, ProposalErrors, StateErrors } from "../errors.ts";
import type { OpenGame } from "../open-game.ts";
import type { CaptureRow } from "../store/captures.ts";
import type { ProposalRow } from "../store/proposals.ts";
import { comparedLook, heldAgainst, tableLook, zonesLook } from "../stored-look.ts";
import type { Consent } from "./proposals.ts";
import { lookBaseOf } from "./proposing.ts";

/** What saying yes leads to. */
export type Agreement =
  | {
      readonly kind: "commit";
      readonly status: "agreed" | "adjusted";
      readonly events: readonly NewEvent[];
      /** Null when a position was agreed to instead of a move. */
      readonly moveId: string | null;
    }
  /** Nothing is committed: the answers lead to further questions. */
  | {
      readonly kind: "ask";
      readonly questions: readonly AskedQuestion[];
      readonly answers: Readonly<Record<string, string>>;
    };

/** A proposal, and what a person says to it. */
export interface AgreeFacts {
  readonly game: OpenGame;
  readonly proposal: ProposalRow;
  readonly capture: CaptureRow | undefined;
  readonly consent: Pick<Consent, "answers" | "move" | "position">;
  readonly newId: NewId;
}

/**
 * Decides what agreeing to a proposal commits: the person's own move or position where one is given, else what the
 * answers lead to, else what was proposed.
 *
 * @throws {AppError} `proposal.needs_answer`, `proposal.answer_invalid`, `move.conflict`, `state.invalid`
 */
export function agreeTo(facts: AgreeFacts): Agreement {
  const { proposal, consent } = facts;
  if (consent.move) return withMove(facts, consent.move, "adjusted", {});
  if (consent.position) return withPosition(facts, positionParts(facts));
  if (proposal.outcome === "setup") return asSetup(facts);
  const answers = { ...proposal.answers, ...consent.answers };
  const { questions, move } = proposal.content;
  if (questions.length === 0) {
    if (move) return withMove(facts, move, "agreed", {});
    if (proposal.outcome === "no_change") return withPosition(facts, {}, "agreed");
    throw ProposalErrors.needs_answer({ questions: [] });
  }
  requireKnown(questions, answers);
  if (answers[DESCRIBER_QUESTION] === "enter") throw ProposalErrors.needs_answer({ questions: [] });
  const missing = questions.filter(({ id }) => answers[id] === undefined);
  if (missing.length > 0) throw ProposalErrors.needs_answer({ questions: missing.map((question) => question.text) });
  const onlyDescriber = questions.every(({ id }) => id === DESCRIBER_QUESTION);
  if (onlyDescriber && move) return withMove(facts, move, "agreed", answers);
  return byAnswers(facts, answers);
}

function requireKnown(questions: readonly AskedQuestion[], answers: Readonly<Record<string, string>>): void {
  for (const { id, text, options } of questions) {
    const given = answers[id];
    if (given === undefined || options.some(({ value }) => value === given)) continue;
    throw ProposalErrors.answer_invalid({ question: text, options: options.map(({ value }) => value) });
  }
}

function byAnswers(facts: AgreeFacts, answers: Readonly<Record<string, string>>): Agreement {
  const { game, capture } = facts;
  const zones = heldAgainst(zonesLook(capture), game.folded);
  if (zones) return byCounts(facts, zonesMove(zones, game.folded.state, answers), answers);
  const table = heldAgainst(tableLook(capture), game.folded);
  if (table) return byCounts(facts, tableMove(table, game.folded.state, answers), answers);
  const look = heldAgainst(comparedLook(capture), game.folded);
  if (!look) throw ProposalErrors.needs_answer({ questions: [] });
  const base = lookBaseOf(game);
  const concluded = conclude(look, base);
  const { observation, inference, decision } = concluded;
  const pack = { manifest: base.manifest, rules: base.rules };
  const asked = { state: base.state, observation, pack, table: base.table, inference, decision };
  const resolution = applyAnswers(asked, answers);
  switch (resolution.kind) {
    case "resolved":
      return withMove(facts, resolution.hypothesis.move, "agreed", answers);
    case "no_change":
      return withPosition(facts, {}, "agreed", answers);
    case "open":
      return { kind: "ask", questions: asWords(resolution.questions, concluded, facts), answers };
    case "by_hand":
      return byHand(facts, resolution.choice, concluded, answers);
  }
}

/** On boards of zones and on tables people say how many there are, and which one it was. */
function byCounts(facts: AgreeFacts, move: Move | null, answers: Readonly<Record<string, string>>): Agreement {
  return move ? withMove(facts, move, "agreed", answers) : withPosition(facts, {}, "agreed", answers);
}

const asWords = (questions: readonly Question[], { inference, observation }: Concluded, { game }: AgreeFacts) => {
  const { rules } = game.pack;
  const { state, table } = game.folded;
  const describe = (move: Move) => rules.describe(state, move, table);
  return questionTexts(questions, inference, { board: observation.board, table, describe });
};

function byHand(
  facts: AgreeFacts,
  choice: "enter" | "take_over" | "retake",
  concluded: Concluded,
  answers: Readonly<Record<string, string>>,
): Agreement {
  const { position } = concluded.content;
  if (choice === "take_over" && position) return withPosition(facts, { grid: position }, "agreed", answers);
  throw ProposalErrors.needs_answer({ questions: [] });
}

/** Agreeing to the set-up sets the first agreed frame and begins the game. */
function asSetup(facts: AgreeFacts): Agreement {
  const { game, proposal } = facts;
  if (game.manifest.setup === "fixed") return withPosition(facts, {}, "agreed");
  const { position, counts } = proposal.content;
  if (counts) return withPosition(facts, Object.keys(counts).length > 0 ? { zones: counts } : {}, "agreed");
  const unclear = position?.some((row) => row.some((piece) => piece !== null && piece.player === null)) ?? true;
  // A piece nobody owns is one whose colour was not known: people say whose it is.
  if (!position || unclear) throw ProposalErrors.needs_answer({ questions: [] });
  return withPosition(facts, { grid: position }, "agreed");
}

function positionParts({ game, consent }: AgreeFacts): StateParts {
  const { parts, problems } = partsOfBoard(consent.position ?? {}, game.manifest);
  const all = [...problems, ...problemsOfParts(game.manifest, game.folded.table, parts)].map(({ at, detail }) => ({
    at: at.replace(/^\/board_state/, "/position"),
    detail,
  }));
  if (all.length > 0) throw StateErrors.invalid({ problems: all });
  return parts;
}

const answered = ({ proposal }: AgreeFacts, answers: Readonly<Record<string, string>>): readonly NewEvent[] =>
  Object.keys(answers).length > 0
    ? [{ kind: "question_answered", payload: { proposal_id: proposal.id, answers } }]
    : [];

function withMove(
  facts: AgreeFacts,
  move: Move,
  status: "agreed" | "adjusted",
  answers: Readonly<Record<string, string>>,
): Agreement {
  const { game, proposal, newId } = facts;
  const moveId = newId();
  const { folded, pack } = game;
  const committed = commitMove(
    {
      moveId,
      move,
      captureId: proposal.captureId,
      proposalId: proposal.id,
      confidence: status === "agreed" ? proposal.content.confidence : null,
      outcome: proposal.outcome,
    },
    { rules: pack.rules, state: folded.state, table: folded.table, status: folded.header.status },
  );
  if (!committed.ok) throw MoveErrors.conflict({ why: committed.conflict });
  return { kind: "commit", status, moveId, events: [...answered(facts, answers), ...committed.events] };
}

/** Takes over a position; one that is what the proposed move gives is that move. */
function withPosition(
  facts: AgreeFacts,
  parts: StateParts,
  status: "agreed" | "adjusted" = "adjusted",
  answers: Readonly<Record<string, string>> = {},
): Agreement {
  const { game, proposal } = facts;
  if (
    status === "adjusted" &&
    parts.grid &&
    proposal.content.move &&
    givesBoard(game, proposal.content.move, parts.grid)
  )
    return withMove(facts, proposal.content.move, "agreed", answers);
  const origin = { source: "vision_analysis", captureId: proposal.captureId, proposalId: proposal.id } as const;
  const asProposed =
    proposal.outcome === "setup" &&
    proposal.content.position &&
    parts.grid &&
    sameOwners(proposal.content.position, parts.grid);
  return {
    kind: "commit",
    status: asProposed ? "agreed" : status,
    moveId: null,
    events: [...answered(facts, answers), takeOver(parts, origin), ...begins(game.folded.header.status)],
  };
}

/** Whether a move leads to a board, as far as a camera can tell. */
export function givesBoard(game: OpenGame, move: Move, grid: NonNullable<GameState["grid"]>): boolean {
  const applied = game.pack.rules.apply(game.folded.state, move, game.folded.table);
  return applied.ok && applied.state.grid !== undefined && sameOwners(applied.state.grid, grid);
}
