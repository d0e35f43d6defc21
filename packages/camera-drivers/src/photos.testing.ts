import sharp from "sharp";

/** A JPEG that differs from every other seed in every pixel, as two frames of a live camera do. */
export async function photoOf(seed: number, size: { width: number; height: number } = { width: 64, height: 48 }) {
  const raw = new Uint8Array(size.width * size.height * 3);
  let state = (seed + 1) * 2_654_435_761;
  for (let i = 0; i < raw.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    raw[i] = 64 + (state >>> 25) + (i % 97);
  }
  return encode(raw, size);
}

/** A JPEG of one grey value, 0 black to 255 white. */
export const plainPhoto = (value: number, size = { width: 64, height: 48 }) =>
  encode(new Uint8Array(size.width * size.height * 3).fill(value), size);

async function encode(raw: Uint8Array, { width, height }: { width: number; height: number }): Promise<Uint8Array> {
  const jpeg = await sharp(raw, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(jpeg);
}
