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
import type { Clock } from "@wopr/kernel";
import { CliErrors } from "../errors.ts";
import { type Decision, decideFromTruth, type Moment } from "./decide.ts";

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
    const answer = await agree(table, open, bodyOf(decision, answers));
    if (answer.open_questions.length === 0) return { how: HOW[decision.kind], state: answer.state };
    open = { ...open, questions: answer.open_questions };
  }
  throw CliErrors.failed({ why: `${about.file}: the server asks without end. Look at ${about.page}.` });
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
