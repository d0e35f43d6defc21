import fc from "fast-check";
import { expect, test } from "vitest";
import { bestCombinations, type Slot } from "./combinations.ts";

const slots: fc.Arbitrary<readonly Slot<string>[]> = fc
  .array(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { maxLength: 3 }), { maxLength: 5 })
  .map((gains) =>
    gains.map((list, slot) => ({ choices: list.map((gain, at) => ({ choice: `${slot}.${at}`, gain })) })),
  );

/** Every combination there is, the slow way. */
function everyCombination(list: readonly Slot<string>[], most: number): readonly { chosen: string[]; sum: number }[] {
  let found: { chosen: string[]; sum: number }[] = [{ chosen: [], sum: 0 }];
  for (const { choices } of list) {
    found = found.flatMap((one) => [
      one,
      ...choices.map(({ choice, gain }) => ({ chosen: [...one.chosen, choice], sum: one.sum + gain })),
    ]);
  }
  return found.filter(({ chosen }) => chosen.length <= most);
}

test("all selections within the limit come out once, best sum first", () => {
  fc.assert(
    fc.property(slots, fc.integer({ min: 0, max: 5 }), (list, most) => {
      const found = [...bestCombinations(list, most)];
      const names = found.map(({ chosen }) => chosen.join(" "));
      expect(new Set(names).size).toBe(names.length);
      expect(names.toSorted()).toEqual(
        everyCombination(list, most)
          .map(({ chosen }) => chosen.join(" "))
          .toSorted(),
      );
      for (const [at, { sum }] of found.entries()) {
        if (at > 0) expect(sum).toBeLessThanOrEqual((found[at - 1]?.sum ?? 0) + 1e-9);
      }
    }),
  );
});
