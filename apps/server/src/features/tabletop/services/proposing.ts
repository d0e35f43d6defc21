import type { Clock, NewId } from "@wopr/kernel";
import { PIPELINE_VERSION } from "@wopr/vision";
import type { OutboxEvent } from "../../../events/outbox.ts";
import { SYSTEM } from "../domain/events.ts";
import { conclude, type LookBase } from "../domain/look.ts";
import type { Outcome, ProposalContent } from "../domain/proposal.ts";
import { concludeTable } from "../domain/table-look.ts";
import { concludeZones } from "../domain/zones-look.ts";
import { type GameAct, gameTopic } from "../game-act.ts";
import type { OpenGame } from "../open-game.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { createProposalStore, type ProposalRow } from "../store/proposals.ts";
import { comparedLook, heldAgainst, tableLook, zonesLook } from "../stored-look.ts";
import { resultsOfComparison, resultsOfZones } from "./analysis-results.ts";

/** Makes proposals and keeps the open one true while the game changes under it. */
export interface Proposing {
  /**
   * Opens a proposal for a photo; the one that was open is superseded, or stale when the photo is the same.
   *
   * @returns The proposal, or null when a newer photo's proposal stands already.
   */
  open(act: GameAct, capture: CaptureRow, outcome: Outcome, content: ProposalContent): Promise<ProposalRow | null>;
  /** Infers the open proposal again from its stored measurements when the position under it has changed. No photo is read. */
  refresh(act: GameAct): Promise<void>;
}

/** What is sure is agreed to by itself after this long, where people wanted it so (tabletop.md 6.1). */
const AUTO_AFTER_MS = 5_000;

/** The position a photo is held against. */
export const lookBaseOf = (game: OpenGame): LookBase => ({
  state: game.folded.state,
  rules: game.pack.rules,
  manifest: game.manifest,
  table: game.folded.table,
  lastMove: game.folded.atMove,
});

/** Tells those who watch a game about a proposal. */
export const proposalEvent = (
  proposal: Pick<ProposalRow, "id" | "gameId" | "captureId" | "outcome" | "status">,
  kind: string,
): OutboxEvent => ({
  topic: gameTopic(proposal.gameId),
  kind,
  object: { kind: "proposal", id: proposal.id },
  data: { capture_id: proposal.captureId, outcome: proposal.outcome, status: proposal.status },
});

/** The only implementation. */
export function createProposing({ clock, newId }: { readonly clock: Clock; readonly newId: NewId }): Proposing {
  async function insert(
    act: GameAct,
    capture: CaptureRow,
    outcome: Outcome,
    content: ProposalContent,
  ): Promise<ProposalRow> {
    const id = newId();
    await act.write([{ kind: "proposal_made", payload: { proposal_id: id, capture_id: capture.id, outcome } }], {
      actor: SYSTEM,
    });
    const game = act.game();
    const row: ProposalRow = {
      id,
      createdAt: clock.now(),
      gameId: game.row.id,
      captureId: capture.id,
      baseSeq: game.events.length,
      baseHash: game.hash,
      outcome,
      content,
      answers: {},
      status: "open",
      packId: game.row.packId,
      packVersion: game.row.packVersion,
      pipelineVersion: comparedLook(capture)?.observation.pipelineVersion ?? PIPELINE_VERSION,
      decidedBy: null,
      decidedAt: null,
      autoAt: autoAtOf(game, outcome),
      announcedAt: null,
    };
    await createProposalStore(act.tx).insert(row);
    act.tell(proposalEvent(row, "proposal.made"));
    return row;
  }

  const autoAtOf = (game: OpenGame, outcome: Outcome): Date | null =>
    outcome === "sure" && game.folded.header.agreePolicy === "auto_when_sure"
      ? new Date(clock.now().getTime() + AUTO_AFTER_MS)
      : null;

  const close = async (act: GameAct, open: ProposalRow, status: "superseded" | "stale") => {
    await createProposalStore(act.tx).close(open.id, { status, decidedBy: null, decidedAt: clock.now() });
    act.tell(proposalEvent({ ...open, status }, "proposal.closed"));
  };

  return {
    async open(act, capture, outcome, content) {
      const standing = await createProposalStore(act.tx).open(act.game().row.id);
      if (standing) {
        const other = await createCaptureStore(act.tx).find(act.game().row.id, standing.captureId);
        if ((other?.sequence ?? 0) > (capture.sequence ?? 0)) return null;
        await close(act, standing, standing.captureId === capture.id ? "stale" : "superseded");
      }
      return insert(act, capture, outcome, content);
    },

    async refresh(act) {
      const game = act.game();
      const standing = await createProposalStore(act.tx).open(game.row.id);
      if (!standing || standing.baseHash === game.hash) return;
      const captures = createCaptureStore(act.tx);
      const capture = await captures.find(game.row.id, standing.captureId);
      const look = heldAgainst(comparedLook(capture), game.folded);
      const zones = heldAgainst(zonesLook(capture), game.folded);
      await close(act, standing, "stale");
      const table = heldAgainst(tableLook(capture), game.folded);
      const seen = zones
        ? concludeZones(zones, lookBaseOf(game))
        : table
          ? concludeTable(table, lookBaseOf(game))
          : null;
      if (capture && seen) {
        const { outcome, content } = seen;
        const proposal = await insert(act, capture, outcome, content);
        const results = resultsOfZones(content, outcome, { identifyPieces: true, proposalId: proposal.id });
        return captures.update(capture.id, { analysisResults: results });
      }
      if (!capture || !look) {
        // A set-up reading does not depend on the position: it is shown again as it is.
        if (capture && standing.outcome === "setup") await insert(act, capture, "setup", standing.content);
        return;
      }
      const concluded = conclude(look, lookBaseOf(game));
      const proposal = await insert(act, capture, concluded.outcome, concluded.content);
      const results = resultsOfComparison(concluded, { identifyPieces: true, proposalId: proposal.id });
      await captures.update(capture.id, { analysisResults: results });
    },
  };
}
