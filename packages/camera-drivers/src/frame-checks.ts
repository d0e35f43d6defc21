import { createHash } from "node:crypto";
import sharp from "sharp";
import { readJpegHead } from "./jpeg.ts";
import type { Frame } from "./types.ts";

/** One promise a camera test looks at. */
export interface FrameCheck {
  readonly name: "readable" | "not_black" | "not_white" | "has_detail" | "not_frozen";
  readonly passed: boolean;
  /** A sentence with the measured number. */
  readonly text: string;
}

/** Mean luma (0–255) below which a picture without detail is black, above which it is white. */
const BLACK = 16;
const WHITE = 239;
/** Standard deviation of luma below which a picture shows nothing: a lens cap, a start-up frame, a wall of light. */
const FLAT = 4;

/**
 * Looks whether a frame is a picture of something, and whether the camera still moves.
 *
 * Every sensor has noise: two frames whose pixels are all equal come from a camera that hangs.
 *
 * @param previous An earlier frame of the same camera; absent where equal frames mean nothing (stored photos).
 */
export async function frameChecks(bytes: Uint8Array, previous?: Uint8Array): Promise<readonly FrameCheck[]> {
  const head = readJpegHead(bytes);
  if (!head.ok) return [{ name: "readable", passed: false, text: `The picture cannot be used: ${head.why}` }];
  const luma = await lumaOf(bytes).catch(() => undefined);
  if (!luma) return [{ name: "readable", passed: false, text: "The picture cannot be decoded." }];
  const { mean, deviation } = luma;
  const flat = deviation < FLAT;
  const measured = `brightness ${mean.toFixed(0)} of 255, contrast ${deviation.toFixed(1)}`;
  return [
    { name: "readable", passed: true, text: `A JPEG of ${head.width} × ${head.height} pixels.` },
    check("not_black", !(flat && mean < BLACK), `The picture is black (${measured}). Is the lens covered?`, measured),
    check(
      "not_white",
      !(flat && mean > WHITE),
      `The picture is white (${measured}). Is there too much light?`,
      measured,
    ),
    check(
      "has_detail",
      !flat || mean < BLACK || mean > WHITE,
      `The picture is one plain colour (${measured}). Does the camera see the table?`,
      measured,
    ),
    ...(previous ? [await notFrozen(bytes, previous)] : []),
  ];
}

/**
 * Decodes once, to the end.
 *
 * @returns Why it cannot be used, or `undefined` when it can.
 */
export async function whyUndecodable(bytes: Uint8Array): Promise<string | undefined> {
  try {
    await sharp(bytes, { failOn: "truncated" }).resize(64, 64, { fit: "fill" }).raw().toBuffer();
    return undefined;
  } catch {
    return "it cannot be decoded.";
  }
}

/** SHA-256 of the bytes of a frame, lower-case hex. */
export const frameDigest = (frame: Pick<Frame, "bytes">): string =>
  createHash("sha256").update(frame.bytes).digest("hex");

const check = (name: FrameCheck["name"], passed: boolean, failure: string, measured: string): FrameCheck => ({
  name,
  passed,
  text: passed ? `${measured[0]?.toUpperCase()}${measured.slice(1)}.` : failure,
});

async function notFrozen(bytes: Uint8Array, previous: Uint8Array): Promise<FrameCheck> {
  const frozen = Buffer.compare(bytes, previous) === 0 || (await samePixels(bytes, previous));
  return {
    name: "not_frozen",
    passed: !frozen,
    text: frozen
      ? "Two pictures in a row are equal in every pixel. The camera is frozen: switch it off and on."
      : "Two pictures in a row differ, as pictures of a live camera do.",
  };
}

async function samePixels(a: Uint8Array, b: Uint8Array): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((bytes) =>
      sharp(bytes)
        .raw()
        .toBuffer()
        .catch(() => undefined),
    ),
  );
  return first !== undefined && second !== undefined && first.equals(second);
}

async function lumaOf(bytes: Uint8Array): Promise<{ readonly mean: number; readonly deviation: number }> {
  const raw = await sharp(bytes, { failOn: "truncated" })
    .resize(128, 128, { fit: "fill" })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer();
  const channels = raw.length / (128 * 128);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < 128 * 128; i += 1) {
    const at = i * channels;
    const red = raw[at]!;
    const y = channels < 3 ? red : 0.299 * red + 0.587 * raw[at + 1]! + 0.114 * raw[at + 2]!;
    sum += y;
    squares += y * y;
  }
  const mean = sum / (128 * 128);
  return { mean, deviation: Math.sqrt(Math.max(0, squares / (128 * 128) - mean * mean)) };
}
