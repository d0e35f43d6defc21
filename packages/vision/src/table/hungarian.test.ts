import fc from "fast-check";
import { expect, test } from "vitest";
import { assign } from "./hungarian.ts";

const total = (cost: readonly (readonly number[])[], columns: readonly number[]): number =>
  columns.reduce((sum, column, row) => sum + cost[row]![column]!, 0);

function best(cost: readonly (readonly number[])[], row = 0, used: readonly number[] = []): number {
  if (row === cost.length) return 0;
  const ways = cost[row]!.map((c, column) =>
    used.includes(column) ? Number.POSITIVE_INFINITY : c + best(cost, row + 1, [...used, column]),
  );
  return Math.min(...ways);
}

test("no other assignment costs less", () => {
  const matrix = fc.integer({ min: 1, max: 5 }).chain((n) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    }),
  );
  fc.assert(
    fc.property(matrix, (cost) => {
      const columns = assign(cost);
      expect(new Set(columns).size).toBe(cost.length);
      expect(total(cost, columns)).toBe(best(cost));
    }),
    { numRuns: 200 },
  );
});

test("rows stay alone where columns are too few or forbidden", () => {
  const no = Number.POSITIVE_INFINITY;
  expect(assign([[5], [1], [9]])).toEqual([-1, 0, -1]);
  expect(
    assign([
      [no, 3],
      [no, 1],
    ]),
  ).toEqual([-1, 1]);
  expect(assign([[no], [no]])).toEqual([-1, -1]);
  expect(assign([])).toEqual([]);
  expect(assign([[], []])).toEqual([-1, -1]);
});
