import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ascendingIds, uuidv7 } from "../src/index.ts";
import { hashOfValue, newUuidV7, sha256Hex } from "../src/node.ts";

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("uuidv7", () => {
  test("is the example of RFC 9562, appendix A.6", () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidv7(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  test("is always a UUID of version 7 and variant 10", () => {
    fc.assert(
      fc.property(time, tenBytes, (unixMs, random) => {
        expect(uuidv7(unixMs, random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  test("sorts by time, whatever the chance", () => {
    fc.assert(
      fc.property(time, time, tenBytes, tenBytes, (a, b, chanceA, chanceB) => {
        fc.pre(a < b);
        expect(uuidv7(a, chanceA) < uuidv7(b, chanceB)).toBe(true);
      }),
    );
  });

  test("holds its time", () => {
    fc.assert(
      fc.property(time, tenBytes, (unixMs, random) => {
        expect(Number.parseInt(uuidv7(unixMs, random).replaceAll("-", "").slice(0, 12), 16)).toBe(unixMs);
      }),
    );
  });

  test("does not change the bytes it was given", () => {
    const random = new Uint8Array(10).fill(255);
    uuidv7(1, random);
    expect(random).toEqual(new Uint8Array(10).fill(255));
  });
});

test("newUuidV7 never gives the same twice", () => {
  expect(new Set(Array.from({ length: 10_000 }, newUuidV7)).size).toBe(10_000);
});

test("hashes are SHA-256 in lower-case hex, of text as UTF-8, and of values whatever their order", () => {
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Hex("ä")).toBe(sha256Hex(Uint8Array.from([0xc3, 0xa4])));
  expect(hashOfValue({ a: 1, b: [2] })).toBe(hashOfValue({ b: [2], a: 1 }));
  expect(hashOfValue({ a: 1 })).not.toBe(hashOfValue({ a: "1" }));
});

describe("ascendingIds", () => {
  test("ascend and differ whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 200 }), (steps) => {
        let now = 1_750_000_000_000;
        const newId = ascendingIds(
          () => now,
          (count) => crypto.getRandomValues(new Uint8Array(count)),
        );
        const ids = steps.map((step) => {
          now += step;
          return newId();
        });
        expect(ids).toEqual([...new Set(ids)].toSorted());
        for (const id of ids)
          expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  test("a millisecond with more of them than there are counters goes on in the next", () => {
    const newId = ascendingIds(
      () => 1,
      (count) => new Uint8Array(count).fill(0xff),
    );
    const ids = Array.from({ length: 5_000 }, newId);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });
});
