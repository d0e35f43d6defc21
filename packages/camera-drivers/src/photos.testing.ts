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

/** A table with a few sharp pieces on it; another seed lays them elsewhere. `extra` draws over it. */
export async function tablePhoto(seed: number, { width, height }: { width: number; height: number }, extra = "") {
  const pieces = Array.from({ length: 8 }, (_, i) => {
    const turn = (seed * 37 + i * 61) % 97;
    const [x, y] = [(turn * width) / 97, ((turn * 53) % 89) * (height / 89)];
    const colour = ["#b22", "#226", "#eee", "#161"][(seed + i) % 4];
    return `<rect x="${x * 0.8 + width * 0.08}" y="${y * 0.8 + height * 0.08}" width="${width / 16}" height="${width / 16}" fill="${colour}"/>`;
  });
  const lines = Array.from({ length: 12 }, (_, i) => {
    const at = ((i + 1) * width) / 13;
    return `<path d="M${at} 0V${height}" stroke="#432" stroke-width="1"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#a86"/>${lines.join("")}${pieces.join("")}${extra}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer());
}
