import { partitionOf, showValue } from "../rows.ts";
import type { Cell, Finding, Observed } from "../types.ts";
import { findingOf } from "./finding.ts";
import type { Check } from "./material.ts";
import { CLUSTER_KEYS, DANGERS, type Fact, PAIRS, PORTS, SAFE_RANGES, SHARED_FACTS } from "./tables.ts";

const kept = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);

interface Place {
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
  readonly cell: Cell;
}

/** Where a fact is written on an instance. */
function placesOf(one: Observed, { file, key }: Fact): readonly Place[] {
  return one.files.flatMap((read) => {
    const cell = file.test(read.path) ? (read.cells.get(key) ?? read.cells.get(JSON.stringify(key))) : undefined;
    return cell ? [{ plugin: read.plugin, file: read.path, key, cell }] : [];
  });
}

const plainOf = (cell: Cell | undefined): unknown => {
  if (typeof cell?.value !== "string") return cell?.value;
  // Formats of text alone say numbers and truth in words.
  if (/^(?:true|false)$/i.test(cell.value)) return cell.value.toLowerCase() === "true";
  return /^-?\d+(?:\.\d+)?$/.test(cell.value) ? Number(cell.value) : cell.value;
};
const factOf = (one: Observed, fact: Fact): unknown => plainOf(placesOf(one, fact)[0]?.cell);

const about = (one: Observed, { plugin, file, key, cell }: Place) => ({
  plugin,
  file,
  key,
  cells: new Map([[one.instance.code, cell]]),
});

/** 9: numbers outside what servers stand. */
export const performance: Check = ({ network }) =>
  network.flatMap((one) =>
    SAFE_RANGES.flatMap((range) =>
      placesOf(one, range).flatMap((place) => {
        const value = plainOf(place.cell);
        if (typeof value !== "number" || value < 0 || (value >= range.from && value <= range.to)) return [];
        const text = `${one.instance.code} has ${value}; from ${range.from} to ${range.to} is safe: ${range.why}.`;
        return kept(
          findingOf("performance", about(one, place), [one.instance.code], value > 2 * range.to ? 0.95 : 0.8, text),
        );
      }),
    ),
  );

/** 10: doors left open. */
export const security: Check = ({ network }) =>
  network.flatMap((one) =>
    DANGERS.flatMap((danger) =>
      placesOf(one, danger).flatMap((place) =>
        danger.is(plainOf(place.cell), (fact) => factOf(one, fact))
          ? kept(
              findingOf(
                "security",
                about(one, place),
                [one.instance.code],
                danger.confidence,
                `${one.instance.code}: ${danger.text}`,
              ),
            )
          : [],
      ),
    ),
  );

/** 8: one setting without the other that belongs to it. */
export const complementary: Check = ({ network }) =>
  network.flatMap((one) =>
    PAIRS.flatMap(({ when, needs, text }) =>
      placesOf(one, when).flatMap((place) => {
        if (!when.is(plainOf(place.cell))) return [];
        const [other] = placesOf(one, needs);
        // A file that is not there says nothing.
        if (!one.files.some((file) => needs.file.test(file.path) && !file.problem) || needs.is(plainOf(other?.cell)))
          return [];
        return kept(
          findingOf("complementary", about(one, place), [one.instance.code], 0.92, `${one.instance.code}: ${text}`),
        );
      }),
    ),
  );

/** 15: two that listen on one port of one machine. */
export const topology: Check = ({ network }) => {
  const listeners = new Map<string, { readonly one: Observed; readonly place: Place }[]>();
  for (const one of network)
    for (const port of PORTS) {
      if (port.if && factOf(one, port.if) !== true) continue;
      for (const place of placesOf(one, port)) {
        const value = plainOf(place.cell);
        if (typeof value !== "number" || value < 1 || value > 65_535) continue;
        const id = `${port.protocol} ${value}`;
        listeners.set(id, [...(listeners.get(id) ?? []), { one, place }]);
      }
    }
  return [...listeners].flatMap(([id, all]) => {
    const [first] = all;
    if (all.length < 2 || !first) return [];
    const codes = [...new Set(all.map(({ one }) => one.instance.code))];
    const cells = new Map(all.map(({ one, place }) => [one.instance.code, place.cell] as const));
    const row = { plugin: first.place.plugin, file: first.place.file, key: first.place.key, cells };
    const where = all.map(({ one, place }) => `${one.instance.code} (${place.file})`).join(" and ");
    return kept(
      findingOf("topology", row, codes, 0.85, `${where} listen on ${id}. On one machine only one of them starts.`),
    );
  });
};

/** 14: the same fact in different words of different plugins. */
export const crossPlugin: Check = ({ network }) =>
  network.flatMap((one) =>
    SHARED_FACTS.flatMap(({ what, keys }) => {
      const places = one.files.flatMap((file) =>
        file.class === "config"
          ? [...file.cells].flatMap(([key, cell]) =>
              keys.test(key) && typeof cell.value === "string" && cell.value !== ""
                ? [{ plugin: file.plugin, file: file.path, key, cell }]
                : [],
            )
          : [],
      );
      const byValue = new Map<string, Place[]>();
      for (const place of places)
        byValue.set(wordsOf(place.cell), [...(byValue.get(wordsOf(place.cell)) ?? []), place]);
      const groups = [...byValue.values()].toSorted((a, b) => b.length - a.length);
      const [most, ...others] = groups;
      const agreeing = new Set(most?.map(({ plugin }) => plugin)).size;
      if (!most || agreeing < 3 || agreeing < 0.7 * new Set(places.map(({ plugin }) => plugin)).size) return [];
      return others.flat().flatMap((place) => {
        const text = `${one.instance.code}: ${place.plugin} calls the ${what} ${showValue(place.cell.value)}; ${agreeing} plugins call it ${showValue(most[0]?.cell.value ?? null)}.`;
        return kept(findingOf("cross_plugin", about(one, place), [one.instance.code], agreeing / (agreeing + 1), text));
      });
    }),
  );

/** A fact without what people leave out: capitals, the port that everybody uses, and two words for this machine. */
const wordsOf = ({ value }: Cell): string =>
  String(value)
    .toLowerCase()
    .replace(/:3306$/, "")
    .replace(/^127\.0\.0\.1$/, "localhost");

/** 20: servers of one cluster that do not agree. */
export const cluster: Check = ({ rows }) =>
  rows.flatMap((row) => {
    if (row.cells.size < 2 || !CLUSTER_KEYS.some(({ plugin, key }) => plugin.test(row.plugin) && key.test(row.key)))
      return [];
    const groups = partitionOf(row);
    const [most, ...others] = groups;
    if (!most || others.length === 0 || most.instances.length <= row.cells.size / 2) return [];
    return others.flatMap(({ value, instances }) => {
      const text = `${instances.join(", ")} ${instances.length === 1 ? "has" : "have"} ${showValue(value)}; servers that share players need ${showValue(most.value)}.`;
      return kept(findingOf("cluster", row, instances, Math.max(0.75, 1 - instances.length / row.cells.size), text));
    });
  });
