import type { Client } from "@wopr/client";
import {
  agreeProposal,
  currentProposal,
  enterMove,
  type ProposalWire,
  readGame,
  rejectProposal,
  type StateWire,
} from "@wopr/contracts";
import { AppError, type Clock } from "@wopr/kernel";
import { CliErrors } from "../errors.ts";
import { byHand, type Decision, decideFromTruth, type Moment } from "./decide.ts";
import { changesBetween } from "./position.ts";

/** How a photo ended. */
export type How = "agreed" | "answered" | "corrected" | "position" | "retake" | "ignored";

/** What was done about a proposal. */
export interface Acted {
  readonly how: How;
  /** State after it; absent when nothing was committed. */
  readonly state: StateWire | undefined;
}

/** A game being replayed on a server. */
export interface Table {
  readonly client: Client;
  readonly gameId: string;
  readonly clock: Clock;
}

/** More rounds of questions than any proposal has. */
const MOST_ROUNDS = 5;
const LOOK_AGAIN_MS = 20_000;

/**
 * Decides about a proposal and carries it out, answering further questions until the photo is settled.
 *
 * @throws {AppError} `cli.question_open` when nobody here knows the answer, and what the server refuses with.
 */
export async function settle(
  table: Table,
  proposal: ProposalWire,
  moment: Moment,
  about: { readonly file: string; readonly page: string },
): Promise<Acted> {
  let open = proposal;
  let answers: Readonly<Record<string, string>> = {};
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const decision = decideFromTruth(open, moment);
    if (decision.kind === "stop")
      throw CliErrors.question_open({ file: about.file, question: decision.question, url: about.page });
    if (decision.kind === "reject") {
      await reject(table, open, decision.reason);
      if (decision.reason !== "use_anyway")
        return { how: decision.reason === "retake" ? "retake" : "ignored", state: undefined };
      open = await proposalAfter(table, open);
      continue;
    }
    if (decision.kind === "answer") answers = { ...answers, ...decision.answers };
    const answer = await agree(table, open, bodyOf(decision, answers)).catch((failure: unknown) => {
      if (decision.kind !== "answer" || !leadsNowhere(failure)) throw failure;
      return undefined;
    });
    if (!answer) return correctedBy(table, open, moment);
    if (answer.open_questions.length === 0) return { how: HOW[decision.kind], state: answer.state };
    open = { ...open, questions: answer.open_questions };
  }
  throw CliErrors.failed({ why: `${about.file}: the server asks without end. Look at ${about.page}.` });
}

/** The answers are right, but no move of the pack follows from them. */
const leadsNowhere = (failure: unknown) => failure instanceof AppError && failure.code === "proposal.needs_answer";

async function correctedBy(table: Table, proposal: ProposalWire, { grid, agreed, truth }: Moment): Promise<Acted> {
  const decision = byHand(truth ? changesBetween(grid, agreed, truth) : []);
  if (decision.kind === "reject") {
    await reject(table, proposal, "ignore");
    return { how: "ignored", state: undefined };
  }
  const { state } = await agree(table, proposal, { move: decision.move });
  return { how: "corrected", state };
}

/** Enters a move that no proposal was made for. */
export async function enterByHand(table: Table, decision: Extract<Decision, { kind: "correct" }>): Promise<Acted> {
  const params = { id: table.gameId };
  const { head_seq } = await table.client.call(readGame, { params });
  const { state } = await table.client.call(enterMove, {
    params,
    body: { move: decision.move, expected_seq: head_seq },
  });
  return { how: "corrected", state };
}

const HOW: { readonly [Kind in "agree" | "answer" | "correct" | "position"]: How } = {
  agree: "agreed",
  answer: "answered",
  correct: "corrected",
  position: "position",
};

type AgreeingDecision = Exclude<Decision, { kind: "reject" | "stop" }>;

function bodyOf(decision: AgreeingDecision, answers: Readonly<Record<string, string>>) {
  if (decision.kind === "correct") return { move: decision.move };
  if (decision.kind === "position") return { position: decision.position };
  return decision.kind === "answer" ? { answers: { ...answers } } : {};
}

async function agree({ client, gameId }: Table, proposal: ProposalWire, body: ReturnType<typeof bodyOf>) {
  const { head_seq } = await client.call(readGame, { params: { id: gameId } });
  const params = { id: gameId, pid: proposal.id };
  return client.call(agreeProposal, { params, body: { ...body, expected_seq: head_seq } });
}

async function reject({ client, gameId }: Table, proposal: ProposalWire, reason: "retake" | "use_anyway" | "ignore") {
  await client.call(rejectProposal, { params: { id: gameId, pid: proposal.id }, body: { reason } });
}

/** The proposal about a photo once nothing is under way any more: new colours have it read again. */
export async function currentAbout(table: Table, captureId: string): Promise<ProposalWire | null> {
  const begun = table.clock.monotonicMs();
  while (table.clock.monotonicMs() - begun < LOOK_AGAIN_MS) {
    const { proposal, running } = await table.client.call(currentProposal, { params: { id: table.gameId } });
    if (!running) return proposal?.capture_id === captureId ? proposal : null;
    await table.clock.sleep(150);
  }
  throw CliErrors.failed({ why: "The server did not finish looking at the set-up photo." });
}

/** The proposal that takes the place of one whose photo is used anyway. */
async function proposalAfter({ client, gameId, clock }: Table, before: ProposalWire): Promise<ProposalWire> {
  const begun = clock.monotonicMs();
  while (clock.monotonicMs() - begun < LOOK_AGAIN_MS) {
    const { proposal } = await client.call(currentProposal, { params: { id: gameId } });
    if (proposal && proposal.id !== before.id && proposal.capture_id === before.capture_id) return proposal;
    await clock.sleep(150);
  }
  throw CliErrors.failed({ why: "The server did not look at the photo again." });
}
