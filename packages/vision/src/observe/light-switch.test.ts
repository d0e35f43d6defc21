import { createRandom } from "@wopr/testkit/render";
import { expect, test } from "vitest";
import { aTable, lookAt } from "../scenes.testing.ts";

/** 100 take some minutes. */
const TRIALS = Number(process.env["WOPR_TRIALS"] ?? 12);

test(`a light switched off and on between agreed photos changes nothing (VI18, ${TRIALS} tables)`, () => {
  const wrong = Array.from({ length: TRIALS }, (_, i) => {
    const table = aTable(8_000 + i, { width: 560 });
    const random = createRandom(i);
    const { rows, cols } = table.board;
    const men = Array.from({ length: 9 }, () => ({
      col: random.whole(0, cols - 1),
      row: random.whole(0, rows - 1),
      seat: random.whole(1, 2),
    }));
    const { light } = table.setting;
    const dark = {
      exposure: light.exposure * random.between(0.5, 0.75),
      kelvin: random.between(2700, 6500),
      gradient: [random.between(-0.2, 0.2), random.between(-0.2, 0.2)] as const,
    };
    const bright = table.photo(men, { shot: 0 });
    const off = table.photo(men, { shot: 1, light: dark });
    const on = table.photo(men, { shot: 2 });
    const steps = [lookAt(table, men, bright, off.image), lookAt(table, men, off, on.image)];
    // A question costs a tap; a change that was none, or one proposed as sure, is wrong.
    return steps.filter(({ decision, inference, observation: { scores } }) => {
      const believed = (inference.ranked[0]?.logScore ?? 0) > 0;
      return decision.outcome === "sure" || (decision.outcome === "ask" && believed && scores.changed.length > 0);
    }).length;
  });
  expect(wrong.reduce((a, b) => a + b, 0)).toBe(0);
}, 900_000);
