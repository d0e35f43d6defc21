/** A pair of series to look at together; positions are days, `null` where nothing is known. */
export interface Pair {
  readonly code: string;
  readonly cause: readonly (number | null)[];
  readonly effect: readonly (number | null)[];
}

/** What was found in one pair. */
export interface Finding {
  readonly code: string;
  /** Spearman's rank correlation, −1 to 1. */
  readonly rho: number;
  readonly n: number;
  /** Two-sided, by block permutation. */
  readonly p: number;
  /** 95 % interval by Fisher's transformation. */
  readonly interval: readonly [number, number];
  readonly pairsTried: number;
}

const LEAST_PAIRS = 21;
const BLOCK = 7;
const DRAWS = 1_000;
const Q = 0.05;
const LEAST_RHO = 0.25;

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ranks from 1, ties share their mean. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j += 1;
    for (let k = i; k <= j; k += 1) ranks[order[k]!] = (i + j) / 2 + 1;
    i = j + 1;
  }
  return ranks;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (a.length + 1) / 2;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]! - mean, b[i]! - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/** Days lie in blocks of a week; blocks change places, what lies in a block stays together. */
function blockShuffle(ranks: Float64Array, chance: () => number): Float64Array {
  const begin = Math.floor(chance() * BLOCK);
  const blocks: Float64Array[] = begin > 0 ? [ranks.subarray(0, begin)] : [];
  for (let at = begin; at < ranks.length; at += BLOCK) blocks.push(ranks.subarray(at, at + BLOCK));
  for (let i = blocks.length - 1; i > 0; i -= 1) {
    const j = Math.floor(chance() * (i + 1));
    [blocks[i], blocks[j]] = [blocks[j]!, blocks[i]!];
  }
  const shuffled = new Float64Array(ranks.length);
  let at = 0;
  for (const block of blocks) {
    shuffled.set(block, at);
    at += block.length;
  }
  return shuffled;
}

/** Looks at one pair. `undefined` when there are too few days. */
export function examine(pair: Pair, seed: number, pairsTried: number): Finding | undefined {
  const both = pair.cause
    .map((cause, index) => [cause, pair.effect[index] ?? null] as const)
    .filter((row): row is readonly [number, number] => row[0] !== null && row[1] !== null);
  const n = both.length;
  if (n < LEAST_PAIRS) return undefined;
  const [a, b] = [ranksOf(both.map(([cause]) => cause)), ranksOf(both.map(([, effect]) => effect))];
  const rho = correlation(a, b);
  const chance = seeded(seed);
  let extreme = 0;
  for (let draw = 0; draw < DRAWS; draw += 1)
    if (Math.abs(correlation(a, blockShuffle(b, chance))) >= Math.abs(rho) - 1e-12) extreme += 1;
  const z = Math.atanh(Math.max(-0.999999, Math.min(0.999999, rho)));
  const half = 1.96 / Math.sqrt(n - 3);
  return {
    code: pair.code,
    rho,
    n,
    p: (extreme + 1) / (DRAWS + 1),
    interval: [Math.tanh(z - half), Math.tanh(z + half)],
    pairsTried,
  };
}

/** Findings that stand against the number of pairs tried (Benjamini–Hochberg), strongest first; often none. */
export function findingsOf(pairs: readonly Pair[], seed = 1): readonly Finding[] {
  const examined = pairs
    .map((pair, index) => examine(pair, seed + index, pairs.length))
    .filter((finding) => finding !== undefined)
    .sort((a, b) => a.p - b.p);
  const last = examined.findLastIndex(({ p }, index) => p <= (Q * (index + 1)) / examined.length);
  return examined
    .slice(0, last + 1)
    .filter(({ rho }) => Math.abs(rho) >= LEAST_RHO)
    .sort((a, b) => Math.abs(b.rho) - Math.abs(a.rho));
}

/** Largest number of days that any pair has; what "nothing clear yet" names. */
export const daysKnown = (pairs: readonly Pair[]): number =>
  Math.max(
    0,
    ...pairs.map(({ cause, effect }) => cause.filter((value, i) => value !== null && effect[i] != null).length),
  );
