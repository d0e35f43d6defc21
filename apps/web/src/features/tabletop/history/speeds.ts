/** Speeds of a replay (tabletop.md 8). */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;

/** Time a move stays in sight at speed 1, milliseconds. */
const MOVE_MS = 1_600;

/** How long a move stays in sight, milliseconds. */
export const stepMs = (speed: number): number => MOVE_MS / speed;

/** The next faster (`by` 1) or slower (−1) speed; stays at the ends. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const other = by === 1 ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed);
  return other ?? speed;
}
