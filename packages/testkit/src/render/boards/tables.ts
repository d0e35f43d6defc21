/** What a board lies on. */
import { hex, mix, type Rgb, scale, smoothstep } from "../color.ts";
import { fractalNoise, valueNoise } from "../random.ts";
import type { Paint } from "../texture.ts";

const OAK = hex("#b98a5a");
const OAK_DARK = hex("#8f6337");
const OAK_LIGHT = hex("#cfa577");

/** Oiled oak planks that run from left to right. `plank` is their width in cells. */
export function oakTable(seed: number, plank = 3.1): Paint {
  return (x, y) => {
    const row = Math.floor(y / plank);
    const shift = valueNoise(row * 7.3, 3.1, seed) * 40;
    const within = y / plank - row;
    const warp = fractalNoise((x + shift) * 0.16, y * 0.5, seed + row * 13, 2) * 2.4;
    const rings = 0.5 + 0.5 * Math.sin((within * 5.2 + warp * 2.1) * 6.1);
    const grain = fractalNoise((x + shift) * 0.55, y * 7, seed + 3, 3);
    const tone = mix(
      mix(OAK, OAK_DARK, 0.42 * rings * grain + 0.16 * grain),
      OAK_LIGHT,
      0.35 * valueNoise(row * 3.7, 1.7, seed + 1),
    );
    const gap = Math.min(within, 1 - within) * plank;
    return scale(tone, 0.5 + 0.5 * smoothstep(0.005, 0.05, gap));
  };
}

/** A cloth in one colour, faintly woven and wavy. */
export function clothTable(color: Rgb, seed: number): Paint {
  return (x, y) => {
    const wave = fractalNoise(x * 0.35, y * 0.35, seed, 3) - 0.5;
    const weave = 0.5 + 0.5 * Math.sin(x * 38) * Math.sin(y * 38);
    return scale(color, 1 + 0.16 * wave + 0.05 * (weave - 0.5));
  };
}

/** A runner of cloth over another table: a band between two x, with a stripe along both edges. */
export function withRunner(table: Paint, left: number, right: number, cloth: Rgb, stripe: Rgb, seed: number): Paint {
  return (x, y) => {
    const wobble = 0.04 * (valueNoise(y * 0.4, 0.5, seed) - 0.5);
    const inside = Math.min(x - left - wobble, right - x + wobble);
    const ground = table(x, y);
    if (inside < -0.35) return ground;
    // The cloth lies a little above the wood and darkens it along its edge.
    if (inside < 0) return scale(ground, 1 - 0.35 * smoothstep(-0.16, 0, inside));
    const fold = fractalNoise(x * 0.3, y * 0.22, seed + 2, 3) - 0.5;
    const thread = 0.5 + 0.5 * Math.sin(y * 30) * Math.sin(x * 30);
    const striped =
      smoothstep(0.03, 0, Math.abs(inside - 0.42) - 0.1) + smoothstep(0.02, 0, Math.abs(inside - 0.68) - 0.03);
    return scale(mix(cloth, stripe, Math.min(1, striped)), 1 + 0.14 * fold + 0.03 * (thread - 0.5));
  };
}
