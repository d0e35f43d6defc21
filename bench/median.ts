/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Times two things alternately, so that a noisy neighbour hits both.
 *
 * @param rounds How often each runs after one untimed run.
 * @returns Medians in milliseconds.
 */
export async function timePair(
  ours: () => unknown,
  peer: () => unknown,
  rounds: number,
): Promise<{ readonly ours: number; readonly peer: number }> {
  await ours();
  await peer();
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await timed(ours));
    times.peer.push(await timed(peer));
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
