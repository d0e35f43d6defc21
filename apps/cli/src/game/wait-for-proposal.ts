import type { Client } from "@wopr/client";
import { type CaptureWire, currentProposal, type ProposalWire, readCapture } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { CliErrors } from "../errors.ts";

/** A photo whose analysis has ended. */
export interface Seen {
  readonly capture: CaptureWire;
  /** Absent when the analysis failed, or when the photo led to no proposal. */
  readonly proposal: ProposalWire | null;
  /** From asking for the photo to its proposal. */
  readonly tookMs: number;
}

/** Well below the 600 questions a minute a server answers, also with the one for the stage. */
const POLL_MS = 250;
const PATIENCE_MS = 180_000;

/** Waits until a photo is taken, stored and looked at. @throws {AppError} `cli.failed` after three minutes. */
export async function waitForProposal(
  client: Client,
  ids: { readonly gameId: string; readonly captureId: string },
  deps: { readonly clock: Clock; readonly onStage?: (stage: string, share: number, etaMs: number | null) => void },
): Promise<Seen> {
  const { clock } = deps;
  const begun = clock.monotonicMs();
  const params = { id: ids.gameId, cid: ids.captureId };
  for (;;) {
    const capture = await client.call(readCapture, { params });
    const ended = capture.analysis_status === "completed" || capture.analysis_status === "failed";
    if (capture.status === "failed" || ended) {
      const proposal = capture.status === "failed" ? null : await proposalOf(client, ids);
      return { capture, proposal, tookMs: clock.monotonicMs() - begun };
    }
    // Without corners a photo is only stored; it is read once somebody sets them.
    if (capture.status === "stored" && capture.error?.code === "calibration.missing")
      return { capture, proposal: null, tookMs: clock.monotonicMs() - begun };
    if (clock.monotonicMs() - begun > PATIENCE_MS)
      throw CliErrors.failed({
        why: `The photo is ${capture.status} and its analysis ${capture.analysis_status} for three minutes now.`,
      });
    await showStage(client, ids.gameId, deps.onStage);
    await clock.sleep(POLL_MS);
  }
}

async function proposalOf(
  client: Client,
  { gameId, captureId }: { readonly gameId: string; readonly captureId: string },
) {
  const { proposal } = await client.call(currentProposal, { params: { id: gameId } });
  return proposal?.capture_id === captureId ? proposal : null;
}

async function showStage(
  client: Client,
  gameId: string,
  onStage: ((stage: string, share: number, etaMs: number | null) => void) | undefined,
): Promise<void> {
  if (!onStage) return;
  const { running } = await client.call(currentProposal, { params: { id: gameId } });
  if (running) onStage(running.stage, running.share, running.eta_ms);
}
