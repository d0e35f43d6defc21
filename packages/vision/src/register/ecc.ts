import { solveInPlace } from "../geometry/linear.ts";
import type { Plane } from "../image/plane.ts";
import type { Homography } from "../types.ts";

/** Where {@link alignEcc} ended. */
export interface Alignment {
  /** Template pixels → input pixels (pixel centres at .5). */
  readonly homography: Homography;
  /** Correlation of template and warped input, −1 to 1. */
  readonly rho: number;
  readonly iterations: number;
  /** False when no overlap was left or the steps stopped leading uphill. */
  readonly converged: boolean;
}

/** Stops of {@link alignEcc}. */
export interface EccLimits {
  readonly iterations: number;
  /** A rise of the correlation below this ends the search. */
  readonly stopRho: number;
}

/** Least share of the template that must stay visible. */
const MIN_OVERLAP = 0.25;

/**
 * Forward-additive maximisation of the enhanced correlation coefficient over the 8 parameters of a homography.
 *
 * Blind to brightness and contrast. Pixels count only where both masks are 1.
 *
 * @see Evangelidis & Psarakis, Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization,
 *   PAMI 30(10), 2008.
 */
export function alignEcc(
  template: Plane,
  templateMask: Uint8Array,
  input: Plane,
  inputMask: Uint8Array,
  start: Homography,
  limits: EccLimits,
): Alignment {
  const frame = unitFrame(template);
  const gradients = gradientsOf(input);
  let p = toUnit(start, frame);
  let best: { readonly p: Float64Array; readonly rho: number } | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for (let iteration = 1; ; iteration += 1) {
    const sums = accumulate(template, templateMask, input, inputMask, gradients, p, frame);
    const step = sums && eccStep(sums);
    if (!step) break;
    if (!best || step.rho > best.rho) best = { p: p.slice(), rho: step.rho };
    const stalled = Math.abs(step.rho - last) < limits.stopRho;
    if (stalled || iteration > limits.iterations) {
      return { homography: fromUnit(best.p, frame), rho: best.rho, iterations: iteration, converged: true };
    }
    // Far downhill from the best point: the linearisation no longer holds.
    if (step.rho < best.rho - 0.05) break;
    last = step.rho;
    if (!step.delta) break;
    p = p.map((v, i) => v + step.delta![i]!);
  }
  return best
    ? { homography: fromUnit(best.p, frame), rho: best.rho, iterations: limits.iterations, converged: false }
    : { homography: start, rho: 0, iterations: 0, converged: false };
}

/** Maps pixels to about −1…1 around the centre, so that all eight parameters have the same order of size. */
interface UnitFrame {
  readonly cx: number;
  readonly cy: number;
  readonly size: number;
}

const unitFrame = ({ width, height }: Plane): UnitFrame => ({
  cx: width / 2,
  cy: height / 2,
  size: Math.max(width, height) / 2,
});

/** The eight parameters h00 h01 h02 h10 h11 h12 h20 h21 of a pixel homography, in the unit frame with h22 = 1. */
function toUnit(h: Homography, { cx, cy, size }: UnitFrame): Float64Array {
  // S·H·S⁻¹ with S = translate(−c) then scale(1/size)
  const n = multiply([1 / size, 0, -cx / size, 0, 1 / size, -cy / size, 0, 0, 1], h, [
    size,
    0,
    cx,
    0,
    size,
    cy,
    0,
    0,
    1,
  ]);
  return Float64Array.from(n.slice(0, 8), (v) => v / n[8]!);
}

function fromUnit(p: Float64Array, { cx, cy, size }: UnitFrame): Homography {
  const n = multiply(
    [size, 0, cx, 0, size, cy, 0, 0, 1],
    [...p, 1],
    [1 / size, 0, -cx / size, 0, 1 / size, -cy / size, 0, 0, 1],
  );
  const k = n[8]!;
  return n.map((v) => v / k) as unknown as Homography;
}

function multiply(...matrices: readonly (readonly number[])[]): number[] {
  return matrices.reduce<number[]>(
    (a, b) => {
      const out = new Array<number>(9).fill(0);
      for (let r = 0; r < 3; r += 1)
        for (let c = 0; c < 3; c += 1) for (let k = 0; k < 3; k += 1) out[r * 3 + c]! += a[r * 3 + k]! * b[k * 3 + c]!;
      return out;
    },
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
  );
}

interface Gradients {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Central differences; zero on the outermost pixels. */
function gradientsOf({ width, height, data }: Plane): Gradients {
  const x = new Float32Array(data.length);
  const y = new Float32Array(data.length);
  for (let row = 1; row < height - 1; row += 1) {
    for (let col = 1, i = row * width + 1; col < width - 1; col += 1, i += 1) {
      x[i] = 0.5 * (data[i + 1]! - data[i - 1]!);
      y[i] = 0.5 * (data[i + width]! - data[i - width]!);
    }
  }
  return { x, y };
}

/** Sums over all pixels that both pictures show. */
interface Sums {
  readonly n: number;
  readonly template: number;
  readonly templateSquares: number;
  readonly input: number;
  readonly inputSquares: number;
  readonly cross: number;
  /** Jᵀ·J, 8 × 8. */
  readonly hessian: Float64Array;
  /** Jᵀ·1, Jᵀ·input, Jᵀ·template. */
  readonly ones: Float64Array;
  readonly inputs: Float64Array;
  readonly templates: Float64Array;
}

function accumulate(
  template: Plane,
  templateMask: Uint8Array,
  input: Plane,
  inputMask: Uint8Array,
  gradients: Gradients,
  p: Float64Array,
  { cx, cy, size }: UnitFrame,
): Sums | undefined {
  const { width, height } = template;
  const { width: iw, height: ih, data } = input;
  const [p0, p1, p2, p3, p4, p5, p6, p7] = [p[0]!, p[1]!, p[2]!, p[3]!, p[4]!, p[5]!, p[6]!, p[7]!];
  const j = new Float64Array(8);
  const hessian = new Float64Array(64);
  const ones = new Float64Array(8);
  const inputs = new Float64Array(8);
  const templates = new Float64Array(8);
  let n = 0;
  let sumT = 0;
  let sumTT = 0;
  let sumI = 0;
  let sumII = 0;
  let sumIT = 0;
  const gx = gradients.x;
  const gy = gradients.y;
  for (let row = 0, at = 0; row < height; row += 1) {
    const y = (row + 0.5 - cy) / size;
    for (let col = 0; col < width; col += 1, at += 1) {
      if (templateMask[at] === 0) continue;
      const x = (col + 0.5 - cx) / size;
      const w = 1 / (p6 * x + p7 * y + 1);
      const u = (p0 * x + p1 * y + p2) * w;
      const v = (p3 * x + p4 * y + p5) * w;
      const fx = u * size + cx - 0.5;
      const fy = v * size + cy - 0.5;
      if (!(w > 0 && fx >= 0 && fy >= 0 && fx < iw - 1 && fy < ih - 1)) continue;
      const left = fx | 0;
      const top = fy | 0;
      const q = top * iw + left;
      if (inputMask[q] === 0 || inputMask[q + iw + 1] === 0) continue;
      const ax = fx - left;
      const ay = fy - top;
      const w11 = ax * ay;
      const w10 = ax - w11;
      const w01 = ay - w11;
      const w00 = 1 - ax - w01;
      const i = w00 * data[q]! + w10 * data[q + 1]! + w01 * data[q + iw]! + w11 * data[q + iw + 1]!;
      const dx = (w00 * gx[q]! + w10 * gx[q + 1]! + w01 * gx[q + iw]! + w11 * gx[q + iw + 1]!) * w * size;
      const dy = (w00 * gy[q]! + w10 * gy[q + 1]! + w01 * gy[q + iw]! + w11 * gy[q + iw + 1]!) * w * size;
      const t = template.data[at]!;
      const along = -(dx * u + dy * v);
      const j0 = dx * x;
      const j1 = dx * y;
      const j3 = dy * x;
      const j4 = dy * y;
      const j6 = along * x;
      const j7 = along * y;
      n += 1;
      sumT += t;
      sumTT += t * t;
      sumI += i;
      sumII += i * i;
      sumIT += i * t;
      j[0] = j0;
      j[1] = j1;
      j[2] = dx;
      j[3] = j3;
      j[4] = j4;
      j[5] = dy;
      j[6] = j6;
      j[7] = j7;
      for (let a = 0; a < 8; a += 1) {
        const ja = j[a]!;
        ones[a]! += ja;
        inputs[a]! += ja * i;
        templates[a]! += ja * t;
        for (let b = a; b < 8; b += 1) hessian[a * 8 + b]! += ja * j[b]!;
      }
    }
  }
  if (n < MIN_OVERLAP * width * height) return undefined;
  for (let a = 1; a < 8; a += 1) for (let b = 0; b < a; b += 1) hessian[a * 8 + b] = hessian[b * 8 + a]!;
  return {
    n,
    template: sumT,
    templateSquares: sumTT,
    input: sumI,
    inputSquares: sumII,
    cross: sumIT,
    hessian,
    ones,
    inputs,
    templates,
  };
}

function eccStep(s: Sums): { readonly rho: number; readonly delta: Float64Array | undefined } | undefined {
  const meanT = s.template / s.n;
  const meanI = s.input / s.n;
  const normT = Math.sqrt(Math.max(0, s.templateSquares - s.n * meanT * meanT));
  const normI = Math.sqrt(Math.max(0, s.inputSquares - s.n * meanI * meanI));
  if (!(normT > 1e-6 && normI > 1e-6)) return undefined;
  const correlation = s.cross - s.n * meanT * meanI;
  const rho = correlation / (normT * normI);
  const projectI = s.inputs.map((v, a) => v - meanI * s.ones[a]!);
  const projectT = s.templates.map((v, a) => v - meanT * s.ones[a]!);
  const solvedI = projectI.slice();
  if (!solveInPlace(s.hessian.slice(), solvedI)) return { rho, delta: undefined };
  const along = (other: Float64Array): number => other.reduce((sum, v, a) => sum + v * solvedI[a]!, 0);
  const above = normI * normI - along(projectI);
  const below = correlation - along(projectT);
  if (!(below > 0)) return { rho, delta: undefined };
  const lambda = above / below;
  const delta = projectT.map((v, a) => lambda * v - projectI[a]!);
  return solveInPlace(s.hessian.slice(), delta) ? { rho, delta } : { rho, delta: undefined };
}
