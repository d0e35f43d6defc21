/** From light to pixels: sampling, lens faults, sensor noise, sRGB. */
import { kelvinGains, toSrgb } from "./color.ts";
import { createRandom } from "./random.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { createTracer } from "./trace.ts";

/** A finished picture, sRGB, three bytes per pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Takes the picture of a stage. */
export function expose(stage: Stage): Picture {
  const { scene } = stage;
  const light = sampleScene(stage);
  const { width, height } = scene.camera;
  applyLens(scene, light);
  const soft = scene.sensor.blur > 0 ? gaussianBlur(light, width, height, scene.sensor.blur) : light;
  return { width, height, rgb: develop(scene, soft) };
}

/** Linear light of every pixel; pixels along edges are the mean of several samples. */
function sampleScene(stage: Stage): Float32Array {
  const { width, height } = stage.scene.camera;
  const tracer = createTracer(stage);
  const light = new Float32Array(width * height * 3);
  const ids = new Int32Array(width * height);
  const out = new Float64Array(3);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const at = row * width + col;
      ids[at] = tracer.trace(col + 0.5, row + 0.5, out);
      light[3 * at] = out[0]!;
      light[3 * at + 1] = out[1]!;
      light[3 * at + 2] = out[2]!;
    }
  }
  const { antialias } = stage.scene;
  if (antialias === 1) return light;
  const edges = findEdges(light, ids, width, height);
  const share = 1 / (antialias * antialias);
  for (const at of edges) {
    const col = at % width;
    const row = Math.floor(at / width);
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let sample = 0; sample < antialias * antialias; sample++) {
      const dx = ((sample % antialias) + 0.5) / antialias;
      const dy = (Math.floor(sample / antialias) + 0.5) / antialias;
      tracer.trace(col + dx, row + dy, out);
      red += out[0]!;
      green += out[1]!;
      blue += out[2]!;
    }
    light[3 * at] = red * share;
    light[3 * at + 1] = green * share;
    light[3 * at + 2] = blue * share;
  }
  return light;
}

/** Relative difference of brightness from which a pixel is sampled more finely. */
const EDGE_CONTRAST = 0.12;

function findEdges(light: Float32Array, ids: Int32Array, width: number, height: number): readonly number[] {
  const edges: number[] = [];
  const differs = (a: number, b: number) => {
    if (ids[a] !== ids[b]) return true;
    const left = light[3 * a + 1]!;
    const right = light[3 * b + 1]!;
    return Math.abs(left - right) > EDGE_CONTRAST * (left + right + 0.05);
  };
  for (let row = 1; row < height - 1; row++) {
    for (let col = 1; col < width - 1; col++) {
      const at = row * width + col;
      if (differs(at, at - 1) || differs(at, at + 1) || differs(at, at - width) || differs(at, at + width))
        edges.push(at);
    }
  }
  return edges;
}

/** Colour of the light, uneven light, darker corners, exposure; in place. */
function applyLens(scene: Scene, light: Float32Array): void {
  const { width, height } = scene.camera;
  const gains = kelvinGains(scene.light.kelvin);
  const [acrossGradient, downGradient] = scene.light.gradient;
  const half = Math.hypot(width, height) / 2;
  for (let row = 0; row < height; row++) {
    const dy = (row + 0.5 - height / 2) / half;
    for (let col = 0; col < width; col++) {
      const dx = (col + 0.5 - width / 2) / half;
      const off = dx * dx + dy * dy;
      const fall = 1 - scene.sensor.vignette * off * Math.sqrt(off);
      const slope = (1 + (acrossGradient * dx * half * 2) / width) * (1 + (downGradient * dy * half * 2) / height);
      const level = scene.light.exposure * fall * slope;
      const at = 3 * (row * width + col);
      light[at] = light[at]! * level * gains[0];
      light[at + 1] = light[at + 1]! * level * gains[1];
      light[at + 2] = light[at + 2]! * level * gains[2];
    }
  }
}

function gaussianBlur(light: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.ceil(sigma * 2.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = Float64Array.from(weights, (weight) => weight / total);
  const across = convolve(light, width, height, kernel, radius, 3, width);
  return convolve(across, width, height, kernel, radius, 3 * width, height);
}

function convolve(
  light: Float32Array,
  width: number,
  height: number,
  kernel: Float64Array,
  radius: number,
  stride: number,
  length: number,
): Float32Array {
  const result = new Float32Array(light.length);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const place = stride === 3 ? col : row;
      const at = 3 * (row * width + col);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = -radius; tap <= radius; tap++) {
        const from = at + (Math.min(length - 1, Math.max(0, place + tap)) - place) * stride;
        const weight = kernel[tap + radius]!;
        red += light[from]! * weight;
        green += light[from + 1]! * weight;
        blue += light[from + 2]! * weight;
      }
      result[at] = red;
      result[at + 1] = green;
      result[at + 2] = blue;
    }
  }
  return result;
}

const NORMALS = 1 << 16;

const LEVELS = 4096;

/** Level (0–255) by the square root of linear light: evenly fine over what the eye tells apart. */
function levelTable(): Float64Array {
  return Float64Array.from({ length: LEVELS + 2 }, (_, at) => 255 * toSrgb(shoulder((at / LEVELS) ** 2 * BRIGHTEST)));
}

/** Linear light beyond this is white. */
const BRIGHTEST = 2;

/** Tone curve, noise and rounding. */
function develop(scene: Scene, light: Float32Array): Uint8Array {
  const { readNoise, shotNoise } = scene.sensor;
  const random = createRandom(scene.seed * 31 + 7);
  const normals = Float32Array.from({ length: NORMALS }, () => random.normal());
  const noise = () => normals[(random.next() * NORMALS) | 0]!;
  const rgb = new Uint8Array(light.length);
  const levels = levelTable();
  const silent = readNoise === 0 && shotNoise === 0;
  for (let at = 0; at < light.length; at += 3) {
    const common = silent ? 0 : noise();
    for (let channel = 0; channel < 3; channel++) {
      const place = Math.sqrt(Math.min(1, Math.max(0, light[at + channel]! / BRIGHTEST))) * LEVELS;
      const below = place | 0;
      const level = levels[below]! + (levels[below + 1]! - levels[below]!) * (place - below);
      // Cameras mix their colour channels, so most of the noise is common to all three.
      const grain = silent
        ? 0
        : (0.8 * common + 0.6 * noise()) * Math.sqrt(readNoise ** 2 + (shotNoise ** 2 * level) / 255);
      rgb[at + channel] = Math.min(255, Math.max(0, Math.round(level + grain)));
    }
  }
  return rgb;
}

/** Highlights are compressed instead of cut off. */
const shoulder = (value: number) => (value < 0.7 ? value : 0.7 + 0.3 * Math.tanh((value - 0.7) / 0.3));
