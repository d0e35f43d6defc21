import sharp, { type JpegOptions } from "sharp";
import { describe, expect, test } from "vitest";
import { jpegWithOrientation } from "./jpeg.ts";
import { mountedOrientation, type Orientation } from "./orientation.ts";
import { MAX_PHOTO_BYTES, makeThumbnail, preparePhoto, upright } from "./prepare.ts";
import { stripMetadata, viewable } from "./strip-metadata.ts";

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const SERIAL = "SN-4711-SECRET";
const ARTIST = "Bob of Elm Street";

/** 640 × 480, every corner of another colour. */
const picture = () => {
  const rgb = new Uint8Array(640 * 480 * 3);
  for (let y = 0; y < 480; y += 1)
    for (let x = 0; x < 640; x += 1)
      rgb.set([x < 320 ? 30 : 220, y < 240 ? 40 : 200, x < 320 === y < 240 ? 90 : 10], (y * 640 + x) * 3);
  return sharp(rgb, { raw: { width: 640, height: 480, channels: 3 } });
};

/** What a phone sends: GPS, serial number, artist and comments, and a second picture behind the end. */
async function taggedJpeg(options: JpegOptions = {}): Promise<Buffer> {
  const jpeg = await picture()
    .withExif({
      IFD0: { Make: "Acme", Artist: ARTIST },
      IFD2: { BodySerialNumber: SERIAL },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "52/1 31/1 12/1",
        GPSLongitudeRef: "E",
        GPSLongitude: "13/1 24/1 18/1",
      },
    })
    .withMetadata({ orientation: 6 })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>${SERIAL}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    )
    .jpeg({ quality: 90, ...options })
    .toBuffer();
  const comment = Buffer.from(ARTIST);
  const com = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
  return Buffer.concat([jpeg.subarray(0, 2), com, jpeg.subarray(2), Buffer.from(`preview ${SERIAL}`)]);
}

const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

describe("metadata", () => {
  test.each([
    ["baseline", {}],
    ["progressive", { progressive: true }],
  ])("of a %s JPEG is dropped, the picture stays byte for byte", async (_, options) => {
    const tagged = await taggedJpeg(options);
    expect(tagged.includes(SERIAL)).toBe(true);
    const stripped = stripMetadata(tagged);
    if (!stripped.ok) throw new Error(stripped.why);
    const kept = Buffer.from(stripped.bytes);
    for (const secret of [SERIAL, ARTIST, "Exif", "xmpmeta", "Acme"]) expect(kept.includes(secret)).toBe(false);
    const metadata = await sharp(kept).metadata();
    expect(metadata.exif).toBeUndefined();
    expect(metadata.xmp).toBeUndefined();
    expect(stripped).toMatchObject({ width: 640, height: 480, orientation: 6, mime: "image/jpeg" });
    expect(await pixels(kept)).toEqual(await pixels(tagged));
  });

  test("of a PNG is dropped, the picture stays byte for byte", async () => {
    const tagged = await picture()
      .withExif({ IFD0: { Artist: ARTIST }, IFD3: { GPSLatitudeRef: "N" } })
      .withMetadata({ orientation: 3 })
      .png()
      .toBuffer();
    expect(tagged.includes(ARTIST)).toBe(true);
    const stripped = stripMetadata(tagged);
    if (!stripped.ok) throw new Error(stripped.why);
    expect(Buffer.from(stripped.bytes).includes(ARTIST)).toBe(false);
    expect((await sharp(stripped.bytes).metadata()).exif).toBeUndefined();
    expect(stripped.orientation).toBe(3);
    expect(await pixels(stripped.bytes)).toEqual(await pixels(tagged));
  });

  test("an ICC profile is kept, for without it colours change", async () => {
    const bytes = await picture().withIccProfile("p3").jpeg().toBuffer();
    const stripped = stripMetadata(bytes);
    if (!stripped.ok) throw new Error(stripped.why);
    expect((await sharp(stripped.bytes).metadata()).icc?.length).toBeGreaterThan(100);
  });

  test("every truncation of a JPEG is refused or still whole, never a crash", async () => {
    const bytes = await picture().resize(64, 48).jpeg().toBuffer();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(stripMetadata(bytes.subarray(0, length)).ok, `cut at ${length}`).toBe(false);
    }
  });
});

describe("orientation", () => {
  test.each(ORIENTATIONS)("%i turns a photo as viewers turn it", async (orientation) => {
    const plain = await picture().resize(64, 48).jpeg({ quality: 100 }).toBuffer();
    const viewed = await sharp(jpegWithOrientation(plain, orientation))
      .autoOrient()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const turned = await upright(sharp(plain), orientation).raw().toBuffer({ resolveWithObject: true });
    expect([turned.info.width, turned.info.height]).toEqual([viewed.info.width, viewed.info.height]);
    expect(turned.data).toEqual(viewed.data);
  });

  test.each(ORIENTATIONS)("%i is put back for viewers of JPEG and PNG", async (orientation) => {
    for (const format of ["jpeg", "png"] as const) {
      const bytes = await picture().resize(64, 48).toFormat(format).toBuffer();
      const shown = viewable(bytes, `image/${format}`, orientation);
      expect((await sharp(shown).metadata()).orientation ?? 1).toBe(orientation);
    }
  });

  test.each([90, 180, 270, 0] as const)("a camera mounted at %i° is like turning the upright photo", async (rotate) => {
    for (const own of ORIENTATIONS) {
      for (const flip of [false, true]) {
        const plain = await picture().resize(64, 48).png().toBuffer();
        const stood = await upright(sharp(plain), own).png().toBuffer();
        const turned = await sharp(stood).rotate(rotate).png().toBuffer();
        const byHand = await (flip ? sharp(turned).flop() : sharp(turned)).raw().toBuffer();
        const atOnce = await upright(sharp(plain), mountedOrientation(own, { rotate, flip })).raw().toBuffer();
        expect(atOnce, `${own} ${rotate} ${flip}`).toEqual(byHand);
      }
    }
  });
});

describe("preparePhoto", () => {
  test("gives upright size and the hashes of both forms", async () => {
    const photo = await preparePhoto(await taggedJpeg());
    expect(photo).toMatchObject({ width: 480, height: 640, orientation: 6, extension: "jpg" });
    expect(photo.sha256).not.toBe(photo.originalSha256);
    const again = await preparePhoto(photo.bytes);
    expect(again).toMatchObject({ sha256: photo.sha256, originalSha256: photo.sha256 });
  });

  test("thumbnails are 480 px wide, upright and bare", async () => {
    const { bytes, orientation } = await preparePhoto(await taggedJpeg());
    const thumbnail = await sharp(await makeThumbnail(bytes, orientation)).metadata();
    expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(["jpeg", 480, 640]);
    expect(thumbnail.exif).toBeUndefined();
  });

  test.each([
    ["text", Buffer.from("no picture at all"), /no picture/],
    ["nothing", Buffer.alloc(0), /empty/],
    ["HEIC", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), /HEIC.*Most Compatible/],
    ["GIF", Buffer.from("GIF89a"), /GIF/],
  ])("refuses %s and says what to do", async (_, bytes, why) => {
    await expect(preparePhoto(bytes)).rejects.toThrow(why);
    await expect(preparePhoto(bytes)).rejects.toMatchObject({ code: "media.not_an_image", status: 415 });
  });

  test("refuses a photo whose data end early", async () => {
    const bytes = await picture().jpeg().toBuffer();
    await expect(preparePhoto(bytes.subarray(0, bytes.length / 2))).rejects.toThrow(/ends in the middle/);
  });

  test("refuses more than 32 MB and more than 60 megapixels, naming the limit", async () => {
    await expect(preparePhoto(Buffer.alloc(MAX_PHOTO_BYTES + 1))).rejects.toThrow(/32 MB/);
    const wide = await sharp({ create: { width: 10_000, height: 6_100, channels: 3, background: "#123" } })
      .png()
      .toBuffer();
    await expect(preparePhoto(wide)).rejects.toThrow(/61 megapixels.*60 megapixels/);
  });
});
