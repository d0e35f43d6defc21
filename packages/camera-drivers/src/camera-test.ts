import { AppError, type Clock } from "@wopr/kernel";
import { type FrameCheck, frameChecks } from "./frame-checks.ts";
import type { FrameSource } from "./types.ts";

/** What came of looking through a camera. */
export interface CameraTest {
  readonly passed: boolean;
  readonly checks: readonly (
    | FrameCheck
    | { readonly name: "answers"; readonly passed: boolean; readonly text: string }
  )[];
  readonly width: number | null;
  readonly height: number | null;
  readonly tookMs: number;
}

/** Pause between two looks at a live camera: longer than one frame at 5 fps. */
const PAUSE_MS = 250;

/**
 * The functional check of a camera: takes real frames and looks at them. Nothing is kept and a replay does not move on.
 *
 * Never throws for what the camera did wrong; that is the result.
 */
export async function testFrameSource(
  source: FrameSource,
  deps: { readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<CameraTest> {
  const { clock, signal } = deps;
  const begun = clock.monotonicMs();
  const tookMs = () => clock.monotonicMs() - begun;
  try {
    const first = await source.preview({ signal });
    const answers = { name: "answers", passed: true, text: `A frame came after ${Math.round(tookMs())} ms.` } as const;
    if (source.stored) return judge([answers, ...(await frameChecks(first.bytes))], first, tookMs());
    await clock.sleep(PAUSE_MS, signal);
    const second = await source.preview({ signal });
    return judge([answers, ...(await frameChecks(second.bytes, first.bytes))], second, tookMs());
  } catch (failure) {
    if (signal?.aborted || !(failure instanceof AppError)) throw failure;
    const checks = [{ name: "answers", passed: false, text: failure.message } as const];
    return { passed: false, checks, width: null, height: null, tookMs: tookMs() };
  }
}

const judge = (
  checks: CameraTest["checks"],
  { width, height }: { readonly width: number; readonly height: number },
  tookMs: number,
): CameraTest => ({ passed: checks.every((one) => one.passed), checks, width, height, tookMs });
