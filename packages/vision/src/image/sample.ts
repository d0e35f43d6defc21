import type { Homography } from "../types.ts";

/** Pixels to read from: `data[channels * (y * width + x) + channel]`. */
export interface Source {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Float32Array;
}

/** Pixels to write, with as many channels as the source. `valid` becomes 1 where the source had something to show. */
export interface Target {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
  readonly valid: Uint8Array;
}

/**
 * Fills a target with the source seen through a map, interpolating between the four nearest pixels. Between the
 * outermost pixel centres and the edge the edge pixel goes on.
 *
 * @param toSource Target pixels → source pixels, pixel centres at .5.
 */
export function sampleBilinear(source: Source, toSource: Homography, target: Target): void {
  const { width: sw, height: sh, channels, data } = source;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toSource;
  const out = target.data;
  const half = out instanceof Uint8Array ? 0.5 : 0;
  const stride = sw * channels;
  let at = 0;
  for (let j = 0; j < target.height; j += 1) {
    const y = j + 0.5;
    const w0 = h7 * y + h8;
    const u0 = h1 * y + h2;
    const v0 = h4 * y + h5;
    for (let i = 0; i < target.width; i += 1, at += 1) {
      const x = i + 0.5;
      const w = 1 / (h6 * x + w0);
      const u = (h0 * x + u0) * w;
      const v = (h3 * x + v0) * w;
      if (!(w > 0 && u >= 0 && v >= 0 && u <= sw && v <= sh)) continue;
      const fx = u <= 0.5 ? 0 : u >= sw - 0.5 ? sw - 1 : u - 0.5;
      const fy = v <= 0.5 ? 0 : v >= sh - 0.5 ? sh - 1 : v - 0.5;
      const left = fx | 0;
      const top = fy | 0;
      const ax = fx - left;
      const ay = fy - top;
      const p = top * stride + left * channels;
      const r = ax > 0 ? p + channels : p;
      const below = ay > 0 ? stride : 0;
      const w11 = ax * ay;
      const w10 = ax - w11;
      const w01 = ay - w11;
      const w00 = 1 - ax - w01;
      target.valid[at] = 1;
      for (let c = 0; c < channels; c += 1) {
        out[at * channels + c] =
          w00 * data[p + c]! + w10 * data[r + c]! + w01 * data[p + below + c]! + w11 * data[r + below + c]! + half;
      }
    }
  }
}

/**
 * Fills a target with the source seen through a map, every pixel the mean of `samples` × `samples` source pixels spread
 * evenly over the area it covers.
 *
 * @param toSource Target pixels → source pixels, pixel centres at .5.
 */
export function sampleAverage(source: Source, toSource: Homography, samples: number, target: Target): void {
  if (source.channels === 3) averageRgb(source, toSource, samples, target);
  else averagePlane(source, toSource, samples, target);
}

function averageRgb(source: Source, toSource: Homography, samples: number, target: Target): void {
  const { width: sw, height: sh, data } = source;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toSource;
  const { data: out, valid } = target;
  const share = 1 / (samples * samples);
  // Sample s lies (s + ½) / samples − ½ pixels from the centre of its pixel.
  const first = 0.5 / samples - 0.5;
  const step = 1 / samples;
  for (let j = 0, at = 0; j < target.height; j += 1) {
    const y = j + 0.5;
    for (let i = 0; i < target.width; i += 1, at += 1) {
      const x = i + 0.5;
      const w = 1 / (h6 * x + h7 * y + h8);
      const u = (h0 * x + h1 * y + h2) * w;
      const v = (h3 * x + h4 * y + h5) * w;
      // Derivatives of the map: within one pixel it is as good as linear.
      const ux = (h0 - h6 * u) * w;
      const vx = (h3 - h6 * v) * w;
      const uy = (h1 - h7 * u) * w;
      const vy = (h4 - h7 * v) * w;
      const reachU = 0.5 * (Math.abs(ux) + Math.abs(uy));
      const reachV = 0.5 * (Math.abs(vx) + Math.abs(vy));
      if (!(w > 0 && u >= reachU && v >= reachV && u + reachU < sw && v + reachV < sh)) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      let rowU = u + first * (ux + uy);
      let rowV = v + first * (vx + vy);
      for (let s = 0; s < samples; s += 1, rowU += step * uy, rowV += step * vy) {
        let su = rowU;
        let sv = rowV;
        for (let r = 0; r < samples; r += 1, su += step * ux, sv += step * vx) {
          const p = ((sv | 0) * sw + (su | 0)) * 3;
          red += data[p]!;
          green += data[p + 1]!;
          blue += data[p + 2]!;
        }
      }
      valid[at] = 1;
      out[at * 3] = red * share + 0.5;
      out[at * 3 + 1] = green * share + 0.5;
      out[at * 3 + 2] = blue * share + 0.5;
    }
  }
}

function averagePlane(source: Source, toSource: Homography, samples: number, target: Target): void {
  const { width: sw, height: sh, data } = source;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toSource;
  const { data: out, valid } = target;
  const share = 1 / (samples * samples);
  const first = 0.5 / samples - 0.5;
  const step = 1 / samples;
  for (let j = 0, at = 0; j < target.height; j += 1) {
    const y = j + 0.5;
    for (let i = 0; i < target.width; i += 1, at += 1) {
      const x = i + 0.5;
      const w = 1 / (h6 * x + h7 * y + h8);
      const u = (h0 * x + h1 * y + h2) * w;
      const v = (h3 * x + h4 * y + h5) * w;
      const ux = (h0 - h6 * u) * w;
      const vx = (h3 - h6 * v) * w;
      const uy = (h1 - h7 * u) * w;
      const vy = (h4 - h7 * v) * w;
      const reachU = 0.5 * (Math.abs(ux) + Math.abs(uy));
      const reachV = 0.5 * (Math.abs(vx) + Math.abs(vy));
      if (!(w > 0 && u >= reachU && v >= reachV && u + reachU < sw && v + reachV < sh)) continue;
      let sum = 0;
      let rowU = u + first * (ux + uy);
      let rowV = v + first * (vx + vy);
      for (let s = 0; s < samples; s += 1, rowU += step * uy, rowV += step * vy) {
        let su = rowU;
        let sv = rowV;
        for (let r = 0; r < samples; r += 1, su += step * ux, sv += step * vx) {
          sum += data[(sv | 0) * sw + (su | 0)]!;
        }
      }
      valid[at] = 1;
      out[at] = sum * share;
    }
  }
}
