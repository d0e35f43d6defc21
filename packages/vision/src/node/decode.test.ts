import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./decode.ts";

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 40, g: 120, b: 200 } } });

describe("a file that is no usable photo", () => {
  test.each([
    ["text", new TextEncoder().encode("hello, this is no picture")],
    ["nothing", new Uint8Array(0)],
    ["half a header", new Uint8Array([0xff, 0xd8, 0xff])],
  ])("%s is refused as no image", async (_, bytes) => {
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: "media.not_an_image", status: 422 });
  });

  test("a photo that was cut off is refused", async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 7919) % 251));
    const bytes = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg()
      .toBuffer();
    await expect(decodeImage(bytes.subarray(0, bytes.length / 3))).rejects.toMatchObject({
      code: "media.not_an_image",
    });
  });

  test("a small file that unpacks to more than 60 megapixels is refused before it is unpacked", async () => {
    const bytes = await picture(9_000, 7_000).png({ compressionLevel: 9 }).toBuffer();
    expect(bytes.length).toBeLessThan(2_000_000);
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: "media.too_large", status: 413 });
  });

  test("a HEIC photo says what to do", async () => {
    const bytes = new Uint8Array(64);
    bytes.set(new TextEncoder().encode("ftypheic"), 4);
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: "media.heic", status: 415 });
  });
});

test("both decoders give the same pixels within 3 levels", async () => {
  const gradient = Buffer.from(Uint8Array.from({ length: 320 * 240 * 3 }, (_, i) => (Math.floor(i / 3) % 320) * 0.7));
  const bytes = await sharp(gradient, { raw: { width: 320, height: 240, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
  const [a, b] = [await decodeImage(bytes), await decodeImage(bytes, { decoder: "plain" })];
  expect([b.width, b.height, b.sha256]).toEqual([a.width, a.height, a.sha256]);
  const worst = a.rgb.reduce((most, v, i) => Math.max(most, Math.abs(v - b.rgb[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(3);
});

test("a photo larger than 1600 px is scaled down and says by how much", async () => {
  const image = await decodeImage(await picture(3_200, 2_400).jpeg().toBuffer());
  expect(image).toMatchObject({ width: 1600, height: 1200, scale: 2 });
});
