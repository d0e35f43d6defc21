/** A hand with its forearm, as tapered capsules that melt into each other. */
import type { Vec3 } from "./camera.ts";
import { hex, mix, type Rgb } from "./color.ts";

/** Six skin tones from light to dark. */
export const SKIN_TONES: readonly Rgb[] = ["#f1d2bb", "#e3b58f", "#c98f66", "#a16b44", "#74492c", "#432b1f"].map(hex);

/** A hand over the board. */
export interface HandSpec {
  /** What the fingertips reach for, in cells. */
  readonly x: number;
  readonly y: number;
  /** Side of the picture the arm comes from, degrees clockwise from the upper edge of the board. */
  readonly from: number;
  /** Length of the hand in cells. */
  readonly size: number;
  /** Index into {@link SKIN_TONES}. */
  readonly skin: number;
  readonly sleeve: Rgb;
  readonly left: boolean;
}

/** A capsule whose radius changes evenly from one end to the other. */
export interface Capsule {
  readonly a: Vec3;
  readonly b: Vec3;
  readonly ra: number;
  readonly rb: number;
  readonly part: "palm" | "finger" | "forearm" | "sleeve" | "nail";
}

/** The hand as solids and colours. */
export interface Hand {
  readonly capsules: readonly Capsule[];
  readonly skin: Rgb;
  readonly sleeve: Rgb;
  readonly top: number;
  /** Distance to the surface (negative inside) and which capsule is nearest. */
  distance(x: number, y: number, z: number): number;
  nearest(x: number, y: number, z: number): Capsule;
}

/**
 * A right hand that holds something between thumb and index finger, in lengths of a hand: origin at what it holds, y
 * towards the arm, x away from the thumb, z up.
 */
const JOINTS = {
  wrist: [0.13, 0.72, 0.33],
  knuckles: [
    [0.01, 0.42, 0.28],
    [0.1, 0.39, 0.31],
    [0.19, 0.41, 0.3],
    [0.265, 0.46, 0.27],
  ],
  bends: [
    [-0.045, 0.2, 0.24],
    [0.07, 0.15, 0.265],
    [0.195, 0.18, 0.25],
    [0.3, 0.27, 0.22],
  ],
  tips: [
    [0.0, 0.0, 0.075],
    [0.075, -0.01, 0.14],
    [0.2, 0.04, 0.15],
    [0.325, 0.15, 0.15],
  ],
  thumbRoot: [0.0, 0.56, 0.26],
  thumbBend: [-0.13, 0.33, 0.2],
  thumbTip: [-0.055, 0.055, 0.075],
} as const;

const FINGER_RADIUS = [0.049, 0.051, 0.048, 0.041] as const;

type Point3 = readonly [number, number, number];

function capsulesInHandUnits(): readonly Capsule[] {
  const list: Capsule[] = [];
  const add = (part: Capsule["part"], a: Point3, b: Point3, ra: number, rb: number) =>
    list.push({ part, a, b, ra, rb });
  const { wrist, knuckles, bends, tips, thumbRoot, thumbBend, thumbTip } = JOINTS;
  for (let finger = 0; finger < 4; finger++) {
    const knuckle = knuckles[finger] as Point3;
    const bend = bends[finger] as Point3;
    const tip = tips[finger] as Point3;
    const radius = FINGER_RADIUS[finger] as number;
    const root: Point3 = [wrist[0] + (finger - 1.5) * 0.045, wrist[1] - 0.03, wrist[2]];
    add("palm", root, knuckle, 0.082, radius * 1.45);
    const middle: Point3 = [(bend[0] + tip[0]) / 2, (bend[1] + tip[1]) / 2 - 0.012, (bend[2] + tip[2]) / 2 + 0.02];
    add("finger", knuckle, bend, radius * 1.18, radius * 1.02);
    add("finger", bend, middle, radius * 1.02, radius * 0.93);
    add("finger", middle, tip, radius * 0.93, radius * 0.8);
  }
  add("palm", thumbRoot, thumbBend, 0.085, 0.06);
  add("finger", thumbBend, thumbTip, 0.058, 0.044);
  add("palm", [wrist[0] - 0.06, wrist[1] - 0.06, wrist[2] - 0.03], thumbRoot, 0.08, 0.08);
  const elbow: Point3 = [wrist[0] + 0.28, wrist[1] + 1.9, wrist[2] + 0.35];
  const along = (share: number): Point3 => [
    wrist[0] + (elbow[0] - wrist[0]) * share,
    wrist[1] + (elbow[1] - wrist[1]) * share,
    wrist[2] + (elbow[2] - wrist[2]) * share,
  ];
  add("forearm", wrist, along(0.3), 0.092, 0.11);
  add("sleeve", along(0.2), along(1), 0.148, 0.21);
  return list;
}

/** Brings a hand to its place over the board. */
export function createHand(spec: HandSpec): Hand {
  const angle = (spec.from * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const place = ([x, y, z]: Vec3): Vec3 => {
    const side = (spec.left ? -x : x) * spec.size;
    const back = y * spec.size;
    // The arm comes from direction (sin, −cos).
    return [spec.x + sin * back - cos * side, spec.y - cos * back - sin * side, z * spec.size];
  };
  const capsules = capsulesInHandUnits().map((capsule) => ({
    ...capsule,
    a: place(capsule.a),
    b: place(capsule.b),
    ra: capsule.ra * spec.size,
    rb: capsule.rb * spec.size,
  }));
  const melt = 0.028 * spec.size;
  const distanceTo = (capsule: Capsule, x: number, y: number, z: number) => {
    const [ax, ay, az] = capsule.a;
    const bx = capsule.b[0] - ax;
    const by = capsule.b[1] - ay;
    const bz = capsule.b[2] - az;
    const px = x - ax;
    const py = y - ay;
    const pz = z - az;
    const share = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz)));
    const ex = px - bx * share;
    const ey = py - by * share;
    const ez = pz - bz * share;
    return Math.sqrt(ex * ex + ey * ey + ez * ez) - (capsule.ra + (capsule.rb - capsule.ra) * share);
  };
  return {
    capsules,
    skin: SKIN_TONES[spec.skin % SKIN_TONES.length] ?? hex("#c98f66"),
    sleeve: spec.sleeve,
    top: Math.max(...capsules.map((capsule) => Math.max(capsule.a[2] + capsule.ra, capsule.b[2] + capsule.rb))),
    distance(x, y, z) {
      let skin = Number.POSITIVE_INFINITY;
      let cloth = Number.POSITIVE_INFINITY;
      for (const capsule of capsules) {
        const one = distanceTo(capsule, x, y, z);
        if (capsule.part === "sleeve") {
          cloth = Math.min(cloth, one);
          continue;
        }
        const overlap = Math.max(0, melt - Math.abs(skin - one)) / melt;
        skin = Math.min(skin, one) - (skin === Number.POSITIVE_INFINITY ? 0 : (overlap * overlap * melt) / 4);
      }
      return Math.min(skin, cloth);
    },
    nearest(x, y, z) {
      let found = capsules[0] as Capsule;
      let best = Number.POSITIVE_INFINITY;
      for (const capsule of capsules) {
        const one = distanceTo(capsule, x, y, z);
        if (one < best) {
          best = one;
          found = capsule;
        }
      }
      return found;
    },
  };
}

/** Skin is redder where it is thin: on fingertips and along the edges of fingers. */
export const flush = (skin: Rgb, share: number): Rgb =>
  mix(skin, [skin[0] * 1.02, skin[1] * 0.72, skin[2] * 0.68], share);
