const BINS = 128;

/**
 * Threshold that splits values into two groups of least variance within.
 *
 * @returns The least value when all are equal, so that everything lies on or above it.
 * @see Otsu, A threshold selection method from gray-level histograms, 1979.
 */
export function otsuThreshold(values: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!(high > low)) return low;
  const scale = (BINS - 1) / (high - low);
  const counts = new Uint32Array(BINS);
  let total = 0;
  for (const v of values) {
    const bin = Math.round((v - low) * scale);
    counts[bin]! += 1;
    total += bin;
  }
  let best = 0;
  let bestSpread = -1;
  let below = 0;
  let sumBelow = 0;
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    below += counts[bin]!;
    sumBelow += bin * counts[bin]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const gap = sumBelow / below - (total - sumBelow) / above;
    const spread = below * above * gap * gap;
    if (spread <= bestSpread) continue;
    bestSpread = spread;
    best = bin;
  }
  return low + (best + 0.5) / scale;
}
