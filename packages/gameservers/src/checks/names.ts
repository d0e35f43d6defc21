import { holdsName, isIdentity, namesOf } from "../identity.ts";
import { partitionOf, showValue } from "../rows.ts";
import type { Finding } from "../types.ts";
import { findingOf } from "./finding.ts";
import type { Check } from "./material.ts";

const kept = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);

/** 3: what tells instances apart, twice. */
export const uniqueness: Check = ({ rows, network }) =>
  rows.flatMap((row) => {
    if (row.cells.size < 3 || !isIdentity(row, network)) return [];
    return partitionOf(row).flatMap(({ value, instances }) => {
      if (instances.length < 2 || instances.length > row.cells.size / 2 || value === "" || value === 0) return [];
      const text = `${instances.join(" and ")} share ${showValue(value)}, which tells the others apart.`;
      return kept(findingOf("uniqueness", row, instances, 0.92, text));
    });
  });

/** 19: the name of another instance. */
export const namePattern: Check = ({ rows, network }) =>
  rows.flatMap((row) =>
    [...row.cells].flatMap(([code, { value }]) => {
      if (typeof value !== "string") return [];
      const own = network.find(({ instance }) => instance.code === code);
      if (!own || namesOf(own).some((name) => holdsName(value, name))) return [];
      const other = network.find(
        (one) => one !== own && namesOf(one).some((name) => name !== "" && holdsName(value, name)),
      );
      // A word that nearly everybody has is a name of the network.
      const sharing = [...row.cells.values()].filter((cell) => cell.value === value).length;
      if (!other || sharing > Math.max(1, row.cells.size / 2)) return [];
      const isOwnThere = [...row.cells].some(([peer, cell]) => {
        const known = network.find(({ instance }) => instance.code === peer);
        return (
          typeof cell.value === "string" &&
          known !== undefined &&
          namesOf(known).some((name) => holdsName(String(cell.value), name))
        );
      });
      const text = `${code} has ${showValue(value)}, the name of ${other.instance.code}.`;
      return isOwnThere ? kept(findingOf("name_pattern", row, [code], 0.92, text)) : [];
    }),
  );
