/**
 * The assignment of rows to columns with the least total cost.
 *
 * @param cost Row by row; `Infinity` forbids a pair. Rows and columns may differ in number.
 * @returns Column of every row, −1 for rows that stay alone.
 * @see Kuhn 1955, in the form with potentials of Jonker & Volgenant, 1987.
 */
export function assign(cost: readonly (readonly number[])[]): readonly number[] {
  const rows = cost.length;
  const cols = cost[0]?.length ?? 0;
  const size = Math.max(rows, cols);
  if (size === 0) return [];
  const finite = cost.flat().filter(Number.isFinite);
  // Staying alone costs more than any allowed pair and less than a forbidden one.
  const alone = 1 + finite.reduce((sum, c) => sum + Math.abs(c), 0);
  const at = (i: number, j: number): number => {
    const c = i < rows && j < cols ? cost[i]![j]! : alone;
    return Number.isFinite(c) ? c : 4 * alone;
  };
  const u = new Float64Array(size + 1);
  const v = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  for (let i = 1; i <= size; i += 1) augment(i, size, at, u, v, rowOf);
  const columns = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= cols; j += 1) {
    const row = rowOf[j]! - 1;
    if (row >= 0 && row < rows && Number.isFinite(cost[row]![j - 1]!)) columns[row] = j - 1;
  }
  return columns;
}

/** Adds one row along the shortest augmenting path. Indices from 1; column 0 is the start. */
function augment(
  row: number,
  size: number,
  at: (i: number, j: number) => number,
  u: Float64Array,
  v: Float64Array,
  rowOf: Int32Array,
): void {
  const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(size + 1);
  const done = new Uint8Array(size + 1);
  rowOf[0] = row;
  let column = 0;
  do {
    done[column] = 1;
    const i = rowOf[column]!;
    let delta = Number.POSITIVE_INFINITY;
    let next = 0;
    for (let j = 1; j <= size; j += 1) {
      if (done[j] === 1) continue;
      const reduced = at(i - 1, j - 1) - u[i]! - v[j]!;
      if (reduced < least[j]!) {
        least[j] = reduced;
        cameFrom[j] = column;
      }
      if (least[j]! < delta) {
        delta = least[j]!;
        next = j;
      }
    }
    for (let j = 0; j <= size; j += 1) {
      if (done[j] === 1) {
        u[rowOf[j]!]! += delta;
        v[j]! -= delta;
      } else least[j]! -= delta;
    }
    column = next;
  } while (rowOf[column] !== 0);
  while (column !== 0) {
    const before = cameFrom[column]!;
    rowOf[column] = rowOf[before]!;
    column = before;
  }
}
