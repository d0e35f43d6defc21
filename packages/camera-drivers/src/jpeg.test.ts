import fc from "fast-check";
import { expect, test } from "vitest";
import { endsWithEoi, readJpegHead } from "./jpeg.ts";
import { findJpeg } from "./jpeg-stream.ts";
import { photoOf } from "./photos.testing.ts";

test("a whole photo gives its size; every beginning of it is refused", async () => {
  const photo = await photoOf(1, { width: 20, height: 10 });
  expect(readJpegHead(photo)).toEqual({ ok: true, width: 20, height: 10 });
  for (let length = 0; length < photo.length; length += 1)
    expect(readJpegHead(photo.subarray(0, length)).ok).toBe(false);
});

test("padding after the end is allowed, other bytes are not", async () => {
  const photo = await photoOf(1);
  expect(endsWithEoi(Buffer.concat([photo, new Uint8Array(16)]))).toBe(true);
  expect(endsWithEoi(Buffer.concat([photo, Buffer.from("more")]))).toBe(false);
});

test("reading never throws and never leaves the buffer, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readJpegHead(bytes);
      readJpegHead(Uint8Array.from([0xff, 0xd8, ...bytes, 0xff, 0xd9]));
      const found = findJpeg(Uint8Array.from([0xff, 0xd8, 0xff, ...bytes]));
      if (found) expect(found.to).toBeLessThanOrEqual(bytes.length + 3);
    }),
  );
});

test("a photo is found in a stream as soon as it is whole, wherever it begins", async () => {
  const photo = await photoOf(3);
  const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => byte & 0x7f));
  fc.assert(
    fc.property(noise, fc.nat(photo.length - 1), (before, cut) => {
      const whole = Buffer.concat([before, photo]);
      expect(findJpeg(whole)).toEqual({ from: before.length, to: whole.length });
      expect(findJpeg(whole.subarray(0, before.length + cut))).toBeUndefined();
    }),
  );
});
