import { isIdentity } from "../identity.ts";
import { isExplained } from "../partition.ts";
import { partitionOf, showValue } from "../rows.ts";
import type { Finding, Row } from "../types.ts";
import { findingOf } from "./finding.ts";
import type { Check, Material } from "./material.ts";

const COHORT = 5;
const MINORITY = 0.2;

/** Rows that everybody of a large enough cohort has, with values that do not tell instances apart by design. */
const comparable = ({ rows, network, explanations }: Material): readonly Row[] =>
  rows.filter((row) => row.cells.size >= COHORT && !isIdentity(row, network) && !isExplained(row, explanations));

/** 1: all agree but one. */
export const oddOneOut: Check = (material) =>
  comparable(material).flatMap((row) => {
    const groups = partitionOf(row);
    const [most, one] = groups;
    if (groups.length !== 2 || one?.instances.length !== 1 || !most) return [];
    const text = `${one.instances[0]} has ${showValue(one.value)}; all ${most.instances.length} others have ${showValue(most.value)}.`;
    return kept(findingOf("odd_one_out", row, one.instances, 1 - 1 / row.cells.size, text));
  });

/** 2: a value that fewer than a fifth have. */
export const minority: Check = (material) =>
  comparable(material).flatMap((row) => {
    const groups = partitionOf(row);
    const [most] = groups;
    if (
      !most ||
      most.instances.length <= row.cells.size / 2 ||
      (groups.length === 2 && groups[1]?.instances.length === 1)
    )
      return [];
    return groups.slice(1).flatMap(({ value, instances }) => {
      const share = instances.length / row.cells.size;
      if (share >= MINORITY) return [];
      const text = `${instances.join(", ")} ${instances.length === 1 ? "has" : "have"} ${showValue(value)}; most have ${showValue(most.value)}.`;
      return kept(findingOf("minority", row, instances, 1 - share, text));
    });
  });

const kept = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);

/** Values that are numbers, in order. */
const numbersOf = (row: Row): readonly (readonly [string, number])[] =>
  [...row.cells].flatMap(([code, { value, type }]) =>
    typeof value === "number" && (type === "int" || type === "float") ? [[code, value] as const] : [],
  );

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number => {
  const at = (values.length - 1) * q;
  const low = values[Math.floor(at)] ?? 0;
  return low + (at - Math.floor(at)) * ((values[Math.ceil(at)] ?? low) - low);
};

const RANGE_COHORT = 8;

/** 16: beyond three interquartile ranges. */
export const outOfRange: Check = (material) =>
  comparable(material).flatMap((row) => {
    const numbers = numbersOf(row);
    if (numbers.length < RANGE_COHORT || numbers.length < row.cells.size) return [];
    const values = sorted(numbers.map(([, value]) => value));
    const [q1, q3] = [quantile(values, 0.25), quantile(values, 0.75)];
    const reach = 3 * (q3 - q1);
    if (reach === 0) return [];
    return numbers.flatMap(([code, value]) => {
      if (value >= q1 - reach && value <= q3 + reach) return [];
      const text = `${code} has ${value}; the others lie between ${values.find((one) => one >= q1 - reach)} and ${values.findLast((one) => one <= q3 + reach)}.`;
      return kept(findingOf("out_of_range", row, [code], 1 - 1 / numbers.length, text));
    });
  });

/** 17: nothing, where nobody else has nothing. */
export const zeroOrNull: Check = (material) =>
  comparable(material).flatMap((row) => {
    const isNothing = (value: unknown) => value === 0 || value === "" || value === null;
    const empty = [...row.cells].filter(([, { value }]) => isNothing(value)).map(([code]) => code);
    if (empty.length === 0 || empty.length / row.cells.size > MINORITY) return [];
    if (row.cells.size - empty.length < 4) return [];
    const others = partitionOf(row).find(({ value }) => !isNothing(value));
    const text = `${empty.join(", ")} ${empty.length === 1 ? "has" : "have"} nothing here; others have ${others ? showValue(others.value) : "something"}.`;
    return kept(findingOf("zero_or_null", row, empty, 1 - empty.length / row.cells.size, text));
  });

/** 18: ten or a hundred times the median. */
export const excessive: Check = (material) =>
  comparable(material).flatMap((row) => {
    const numbers = numbersOf(row);
    if (numbers.length < COHORT || numbers.length < row.cells.size) return [];
    const middle = quantile(sorted(numbers.map(([, value]) => value)), 0.5);
    if (middle <= 0) return [];
    return numbers.flatMap(([code, value]) => {
      if (value < 10 * middle) return [];
      const isHigh = value >= 100 * middle;
      const text = `${code} has ${value}, ${Math.round(value / middle)} times the median of ${middle}.`;
      return kept(findingOf("excessive", row, [code], isHigh ? 0.95 : 0.8, text));
    });
  });
