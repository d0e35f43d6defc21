/** A closed outline: the first `count` points are valid, pixel indices, clockwise on a screen. Reused between calls. */
export interface Contour {
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  readonly count: number;
}

/** Row and column steps of the eight neighbours, clockwise on a screen from the east. */
const DX = [1, 1, 0, -1, -1, -1, 0, 1] as const;
const DY = [0, 1, 1, 1, 0, -1, -1, -1] as const;

/**
 * Follows the outer border of every connected group of set pixels.
 *
 * @param mask One pixel larger on every side than the picture, 0 there; overwritten with border numbers.
 * @param stride Width of the mask.
 * @param shortest Borders of fewer pixels are not reported.
 * @see Suzuki & Abe, Topological structural analysis of digitized binary images by border following, 1985.
 */
export function outerContours(
  mask: Int32Array,
  stride: number,
  shortest: number,
  report: (contour: Contour) => void,
): void {
  const rows = mask.length / stride;
  const longest = 4 * (stride + rows);
  const buffer = { xs: new Int32Array(longest), ys: new Int32Array(longest) };
  const steps = DX.map((dx, i) => DY[i]! * stride + dx);
  for (let y = 1; y < rows - 1; y += 1) {
    for (let at = y * stride + 1; at < (y + 1) * stride - 1; at += 1) {
      const value = mask[at]!;
      if (value === 0) continue;
      if (value === 1 && mask[at - 1] === 0) {
        const count = follow(mask, steps, at, 4, stride, buffer);
        if (count >= shortest && count <= longest) report({ ...buffer, count });
      } else if (value >= 1 && mask[at + 1] === 0) follow(mask, steps, at, 0, stride, buffer);
    }
  }
}

/** @returns Number of border pixels; those beyond the room of the buffer are counted but not kept. */
function follow(
  mask: Int32Array,
  steps: readonly number[],
  start: number,
  outside: number,
  stride: number,
  { xs, ys }: { readonly xs: Int32Array; readonly ys: Int32Array },
): number {
  let direction = outside;
  let first = -1;
  for (let turn = 1; turn < 8; turn += 1) {
    const d = (outside + turn) & 7;
    if (mask[start + steps[d]!] !== 0) {
      first = start + steps[d]!;
      direction = d;
      break;
    }
  }
  if (first < 0) {
    mask[start] = -2;
    return 1;
  }
  let at = start;
  let count = 0;
  for (;;) {
    // Counter-clockwise from the pixel we came from to the next set one.
    let d = direction;
    let eastClear = false;
    for (let turn = 0; turn < 8; turn += 1) {
      d = (d + 7) & 7;
      if (mask[at + steps[d]!] !== 0) break;
      if (d === 0) eastClear = true;
    }
    if (eastClear) mask[at] = -2;
    else if (mask[at] === 1) mask[at] = 2;
    if (count < xs.length) {
      xs[count] = (at % stride) - 1;
      ys[count] = Math.floor(at / stride) - 1;
    }
    count += 1;
    const next = at + steps[d]!;
    if (next === start && at === first) return count;
    at = next;
    direction = (d + 4) & 7;
  }
}
