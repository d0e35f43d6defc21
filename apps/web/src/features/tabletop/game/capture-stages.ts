import type { CaptureLineWire } from "@wopr/contracts";
import type { Stage } from "../../../ui/progress.tsx";

/** Steps of a photo on its way to a proposal. */
const NAMES = ["Taken", "Uploaded", "Compared", "Proposal"] as const;

/**
 * Where a photo stands. `undefined` for a capture nobody has heard of yet counts as being taken.
 *
 * @param detail What the analysis is at, e.g. `register`.
 */
export function captureStages(
  capture: Pick<CaptureLineWire, "status" | "analysis_status"> | undefined,
  detail?: string,
): readonly Stage[] {
  const at = reached(capture);
  const failed = capture?.status === "failed" || capture?.analysis_status === "failed";
  return NAMES.map((name, index) => ({
    name: index === 2 && at === 2 && detail ? `Comparing: ${detail.replaceAll("_", " ")}` : name,
    state: index < at ? "done" : index > at ? "waiting" : failed ? "failed" : "running",
  }));
}

/** Index of the step under way; 4 when all are done. */
function reached(capture: Pick<CaptureLineWire, "status" | "analysis_status"> | undefined): number {
  if (!capture || capture.status === "capturing") return 0;
  if (capture.status === "uploading" || capture.status === "waiting_for_upload") return 1;
  if (capture.status === "failed") return 0;
  if (capture.analysis_status === "completed") return NAMES.length;
  return 2;
}

/**
 * Whether a photo that was begun here is still on its way.
 *
 * @param capture `undefined` while the server has not been read again.
 * @param read Whether photos of this game are read at all: without corners they wait.
 */
export function isUnderWay(
  capture: Pick<CaptureLineWire, "status" | "analysis_status"> | undefined,
  read: boolean,
): boolean {
  if (!capture) return true;
  if (capture.status !== "stored") return capture.status !== "failed" && capture.status !== "removed";
  return read && (capture.analysis_status === "pending" || capture.analysis_status === "processing");
}

/** Share of the whole way, 0 to 1: the analysis reports its own share, the steps before count a quarter. */
export function captureShare(stages: readonly Stage[], analysisShare: number): number {
  const done = stages.filter(({ state }) => state === "done").length;
  if (done >= 3) return 1;
  return done < 2 ? done * 0.125 + 0.05 : 0.25 + 0.75 * Math.min(1, Math.max(0, analysisShare));
}
