/** Lines `[aFrom, aTo)` of one text stand where `[bFrom, bTo)` of the other stand, counted from 0. */
export interface LineChange {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Lines with their ends, so that joined they are the text again. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/**
 * The shortest list of changed line ranges.
 *
 * @see Myers, An O(ND) Difference Algorithm and Its Variations, 1986. Texts that differ in more than 2,000 lines are told
 * as one change.
 */
export function diffLines(a: readonly string[], b: readonly string[]): readonly LineChange[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  if (left.length === 0 && right.length === 0) return [];
  const matches = left.length === 0 || right.length === 0 ? [] : (myers(left, right) ?? []);
  const out: LineChange[] = [];
  let at: readonly [number, number] = [0, 0];
  for (const [x, y] of [...matches, [left.length, right.length] as const]) {
    if (x > at[0] || y > at[1]) out.push({ aFrom: head + at[0], aTo: head + x, bFrom: head + at[1], bTo: head + y });
    at = [x + 1, y + 1];
  }
  return out;
}

const MOST_EDITS = 2_000;

/** Pairs of equal lines of a longest common subsequence; `undefined` beyond {@link MOST_EDITS}. */
function myers(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] | undefined {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const offset = most + 1;
  let frontier = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    trace.push(frontier.slice());
    const next = frontier.slice();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (next[offset + k - 1] ?? 0) < (next[offset + k + 1] ?? 0));
      let x = down ? (next[offset + k + 1] ?? 0) : (next[offset + k - 1] ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length, offset);
    }
    frontier = next;
  }
  return undefined;
}

function walkBack(trace: readonly Int32Array[], aLength: number, bLength: number, offset: number) {
  const matches: (readonly [number, number])[] = [];
  let x = aLength;
  let y = bLength;
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const frontier = trace[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && (frontier[offset + k - 1] ?? 0) < (frontier[offset + k + 1] ?? 0));
    const from = down ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : (frontier[offset + from] ?? 0);
    const startY = d === 0 ? 0 : startX - from;
    while (x > startX && y > startY && x > 0 && y > 0 && (d > 0 ? x > (down ? startX : startX + 1) : true)) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    if (d > 0) {
      x = startX;
      y = startY;
    }
  }
  return matches.reverse();
}
