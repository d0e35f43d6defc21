import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutScores } from "./cut.ts";

/** 200 quiet cells with the given scores among them. */
const among = (scores: readonly number[], noise = 2): number[] => [...new Array<number>(200).fill(noise), ...scores];

describe("the cut between changed and not", () => {
  test("lies in the largest gap of the scores between 12 and 40", () => {
    const { threshold, changed, unsure } = cutScores(among([14, 36, 38, 60]), false);
    expect(threshold).toBeCloseTo(Math.sqrt(14 * 36), 6);
    expect(changed).toEqual([201, 202, 203]);
    expect(unsure).toEqual([200]);
  });

  test("is 19 where the scores have no gap", () => {
    const ramp = Array.from({ length: 15 }, (_, i) => 12 * 1.09 ** i);
    expect(cutScores(ramp, false)).toMatchObject({ threshold: 19 });
  });

  test("of a quiet photo leaves nothing open", () => {
    expect(cutScores(among([]), false)).toMatchObject({ changed: [], unsure: [] });
  });

  test("is wider for weak registration", () => {
    const sure = cutScores(among([60]), false);
    const weak = cutScores(among([60]), true);
    expect(weak.band[1]).toBeGreaterThan(sure.band[1]);
    expect(weak.band[0]).toBeLessThanOrEqual(sure.band[0]);
  });

  test("a cell that is not wholly in the photo is unsure", () => {
    expect(cutScores([...among([]), Number.NaN], false).unsure).toEqual([200]);
  });

  test("never passes a cell with evidence for a change off as the same, whatever stands beside it (VI17)", () => {
    const weak = fc.double({ min: 16.01, max: 26, noNaN: true });
    const strong = fc.array(fc.double({ min: 30, max: 60, noNaN: true }), { minLength: 0, maxLength: 6 });
    const noise = fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(weak, strong, noise, fc.boolean(), (d, others, quiet, widened) => {
        const scores = [...quiet, d, ...others];
        const { changed, unsure } = cutScores(scores, widened);
        expect([...changed, ...unsure]).toContain(quiet.length);
      }),
    );
  });

  test("every cell is changed, unsure or the same, and never two of them", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 4, maxLength: 100 }), (d) => {
        const { changed, unsure } = cutScores(d, false);
        expect(new Set([...changed, ...unsure]).size).toBe(changed.length + unsure.length);
      }),
    );
  });
});
