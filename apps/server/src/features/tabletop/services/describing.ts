import { AppError, type Clock, type Log } from "@wopr/kernel";
import { contradictions, type Describer, MOST_CROPS, newestFirst } from "@wopr/vision/describer";
import type { Db } from "../../../db/db.ts";
import type { JobHandler, Jobs } from "../../../jobs/job.ts";
import { believedCells, type ProposalDescription, playerWords, withDescription } from "../domain/described.ts";
import { SYSTEM } from "../domain/events.ts";
import type { Outcome, ProposalCell } from "../domain/proposal.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import { describeProposal } from "../jobs.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { createProposalStore, type ProposalRow } from "../store/proposals.ts";
import { referenceOf } from "../stored-look.ts";
import type { VisionPort } from "../vision-port.ts";
import type { LookTasks } from "./look-tasks.ts";
import { placeOf } from "./pictures.ts";
import { proposalEvent } from "./proposing.ts";

/** A model that may be asked, or none. */
export interface DescriberSource {
  /** The model asked when nobody names another. */
  readonly model: string;
  readonly of: (model: string) => Describer;
}

/** Words of a model, some time after a proposal is shown (vision.md 6.14). They decide nothing. */
export interface Describing {
  /** Asks for a description within the act that made the proposal. `model` `"none"` asks for none. */
  request(act: GameAct, proposal: ProposalRow, model?: string): Promise<void>;
  readonly handler: JobHandler<typeof describeProposal.payload>;
}

/** What the service needs from outside. */
export interface DescribingDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly jobs: Jobs;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
  readonly clock: Clock;
  readonly logger: Log;
  readonly source: DescriberSource | undefined;
}

const CROP_PX = 256;

/** The only implementation. */
export function createDescribing(deps: DescribingDeps): Describing {
  const { db, log, jobs, logger, source } = deps;
  const queue = source
    ? newestFirst({ describe: (request, signal) => source.of(request.model ?? source.model).describe(request, signal) })
    : undefined;

  async function describe(proposal: ProposalRow, model: string | null, signal: AbortSignal): Promise<void> {
    if (!source || !queue) return;
    const capture = await createCaptureStore(db).find(proposal.gameId, proposal.captureId);
    const referenceId = capture && referenceOf(capture);
    const reference = referenceId ? await createCaptureStore(db).find(proposal.gameId, referenceId) : undefined;
    if (!capture || !reference) return;
    const shown = proposal.content.cells.slice(0, MOST_CROPS);
    if (shown.length === 0) return;
    const crops = await cropsOf(deps, capture, reference, shown);
    const asked = model ?? source.model;
    const request = { crops, proposal: proposal.content.text, model: asked };
    const description = await queue.describe(request, signal).catch((failure: unknown) => failed(failure));
    if (signal.aborted) return;
    await writeDown(proposal, asked, description);
  }

  function failed(failure: unknown): string {
    if (failure instanceof AppError) return failure.message;
    logger.warn({ err: failure }, "describing a photo failed");
    return "The description failed.";
  }

  async function writeDown(
    { gameId, id }: ProposalRow,
    model: string,
    said: Awaited<ReturnType<Describer["describe"]>> | string,
  ): Promise<void> {
    await log.act(gameId, { actor: SYSTEM }, async (act) => {
      const store = createProposalStore(act.tx);
      const proposal = await store.find(gameId, id);
      // Decided in the meantime: the words come too late and change nothing.
      if (proposal?.status !== "open") return;
      const { table } = act.game().folded;
      const others = table.players.flatMap(({ seat }) => playerWords(table, seat));
      const description: ProposalDescription =
        typeof said === "string"
          ? { text: null, model, doubts: [], note: said }
          : { text: said.text, model, doubts: said.doubts, note: null };
      const changes = typeof said === "string" ? [] : said.changes;
      const against = contradictions(changes, believedCells(proposal.content.cells, table), others);
      const next = withDescription(proposal.outcome as Outcome, proposal.content, description, against, table);
      if (!(await store.describe(id, next.outcome, next.content))) return;
      act.tell(proposalEvent({ ...proposal, outcome: next.outcome }, "proposal.described"));
    });
  }

  return {
    async request(act, proposal, model) {
      const worthIt = proposal.outcome === "sure" || proposal.outcome === "ask";
      if (!source || !worthIt || model === "none") return;
      const payload = { gameId: proposal.gameId, proposalId: proposal.id, model: model ?? null };
      await jobs.enqueue(act.tx, describeProposal, payload, {});
    },

    handler: {
      kind: describeProposal,
      async run({ gameId, proposalId, model }, context) {
        const proposal = await createProposalStore(db).find(gameId, proposalId);
        if (proposal?.status !== "open") return;
        await describe(proposal, model, context.signal);
      },
    },
  };
}

/** Cells before and after, as a model gets them. */
async function cropsOf(
  { log, tasks, vision }: DescribingDeps,
  capture: CaptureRow,
  reference: CaptureRow,
  cells: readonly ProposalCell[],
) {
  const game = await log.open(capture.gameId);
  const [before, after] = [await tasks.locate(reference), await tasks.locate(capture)];
  const crops = cells.map(async ({ cell }) => {
    const place = placeOf(game, cell);
    if (!place) return [];
    const cut = async (photo: typeof before) =>
      (await vision.crop({ kind: "crop", photo, sizePx: CROP_PX, ...place })).bytes;
    return [{ cell, before: await cut(before), after: await cut(after) }];
  });
  return (await Promise.all(crops)).flat();
}
