import type { BoardStateWire } from "@wopr/contracts";
import type { Move } from "@wopr/games";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Jobs } from "../../../jobs/job.ts";
import { type Access, actorOf } from "../access.ts";
import { SYSTEM } from "../domain/events.ts";
import type { AskedQuestion } from "../domain/questions.ts";
import { requirePlayable } from "../domain/transitions.ts";
import { ProposalErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { type CaptureBrief, createCaptureStore } from "../store/captures.ts";
import { createProposalStore, type ProposalRow } from "../store/proposals.ts";
import { type AgreeFacts, type Agreement, agreeTo } from "./agreeing.ts";
import type { AnalysisService } from "./analysis.ts";
import { now, type StateAt } from "./history.ts";
import { proposalEvent } from "./proposing.ts";

/** What a person says to a proposal. */
export interface Consent {
  readonly expectedSeq: number;
  /** Answer per question id. */
  readonly answers?: Readonly<Record<string, string>> | undefined;
  /** The person's own version. */
  readonly move?: Move | undefined;
  /** The position as the person sees it. */
  readonly position?: BoardStateWire | undefined;
}

/** What agreeing led to. */
export interface Agreed extends StateAt {
  readonly proposal: ProposalRow;
  /** Id of the move that was committed; null for a position, or when there is still something to ask. */
  readonly moveId: string | null;
  /** Storage key of the thumbnail of the photo that was agreed on. */
  readonly thumbnail: string | null;
  readonly openQuestions: readonly AskedQuestion[];
}

/** What is under way in a game. */
export interface RunningCapture {
  readonly captureId: string;
  /** `capturing`, `uploading`, or the stage of the look at it. */
  readonly stage: string;
  /** 0 to 1. */
  readonly share: number;
  readonly etaMs: number | null;
  readonly jobId: string | null;
}

/** Propose → agree → commit. */
export interface ProposalsService {
  /** @throws {AppError} `game.not_found` */
  current(
    caller: Caller,
    gameId: string,
  ): Promise<{ readonly proposal: ProposalRow | null; readonly running: RunningCapture | null }>;
  /**
   * Commits what a person agrees to. Of several at once the first wins.
   *
   * @throws {AppError} `game.not_found`, `game.changed`, `game.not_active`, `proposal.not_found`, `proposal.closed`,
   * `proposal.stale`, `proposal.needs_answer`, `proposal.answer_invalid`, `move.conflict`, `state.invalid`
   */
  agree(caller: Caller, gameId: string, proposalId: string, consent: Consent): Promise<Agreed>;
  /** Commits a proposal whose countdown is over, as WOPR. Nothing happens when somebody decided or held it first. */
  agreeBySelf(gameId: string, proposalId: string): Promise<void>;
  /** Stops the countdown. @returns Whether it was running. @throws {AppError} `game.not_found`, `proposal.not_found` */
  hold(caller: Caller, gameId: string, proposalId: string): Promise<boolean>;
  /** @throws {AppError} `game.not_found`, `proposal.not_found`, `proposal.closed`, `proposal.stale` */
  reject(
    caller: Caller,
    gameId: string,
    proposalId: string,
    reason: "retake" | "wrong" | "ignore" | "use_anyway",
  ): Promise<ProposalRow>;
}

/** What the service needs from outside. */
export interface ProposalsServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly analysis: AnalysisService;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The only implementation. */
export function createProposalsService(deps: ProposalsServiceDeps): ProposalsService {
  const { db, log, access, analysis, jobs, clock, newId } = deps;

  async function requireOpen(act: GameAct, proposalId: string): Promise<ProposalRow> {
    const store = createProposalStore(act.tx);
    const gameId = act.game().row.id;
    const proposal = await store.find(gameId, proposalId);
    if (!proposal) throw ProposalErrors.not_found({});
    if (proposal.status === "stale" || (proposal.status === "open" && proposal.baseHash !== act.game().hash)) {
      const current = await store.open(gameId);
      throw ProposalErrors.stale({ current: current && current.id !== proposalId ? current.id : null });
    }
    if (proposal.status !== "open") throw ProposalErrors.closed({ status: proposal.status });
    return proposal;
  }

  async function close(act: GameAct, proposal: ProposalRow, status: "agreed" | "adjusted" | "rejected", by: string) {
    const closed = { status, decidedBy: by, decidedAt: clock.now() };
    const won = await createProposalStore(act.tx).close(proposal.id, closed);
    if (!won) throw ProposalErrors.closed({ status: "decided" });
    const after = { ...proposal, ...closed };
    act.tell(proposalEvent(after, "proposal.closed"));
    return after;
  }

  async function commit(
    act: GameAct,
    { proposal, capture }: Pick<AgreeFacts, "proposal" | "capture">,
    agreement: Extract<Agreement, { kind: "commit" }>,
    by: string,
  ): Promise<Agreed> {
    const closed = await close(act, proposal, agreement.status, by);
    await act.write(agreement.events);
    const { id } = act.game().row;
    if (agreement.moveId !== null) {
      const object = { kind: "move", id: agreement.moveId };
      act.tell({ topic: "tabletop", kind: "tabletop.move_committed", object, data: { game_id: id } });
    }
    const thumbnail = capture?.thumbnailPath ?? null;
    return { ...now(act.game()), proposal: closed, moveId: agreement.moveId, thumbnail, openQuestions: [] };
  }

  async function progressOf({ id, status, analysisStatus, analysisJobId }: CaptureBrief): Promise<RunningCapture> {
    const job = status === "stored" && analysisJobId ? await jobs.read(analysisJobId) : undefined;
    const stage = job?.progress?.stage ?? (status === "stored" ? analysisStatus : status);
    const { share = 0, etaMs = null } = job?.progress ?? {};
    return { captureId: id, stage, share, etaMs, jobId: analysisJobId };
  }

  return {
    async current(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const [proposal, running] = await Promise.all([
        createProposalStore(db).open(gameId),
        createCaptureStore(db).running(gameId),
      ]);
      return { proposal: proposal ?? null, running: running ? await progressOf(running) : null };
    },

    async agree(caller, gameId, proposalId, consent) {
      await access.requirePlaying(caller, gameId);
      const options = { actor: actorOf(caller), expectedSeq: consent.expectedSeq };
      return log.act(gameId, options, async (act) => {
        requirePlayable(act.game().folded.header.status);
        const proposal = await requireOpen(act, proposalId);
        const capture = await createCaptureStore(act.tx).find(gameId, proposal.captureId);
        const agreement = agreeTo({ game: act.game(), proposal, capture, consent, newId });
        if (agreement.kind === "commit") return commit(act, { proposal, capture }, agreement, caller.id);
        await createProposalStore(act.tx).keepAnswers(proposal.id, { ...agreement.answers });
        const kept = { ...proposal, answers: { ...agreement.answers } };
        return {
          ...now(act.game()),
          proposal: kept,
          moveId: null,
          thumbnail: null,
          openQuestions: agreement.questions,
        };
      });
    },

    async agreeBySelf(gameId, proposalId) {
      await log.act(gameId, { actor: SYSTEM }, async (act) => {
        const proposal = await createProposalStore(act.tx).find(gameId, proposalId);
        const { header } = act.game().folded;
        const wanted = header.agreePolicy === "auto_when_sure" && header.status === "in_progress";
        const due = proposal?.status === "open" && proposal.autoAt !== null && proposal.autoAt <= clock.now();
        if (!proposal || !wanted || !due || proposal.outcome !== "sure" || proposal.baseHash !== act.game().hash)
          return;
        const capture = await createCaptureStore(act.tx).find(gameId, proposal.captureId);
        const agreement = agreeTo({ game: act.game(), proposal, capture, consent: {}, newId });
        if (agreement.kind === "commit") await commit(act, { proposal, capture }, agreement, SYSTEM.id);
      });
    },

    async hold(caller, gameId, proposalId) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const store = createProposalStore(act.tx);
        const proposal = await store.find(gameId, proposalId);
        if (!proposal) throw ProposalErrors.not_found({});
        const held = await store.hold(proposalId);
        if (held) act.tell(proposalEvent(proposal, "proposal.held"));
        return held;
      });
    },

    async reject(caller, gameId, proposalId, reason) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const proposal = await requireOpen(act, proposalId);
        const closed = await close(act, proposal, "rejected", caller.id);
        await act.write([{ kind: "proposal_rejected", payload: { proposal_id: proposal.id, reason } }]);
        const capture = await createCaptureStore(act.tx).find(gameId, proposal.captureId);
        if (reason === "use_anyway" && capture) await analysis.requestAnyway(act, capture);
        return closed;
      });
    },
  };
}
