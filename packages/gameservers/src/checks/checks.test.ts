import { expect, test } from "vitest";
import { aNetwork, type Planted } from "../network.testing.ts";
import { explanationsOf, partitionGroups } from "../partition.ts";
import { rowsOf } from "../rows.ts";
import type { CheckName } from "../types.ts";
import { CHECKS } from "./index.ts";
import type { Material } from "./material.ts";

const NOW_MS = Date.parse("2026-06-01T00:00:00Z");
const DAY_MS = 86_400_000;
type Beside = Partial<Pick<Material, "templates" | "tags">>;

async function run(check: CheckName, planted: Planted, beside: Beside = {}) {
  const network = await aNetwork(planted);
  const rows = rowsOf(network);
  const explanations = explanationsOf(partitionGroups(rows));
  return CHECKS[check]({
    network,
    rows,
    explanations,
    nowMs: NOW_MS,
    templates: new Map(),
    tags: new Map(),
    ...beside,
  });
}

/** `key: value` of every server, from its number. */
const shop = (line: (i: number, code: string) => string): Planted => ({
  shop: (code, i) => `a: 1\nb: x\nc: true\n${line(i, code)}\n`,
});
const config = (path: string, text: (i: number, code: string) => string): Planted => ({
  files: (code, i) => ({ [path]: text(i, code) }),
});
const template = (values: Readonly<Record<string, unknown>>) =>
  new Map([["Shop/plugins/Shop/config.yml", new Map(Object.entries(values).map(([key, value]) => [key, { value }]))]]);

interface Case {
  readonly check: CheckName;
  readonly planted: Planted;
  readonly beside?: Beside;
  /** Who is named. */
  readonly named: readonly string[];
  /** Looks like it and is none. */
  readonly harmless: Planted;
  readonly harmlessBeside?: Beside;
}

const CASES: readonly Case[] = [
  {
    check: "odd_one_out",
    planted: shop((i) => `mode: ${i === 2 ? "hard" : "easy"}`),
    named: ["CHARLIE"],
    // Order of keys, quoting and comments are no difference.
    harmless: shop((i) => (i === 2 ? "# own\nmode: 'easy'" : "mode: easy")),
  },
  {
    check: "minority",
    planted: { ...shop((i) => `mode: ${i === 2 ? "hard" : i === 3 ? "odd" : "easy"}`), count: 10 },
    named: ["CHARLIE", "DELTA"],
    harmless: { ...shop((i) => `mode: ${i < 4 ? "hard" : "easy"}`), count: 10 },
  },
  {
    check: "uniqueness",
    planted: shop((i, code) => `server-name: ${i === 5 ? "bravo" : code.toLowerCase()}`),
    named: ["BRAVO", "FOXTROT"],
    harmless: shop((_, code) => `server-name: ${code.toLowerCase()}`),
  },
  {
    check: "type",
    planted: shop((i) => `size: ${i === 4 ? "'many'" : 5}`),
    named: ["ECHO"],
    harmless: shop((i) => `size: ${i === 4 ? "5.0" : 5}`),
  },
  {
    check: "format",
    planted: shop((i) => `address: ${i === 6 ? "play-example-org" : `10.0.0.${i}`}`),
    named: ["GOLF"],
    harmless: shop((i) => `title: ${["Stone", "Sea", "Hill", "Wood", "Lake", "Moor", "Cliff", "Isle"][i]}`),
  },
  {
    check: "boolean_typo",
    planted: shop((i) => `open: ${i === 1 ? "ture" : "true"}`),
    named: ["BRAVO"],
    harmless: shop((i) => `plant: ${i === 1 ? "tree" : "rose"}`),
  },
  {
    check: "back_to_default",
    planted: shop((i) => `limit: ${i === 0 ? 10 : 64}`),
    beside: { templates: template({ limit: 10 }) },
    named: ["ALPHA"],
    harmless: shop((i) => `limit: ${i === 0 ? 32 : 64}`),
    harmlessBeside: { templates: template({ limit: 10 }) },
  },
  {
    check: "complementary",
    planted: config("server.properties", (i) => `server-port=${25_565 + i}\nonline-mode=${i === 3}\n`),
    named: ["DELTA"],
    harmless: config("server.properties", (i) => `server-port=${25_565 + i}\nonline-mode=false\n`),
  },
  {
    check: "performance",
    planted: config(
      "server.properties",
      (i) => `server-port=${25_565 + i}\nonline-mode=false\nview-distance=${i === 3 ? 48 : 10}\n`,
    ),
    named: ["DELTA"],
    harmless: config(
      "server.properties",
      (i) => `server-port=${25_565 + i}\nonline-mode=false\nview-distance=${i === 3 ? 16 : 10}\n`,
    ),
  },
  {
    check: "security",
    planted: config(
      "server.properties",
      (i) => `server-port=${25_565 + i}\nonline-mode=false\nenable-rcon=${i === 3}\nrcon.password=\n`,
    ),
    named: ["DELTA"],
    harmless: config(
      "server.properties",
      (i) => `server-port=${25_565 + i}\nonline-mode=false\nenable-rcon=${i === 3}\nrcon.password=long-Enough-9\n`,
    ),
  },
  {
    check: "recent_divergence",
    planted: {
      ...shop((i) => `mode: ${i === 2 ? "hard" : "easy"}`),
      changedMs: (_, i) => NOW_MS - (i === 2 ? 2 : 90) * DAY_MS,
    },
    named: ["CHARLIE"],
    harmless: { ...shop((i) => `mode: ${i === 2 ? "hard" : "easy"}`), changedMs: () => NOW_MS - 90 * DAY_MS },
  },
  {
    check: "stale",
    planted: { ...shop(() => "mode: easy"), changedMs: (_, i) => NOW_MS - (i === 2 ? 400 : 10) * DAY_MS },
    beside: { templates: template({ mode: "easy", fresh: 1 }) },
    named: ["CHARLIE"],
    harmless: { ...shop(() => "mode: easy"), changedMs: (_, i) => NOW_MS - (i === 2 ? 400 : 10) * DAY_MS },
    harmlessBeside: { templates: template({ mode: "easy" }) },
  },
  {
    check: "role",
    planted: shop((i) => `pvp: ${i < 4 ? i !== 1 : false}`),
    beside: { tags: new Map(["ALPHA", "BRAVO", "CHARLIE", "DELTA"].map((code) => [code, ["fights"]])) },
    named: ["BRAVO"],
    harmless: shop((i) => `pvp: ${i < 4}`),
    harmlessBeside: { tags: new Map(["ALPHA", "BRAVO", "CHARLIE", "DELTA"].map((code) => [code, ["fights"]])) },
  },
  {
    check: "cross_plugin",
    planted: {
      files: (_, i) =>
        Object.fromEntries(
          ["One", "Two", "Three", "Four"].map((name) => [
            `plugins/${name}/config.yml`,
            `database:\n  host: ${name === "Four" && i === 6 ? "db-old" : "db-main"}\n`,
          ]),
        ),
    },
    named: ["GOLF"],
    harmless: {
      files: () =>
        Object.fromEntries(
          ["One", "Two", "Three", "Four"].map((name) => [
            `plugins/${name}/config.yml`,
            "database:\n  host: DB-main:3306\n",
          ]),
        ),
    },
  },
  {
    check: "topology",
    planted: config("server.properties", (i) => `server-port=${i === 7 ? 25_565 : 25_565 + i}\nonline-mode=false\n`),
    named: ["ALPHA", "HOTEL"],
    // A port of one protocol is not that of another, and what is off does not listen.
    harmless: config(
      "server.properties",
      (i) =>
        `server-port=${25_565 + i}\nquery.port=${25_565 + i}\nenable-query=true\nrcon.port=25575\nenable-rcon=false\nonline-mode=false\n`,
    ),
  },
  {
    check: "out_of_range",
    planted: { ...shop((i) => `radius: ${i === 9 ? 90 : 10 + i}`), count: 10 },
    named: ["JULIET"],
    harmless: { ...shop((i) => `radius: ${10 + i * 2}`), count: 10 },
  },
  {
    check: "zero_or_null",
    planted: shop((i) => `interval: ${i === 4 ? 0 : 30 + i}`),
    named: ["ECHO"],
    harmless: shop((i) => `interval: ${i % 2 === 0 ? 0 : 30}`),
  },
  {
    check: "excessive",
    planted: shop((i) => `cost: ${i === 4 ? 5_000 : 40 + i}`),
    named: ["ECHO"],
    harmless: shop((i) => `cost: ${i === 4 ? 300 : 40 + i}`),
  },
  {
    check: "name_pattern",
    planted: shop((i, code) => `world: world_${i === 4 ? "alpha" : code.toLowerCase()}`),
    named: ["ECHO"],
    harmless: shop((_, code) => `world: world_${code.toLowerCase()}\nspawn: alpha`),
  },
  {
    check: "cluster",
    planted: config("plugins/HuskSync/config.yml", (i) => `cluster_id: ${i === 4 ? "other" : "main"}\n`),
    named: ["ECHO"],
    harmless: config("plugins/HuskSync/config.yml", () => "cluster_id: main\n"),
  },
];

test("there is a case for each of the twenty checks", () => {
  expect(CASES.map(({ check }) => check)).toEqual(Object.keys(CHECKS));
});

test.each(CASES)("$check finds what is planted, and where (GS-14)", async ({ check, planted, beside, named }) => {
  const findings = await run(check, planted, beside);
  expect([...new Set(findings.flatMap(({ instances }) => instances))].toSorted()).toEqual([...named].toSorted());
  for (const { evidence, text, confidence } of findings) {
    expect(evidence.length).toBeGreaterThan(0);
    expect(text).toMatch(/\.$/);
    expect(confidence).toBeGreaterThanOrEqual(0.7);
  }
});

test.each(CASES)(
  "$check stays quiet on what only looks like it (GS-14)",
  async ({ check, harmless, harmlessBeside }) => {
    expect(await run(check, harmless, harmlessBeside)).toEqual([]);
  },
);
