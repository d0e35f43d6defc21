import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClientBuffer } from "./client-buffer.ts";

const piece = (bytes: number) => new Uint8Array(bytes);

describe("a client's buffer", () => {
  test("takes exactly as many pieces as allowed", () => {
    const buffer = createClientBuffer({ pieces: 3, bytes: 1_000 });
    expect([1, 1, 1, 1].map((bytes) => buffer.push(piece(bytes)))).toEqual([true, true, true, false]);
  });

  test("takes exactly as many bytes as allowed", () => {
    const buffer = createClientBuffer({ pieces: 10, bytes: 100 });
    expect([60, 40, 1].map((bytes) => buffer.push(piece(bytes)))).toEqual([true, true, false]);
  });

  test("hands a piece straight to whoever waits for one", async () => {
    const buffer = createClientBuffer({ pieces: 1, bytes: 1 });
    const waiting = buffer.take();
    const large = piece(50);
    expect(buffer.push(large)).toBe(true);
    expect(await waiting).toBe(large);
  });

  test("ends whoever waits when it is closed", async () => {
    const buffer = createClientBuffer({ pieces: 1, bytes: 1 });
    const waiting = buffer.take();
    buffer.close();
    expect(await waiting).toBeUndefined();
    expect(await buffer.take()).toBeUndefined();
    await buffer.roomy();
  });

  test("gives out what it took, in order, whatever comes in between", () => {
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant("take" as const))),
        async (steps) => {
          const buffer = createClientBuffer({ pieces: 5, bytes: 100 });
          const taken: Uint8Array[] = [];
          const accepted: Uint8Array[] = [];
          for (const step of steps) {
            if (step === "take") {
              if (!buffer.isEmpty()) taken.push((await buffer.take()) as Uint8Array);
            } else {
              const next = piece(step);
              if (buffer.push(next)) accepted.push(next);
            }
          }
          while (!buffer.isEmpty()) taken.push((await buffer.take()) as Uint8Array);
          expect(taken).toEqual(accepted);
        },
      ),
    );
  });
});
