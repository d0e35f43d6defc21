import type { Clock } from "@wopr/kernel";
import { type GreyPicture, movedShare, quarterGrey, sharpness } from "./sharpest.ts";
import type { Frame } from "./types.ts";

/** How many frames a shot is chosen from. */
export interface BurstSettings {
  /** 1: the first frame is the photo. */
  readonly frames: number;
  readonly spacingMs: number;
  /** Beyond this share of moved blocks between two frames the burst is taken again. */
  readonly motionShare: number;
  readonly tries: number;
  readonly pauseMs: number;
}

/** Five frames, 120 ms apart; motion in more than 2 % of the blocks gets two more tries (tabletop.md 6.5). */
export const DEFAULT_BURST: BurstSettings = { frames: 5, spacingMs: 120, motionShare: 0.02, tries: 3, pauseMs: 500 };

/** What a photo says that was still of something moving. */
export const MOTION_NOTE = "Something moved while this photo was taken.";

/**
 * Takes a burst and gives its sharpest frame. While something moves it tries again; what moves for ever is
 * photographed all the same, and says so in `notes`.
 *
 * @throws what `shoot` throws.
 */
export async function takeSharpest(
  shoot: () => Promise<Frame>,
  settings: BurstSettings,
  deps: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Frame> {
  if (settings.frames <= 1) return shoot();
  let best: Frame | undefined;
  for (let attempt = 1; attempt <= settings.tries; attempt += 1) {
    const { frame, moved } = await oneBurst(shoot, settings, deps);
    if (!moved) return frame;
    best = frame;
    if (attempt < settings.tries) await deps.clock.sleep(settings.pauseMs, deps.signal);
  }
  return { ...best!, notes: MOTION_NOTE };
}

async function oneBurst(
  shoot: () => Promise<Frame>,
  { frames, spacingMs, motionShare }: BurstSettings,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<{ readonly frame: Frame; readonly moved: boolean }> {
  let best: { frame: Frame; score: number } | undefined;
  let before: GreyPicture | undefined;
  let moved = false;
  for (let n = 0; n < frames; n += 1) {
    const begunMs = clock.monotonicMs();
    const frame = await shoot();
    const grey = await quarterGrey(frame.bytes, frame);
    if (before && movedShare(before, grey) > motionShare) moved = true;
    before = grey;
    const score = sharpness(grey);
    if (!best || score > best.score) best = { frame, score };
    const leftMs = spacingMs - (clock.monotonicMs() - begunMs);
    if (n + 1 < frames && leftMs > 0) await clock.sleep(leftMs, signal);
  }
  return { frame: best!.frame, moved };
}
