/**
 * Solves A·x = b for a square system by Gaussian elimination with partial pivoting.
 *
 * @param a Row by row, n × n; overwritten.
 * @param b n values; overwritten with the solution.
 * @returns Whether the system had one solution; otherwise `b` holds nothing useful.
 */
export function solveInPlace(a: Float64Array, b: Float64Array): boolean {
  const n = b.length;
  for (let col = 0; col < n; col += 1) {
    let pivot = col;
    for (let row = col + 1; row < n; row += 1) {
      if (Math.abs(a[row * n + col]!) > Math.abs(a[pivot * n + col]!)) pivot = row;
    }
    const top = a[pivot * n + col]!;
    if (!(Math.abs(top) > 1e-13)) return false;
    if (pivot !== col) swapRows(a, b, pivot, col);
    for (let row = col + 1; row < n; row += 1) {
      const factor = a[row * n + col]! / top;
      if (factor === 0) continue;
      for (let k = col; k < n; k += 1) a[row * n + k]! -= factor * a[col * n + k]!;
      b[row]! -= factor * b[col]!;
    }
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = b[row]!;
    for (let k = row + 1; k < n; k += 1) sum -= a[row * n + k]! * b[k]!;
    b[row] = sum / a[row * n + row]!;
  }
  return true;
}

function swapRows(a: Float64Array, b: Float64Array, first: number, second: number): void {
  const n = b.length;
  for (let k = 0; k < n; k += 1) {
    const kept = a[first * n + k]!;
    a[first * n + k] = a[second * n + k]!;
    a[second * n + k] = kept;
  }
  const kept = b[first]!;
  b[first] = b[second]!;
  b[second] = kept;
}
