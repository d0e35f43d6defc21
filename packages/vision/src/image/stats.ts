/** Value at a share of the sorted values (0 = least, 1 = greatest), linearly interpolated. Sorts a copy. NaN when empty. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return quantileOfSorted(sorted, share);
}

/** As {@link quantile}, for values already in rising order. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** Middle value; mean of the two middle ones for an even count; NaN when empty. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** Distance between the first and third quartile. */
export function interquartileRange(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
}

/** Robust standard deviation: 1.4826 · median distance from the median. */
export function robustDeviation(values: ArrayLike<number>): number {
  const middle = median(values);
  return 1.4826 * median(Float64Array.from(values, (v) => Math.abs(v - middle)));
}
