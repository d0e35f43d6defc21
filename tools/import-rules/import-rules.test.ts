import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cruiseTree } from "./cruise-tree.ts";
import { importRules } from "./rules.ts";

const here = fileURLToPath(new URL("./planted", import.meta.url));

describe("the import rules", () => {
  test("each rule finds its planted violation, and nothing else is planted", { timeout: 60_000 }, async () => {
    const { violations } = await cruiseTree(here, ["apps", "packages"], "^$");
    const found = new Set(violations.map((violation) => violation.rule));
    expect([...found].sort()).toEqual(importRules.map((rule) => rule.name!).sort());
  });

  test("every planted file is seen", { timeout: 60_000 }, async () => {
    const { modules } = await cruiseTree(here, ["apps", "packages"], "^$");
    const planted = readdirSync(here, { recursive: true }).filter((name) => String(name).endsWith(".ts"));
    expect(modules.filter((source) => !source.includes("node_modules"))).toHaveLength(planted.length);
  });
});
