import { expect, test } from "vitest";
import { BED_KINDS, BED_LIGHTS, type BedCase, bedCase } from "../bed.testing.ts";

/** Rounds over all kinds of games; 40 take some minutes. */
const ROUNDS = Math.ceil(Number(process.env["WOPR_TRIALS"] ?? 2));

function play(held: boolean): readonly BedCase[] {
  return Array.from({ length: ROUNDS }, (_, i) =>
    BED_KINDS.map((kind, k) =>
      bedCase(60_000 + (held ? 5_000 : 0) + 10 * i + k, {
        kind,
        held,
        light: BED_LIGHTS[(i + k) % BED_LIGHTS.length]!,
        still: i % 7 === 6,
        width: 560,
      }),
    ),
  ).flat();
}

test("what is sure is right, on rendered games of every kind and under changed light (VI11)", () => {
  const sure = [...play(false), ...play(true)].filter(({ decision }) => decision.outcome === "sure");
  expect(sure.length).toBeGreaterThan(ROUNDS);
  expect(sure.filter(({ exact }) => !exact).length / sure.length).toBeLessThanOrEqual(0.005);
}, 1_800_000);

test("what goes wrong is asked about or refused, never passed over (VI13)", () => {
  const wrong = play(false).filter(({ exact }) => !exact);
  const silent = wrong.filter(({ decision }) => decision.outcome === "sure" || decision.outcome === "no_change");
  expect(silent.length).toBeLessThanOrEqual(0.2 * wrong.length);
}, 1_800_000);
