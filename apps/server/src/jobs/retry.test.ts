import { defineErrors } from "@wopr/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideAfterFailure, retryDelayMs } from "./retry.ts";

const Errors = defineErrors("test", {
  hopeless: { status: 422, retry: "never", text: (_: Record<never, never>) => "The photo cannot be read." },
  busy: { status: 503, retry: "later", text: (_: Record<never, never>) => "Somebody else is at it." },
});

describe("retryDelayMs", () => {
  test.each([
    [1, 0.5, 2_000],
    [2, 0.5, 4_000],
    [1, 0, 1_600],
    [1, 1, 2_400],
    [9, 0.5, 512_000],
    [10, 0.5, 600_000],
    [500, 0.5, 600_000],
  ])("after %i failures with chance %f: %i ms", (failures, chance, delayMs) => {
    expect(retryDelayMs(failures, chance)).toBe(delayMs);
  });

  test("stays within 20 % of 2 s × 2ⁿ, and below 12 min always", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const base = Math.min(2_000 * 2 ** (failures - 1), 600_000);
        const delay = retryDelayMs(failures, chance);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(base * 0.8));
        expect(delay).toBeLessThanOrEqual(Math.ceil(base * 1.2));
      }),
    );
  });
});

describe("decideAfterFailure", () => {
  test("tries again while runs are left", () => {
    expect(decideAfterFailure(new Error("?"), 1, 3, 0.5)).toEqual({ kind: "retry", delayMs: 2_000 });
    expect(decideAfterFailure(Errors.busy({}), 2, 3, 0.5)).toEqual({ kind: "retry", delayMs: 4_000 });
  });

  test("gives up after the last run, and calls for a person", () => {
    expect(decideAfterFailure(Errors.busy({}), 3, 3, 0.5)).toEqual({ kind: "fail", dead: true });
  });

  test("does not repeat what says of itself that repeating is useless, and calls nobody", () => {
    expect(decideAfterFailure(Errors.hopeless({}), 1, 3, 0.5)).toEqual({ kind: "fail", dead: false });
  });
});
