import { partitionOf, showValue } from "../rows.ts";
import type { Finding, Observed } from "../types.ts";
import { findingOf } from "./finding.ts";
import type { Check, Material } from "./material.ts";

const DAY_MS = 86_400_000;
const RECENT_DAYS = 7;
const STEADY_DAYS = 30;
const STALE_DAYS = 180;
const kept = (finding: Finding | undefined): readonly Finding[] => (finding ? [finding] : []);

const changedOf = (network: readonly Observed[], code: string, file: string): number =>
  network.find(({ instance }) => instance.code === code)?.files.find(({ path }) => path === file)?.changedMs ?? 0;

/** 11: changed lately on a few, where all others have rested for a month. */
export const recentDivergence: Check = ({ rows, network, nowMs }) =>
  rows.flatMap((row) => {
    const [most, ...others] = partitionOf(row);
    if (row.cells.size < 3 || !most || others.length === 0 || most.instances.length <= row.cells.size / 2) return [];
    const ages = (codes: readonly string[]) =>
      codes.map((code) => (nowMs - changedOf(network, code, row.file)) / DAY_MS);
    if (ages(most.instances).some((days) => days < STEADY_DAYS)) return [];
    return others.flatMap(({ value, instances }) => {
      if (ages(instances).some((days) => days > RECENT_DAYS)) return [];
      const text = `${instances.join(", ")} changed to ${showValue(value)} within a week; the others have had ${showValue(most.value)} for a month or more.`;
      return kept(findingOf("recent_divergence", row, instances, 1 - instances.length / row.cells.size, text));
    });
  });

/** 12: half a year older than the others, while the plugin's defaults moved on. */
export const stale: Check = ({ rows, network, templates }) => {
  const files = new Map(rows.map((row) => [`${row.plugin} ${row.file}`, row] as const));
  return [...files.values()].flatMap((row) => {
    const template = templates.get(`${row.plugin}/${row.file}`);
    if (!template || row.cohort.length < 3) return [];
    const dated = row.cohort.map((code) => ({ code, ms: changedOf(network, code, row.file) }));
    return dated.flatMap(({ code, ms }) => {
      const others = dated.filter((one) => one.code !== code).map((one) => one.ms);
      const file = network.find(({ instance }) => instance.code === code)?.files.find(({ path }) => path === row.file);
      const missing = [...template.keys()].filter((key) => !file?.cells.has(key)).length;
      if (ms > Math.min(...others) - STALE_DAYS * DAY_MS || missing === 0) return [];
      const text = `${code} has not changed ${row.file} for half a year longer than the others; ${missing} new keys are missing.`;
      const finding = findingOf("stale", { ...row, key: "", cells: new Map() }, [code], 0.85, text);
      return finding
        ? [{ ...finding, evidence: dated.map((one) => ({ instance: one.code, value: dayOf(one.ms) })) }]
        : [];
    });
  });
};

const dayOf = (ms: number): string => `changed ${new Date(ms).toISOString().slice(0, 10)}`;

/** 7: back at the plugin's default where nearly all others have a value of their own. */
export const backToDefault: Check = ({ rows, templates }) =>
  rows.flatMap((row) => {
    const value = templates.get(`${row.plugin}/${row.file}`)?.get(row.key)?.value;
    if (value === undefined || row.cells.size < 5) return [];
    const groups = partitionOf(row);
    const same = groups.find((group) => showValue(group.value) === showValue(value as never));
    if (!same || row.cells.size - same.instances.length < 0.8 * row.cells.size) return [];
    const text = `${same.instances.join(", ")} ${same.instances.length === 1 ? "has" : "have"} the default ${showValue(same.value)}; the others chose a value.`;
    return kept(findingOf("back_to_default", row, same.instances, 1 - same.instances.length / row.cells.size, text));
  });

/** 13: not what the others with the same tag have. */
export const role: Check = ({ rows, tags }: Material) =>
  rows.flatMap((row) => {
    const names = new Set(row.cohort.flatMap((code) => tags.get(code) ?? []));
    return [...names].flatMap((tag) => {
      const members = row.cohort.filter((code) => tags.get(code)?.includes(tag) && row.cells.has(code));
      const others = row.cohort.filter((code) => !members.includes(code) && row.cells.has(code));
      if (members.length < 3 || others.length === 0) return [];
      const inside = partitionOf({ ...row, cohort: members });
      const [most, one] = inside;
      if (inside.length !== 2 || one?.instances.length !== 1 || !most) return [];
      const outside = partitionOf({ ...row, cohort: others });
      if (
        !outside.some(({ value }) => showValue(value) === showValue(one.value)) ||
        outside.some(({ value }) => showValue(value) === showValue(most.value))
      )
        return [];
      const text = `${one.instances[0]} is tagged ${tag} and has ${showValue(one.value)} like those that are not; the others with the tag have ${showValue(most.value)}.`;
      return kept(findingOf("role", row, one.instances, 1 - 1 / (members.length + others.length), text));
    });
  });
