import { createRandom, randomHand, SKIN_TONES, SLEEVES } from "@wopr/testkit/render";
import { expect, test } from "vitest";
import { aTable, lookAt } from "../scenes.testing.ts";

/** 600 take some minutes; two of every sleeve show every day that nothing broke. */
const TRIALS = Number(process.env["WOPR_TRIALS"] ?? 24);
const STYLES = ["squares", "checks", "squares", "crossings"] as const;
const SIZES = [8, 9, 12, 15, 19] as const;

/** A move on a random table, with a hand over it and without. */
function scene(i: number) {
  const table = aTable(5_000 + i, { rows: SIZES[i % SIZES.length]!, width: 560, style: STYLES[i % STYLES.length]! });
  const random = createRandom(i);
  const { rows, cols } = table.board;
  const before = Array.from({ length: 8 }, (_, k) => ({
    col: k % cols,
    row: random.whole(1, rows - 1),
    seat: 1 + (k % 2),
  }));
  const after = [...before, { col: random.whole(0, cols - 1), row: 0, seat: 1 }];
  const reference = table.photo(before, { shot: 0 });
  const skin = i % SKIN_TONES.length;
  const sleeve = i % SLEEVES.length;
  const hand = randomHand(i, table.setting, { skin, sleeve: SLEEVES[sleeve]! });
  const look = (moment: Parameters<typeof table.photo>[1]) =>
    lookAt(table, before, reference, table.photo(after, moment).image).decision.outcome;
  return { skin, sleeve, look, hand };
}

const REFUSED = ["retake", "too_much"];

test(`a hand with its sleeve over the board is refused or asked about, whatever its colours (VI7, VI28, ${TRIALS} hands)`, () => {
  const seen = Array.from({ length: TRIALS }, (_, i) => {
    const { skin, sleeve, look, hand } = scene(i);
    return { i, skin, sleeve, outcome: look({ shot: 1, hand }) };
  });
  expect(seen.filter(({ outcome }) => outcome !== "ask" && !REFUSED.includes(outcome))).toEqual([]);
  const shareOf = (group: typeof seen): number =>
    group.filter(({ outcome }) => REFUSED.includes(outcome)).length / Math.max(1, group.length);
  // With few of each group one case is worth many points.
  const allowed = Math.max(0.03, SKIN_TONES.length / TRIALS + 0.01);
  const skins = SKIN_TONES.map((_, skin) => shareOf(seen.filter((s) => s.skin === skin)));
  expect(Math.max(...skins) - Math.min(...skins)).toBeLessThanOrEqual(allowed);
  const sleeves = SLEEVES.map((_, sleeve) => shareOf(seen.filter((s) => s.sleeve === sleeve)));
  expect(Math.max(...sleeves) - Math.min(...sleeves)).toBeLessThanOrEqual(
    Math.max(0.03, SLEEVES.length / TRIALS + 0.01),
  );
}, 900_000);

test("the same tables without the hand are not refused (VI7)", () => {
  const outcomes = Array.from({ length: Math.ceil(TRIALS / 2) }, (_, i) => scene(i).look({ shot: 2 }));
  expect(outcomes.filter((outcome) => REFUSED.includes(outcome)).length).toBeLessThanOrEqual(0.02 * outcomes.length);
}, 900_000);
