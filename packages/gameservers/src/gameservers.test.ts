import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { discover } from "./discover.ts";
import { lineagesOf } from "./lineage.ts";
import { aNetwork, CODES, memoryTree, seen } from "./network.testing.ts";
import { folderTree } from "./node/index.ts";
import { reportOf } from "./report.ts";
import { rowsOf } from "./rows.ts";

const BUNGEE = "listeners: []\nservers: {}\n";

describe("discovery (GS-1, GS-2)", () => {
  const KINDS = [
    ["velocity", { "velocity.toml": "bind = 1" }],
    ["paper", { "config/paper-global.yml": "", "server.properties": "" }],
    ["purpur", { "config/paper-global.yml": "", "purpur.yml": "" }],
    ["paper", { "paper.yml": "" }],
    ["spigot", { "spigot.yml": "", "server.properties": "" }],
    ["bungee", { "config.yml": BUNGEE }],
    ["waterfall", { "config.yml": BUNGEE, "waterfall.yml": "" }],
    ["geyser", { "config.yml": "bedrock: {}\nremote: {}\n", "Geyser-Standalone.jar": "" }],
    ["fabric", { "fabric-server-launch.jar": "", "server.properties": "" }],
    ["vanilla", { "server.properties": "" }],
  ] as const;

  test.each(KINDS)("%s by what is in its folder", async (kind, files) => {
    const tree = memoryTree(Object.fromEntries(Object.entries(files).map(([path, text]) => [`one/${path}`, text])));
    expect((await discover(tree)).instances).toEqual([{ code: "one", kind, root: "one" }]);
  });

  test("AMP instances have their game root in a folder of their module", async () => {
    const tree = memoryTree({
      "DEV01/AMPConfig.conf": "",
      "DEV01/Minecraft/server.properties": "",
      "DEV01/Minecraft/spigot.yml": "",
      "DEV01/Backups/old/server.properties": "",
      "ADS01/AMPConfig.conf": "",
      "ADS01/ADSModule.kvp": "",
    });
    expect((await discover(tree)).instances).toEqual([
      { code: "ADS01", kind: "amp_controller", root: "ADS01" },
      { code: "DEV01", kind: "spigot", root: "DEV01/Minecraft" },
    ]);
  });

  test("backups, templates and folders of plugins are no servers", async () => {
    const tree = memoryTree({
      "a/server.properties": "",
      "a/plugins/Multi/servers/server.properties": "",
      "backups/a/server.properties": "",
      "Templates/x/server.properties": "",
      "notes/readme.txt": "",
    });
    expect((await discover(tree)).instances.map(({ root }) => root)).toEqual(["a"]);
  });

  test("one level off finds nothing and names the better folder", async () => {
    const tree = memoryTree({ "amp/data/instances/DEV01/Minecraft/server.properties": "" });
    expect(await discover(tree)).toEqual({ instances: [], hint: "amp/data/instances" });
  });
});

describe("files (GS-3, GS-5)", () => {
  const files = {
    "s/server.properties": "a=1\nrcon.password=very-Secret-7\n",
    "s/plugins/A/config.yml": "x: 1\n",
    "s/plugins/B/config.yml": "x: 2\n",
    "s/plugins/B/Config.yml": "x: 3\n",
    "s/plugins/B/broken.yml": "x: [1\ny: 2\n",
    "s/plugins/A.jar": "PK",
    "s/plugins/A/lang/en.yml": "hi: there\n",
    "s/plugins/A/store.db": "\0\0",
    "s/logs/latest.log": "x",
    "s/world/level.dat": "",
    "s/world/paper-world.yml": "w: 1\n",
    "s/world/region/r.mca": "",
    "s/usercache.json": "[]",
    "s/forwarding.secret": "abc123",
  };

  test("every file is read, listed as unreadable, counted by class, or ignored", async () => {
    const report = reportOf(await seen(memoryTree(files)), { nowMs: 0 });
    expect(report.files).toMatchObject({
      seen: 10,
      read: 7,
      by_class: { config: 6, lang: 1, secret: 1, jar: 1, personal: 1 },
      unreadable: [{ instance: "s", file: "plugins/B/broken.yml", line: expect.any(Number), why: expect.any(String) }],
    });
    expect(JSON.stringify(report)).not.toContain("very-Secret-7");
  });

  test("two files of one name, or of names that differ in capitals alone, are two files", async () => {
    const [one] = await seen(memoryTree(files));
    expect(one?.files.filter(({ path }) => /config\.yml$/i.test(path)).map(({ path }) => path)).toEqual([
      "plugins/A/config.yml",
      "plugins/B/Config.yml",
      "plugins/B/config.yml",
    ]);
  });
});

describe("comparison (GS-9, GS-10)", () => {
  const base = ["a: 1", "b: text", "c: true", "d: 2.5", "list: [x, y, z]", "deep:", "  one: 1", "  two: 2"];
  const withEdit = async (edit: (lines: string[]) => string[]) =>
    reportOf(await aNetwork({ count: 5, shop: (_, i) => `${(i === 2 ? edit([...base]) : base).join("\n")}\n` }), {
      nowMs: 0,
    }).deviations.list;

  test.each([
    ["value_mismatch", "b", (lines: string[]) => lines.with(1, "b: other")],
    ["value_mismatch", "a", (lines: string[]) => lines.with(0, "a: 7")],
    ["type_mismatch", "c", (lines: string[]) => lines.with(2, "c: maybe")],
    ["list_mismatch", "list", (lines: string[]) => lines.with(4, "list: [x, y]")],
    ["list_reordered", "list", (lines: string[]) => lines.with(4, "list: [z, y, x]")],
    ["missing_key", "deep.two", (lines: string[]) => lines.slice(0, -1)],
    ["extra_key", "new", (lines: string[]) => [...lines, "new: 1"]],
  ] as const)("%s at %s is told with its server, and nothing else", async (kind, key, edit) => {
    const found = await withEdit((lines) => [...edit(lines)]);
    expect(found.map((one) => [one.kind, one.instance, one.key])).toEqual([[kind, "CHARLIE", key]]);
  });

  test.each([
    ["comments", (lines: string[]) => ["# mine", ...lines]],
    ["quoting", (lines: string[]) => lines.with(1, 'b: "text"')],
    ["order of keys", (lines: string[]) => [lines[1]!, lines[0]!, ...lines.slice(2)]],
    ["line ends", (lines: string[]) => lines.map((line) => `${line}\r`)],
    [
      "form of lists",
      (lines: string[]) => [...lines.slice(0, 4), "list:", "  - x", "  - y", "  - z", ...lines.slice(5)],
    ],
    ["decimals", (lines: string[]) => lines.with(0, "a: 1.0")],
  ])("%s are no difference", async (_, edit) => expect(await withEdit(edit)).toEqual([]));

  test("the order of servers never matters", async () => {
    const network = await aNetwork({ shop: (_, i) => `a: ${i % 3}\nb: ${i === 1}\n` });
    const [forth, back] = [network, network.toReversed()].map((one) => reportOf(one, { nowMs: 0 }));
    expect(back?.keys).toEqual(forth?.keys);
    expect(back?.deviations.by_kind).toEqual(forth?.deviations.by_kind);
    expect(back?.findings.by_check).toEqual(forth?.findings.by_check);
  });
});

describe("copies and roles (GS-16)", () => {
  test("up to five copies with up to half of their identities corrected are grouped, others are not", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 }), async (copies, corrected) => {
        const plugins = [..."ABCDEFGHIJKL"];
        const network = await aNetwork({
          count: 20,
          files: (code, i) =>
            Object.fromEntries(
              plugins.map((name, p) => {
                const own = i > copies || p < corrected;
                return [
                  `plugins/${name}/config.yml`,
                  `server-name: ${(own ? code : CODES[0]).toLowerCase()}\nmode: 1\n`,
                ];
              }),
            ),
        });
        const lineages = lineagesOf(network, rowsOf(network));
        expect(lineages.map(({ instances, origin }) => ({ instances, origin }))).toEqual([
          { instances: CODES.slice(0, copies + 1), origin: CODES[0] },
        ]);
      }),
      { numRuns: 12 },
    );
  });

  test("a split that several plugins agree on is asked as a role", async () => {
    const network = await aNetwork({
      count: 6,
      files: (_, i) =>
        Object.fromEntries(["A", "B", "C"].map((name) => [`plugins/${name}/config.yml`, `pvp: ${i < 3}\nsame: 1\n`])),
    });
    const { explanations, findings } = reportOf(network, { nowMs: 0 });
    expect(explanations.map(({ parts }) => parts)).toEqual([[CODES.slice(0, 3), CODES.slice(3, 6)]]);
    expect(findings.list).toEqual([]);
  });
});

const NEWLANDS = new URL("../../../../shared/data/gameservers/newlands", import.meta.url).pathname;

test.skipIf(!existsSync(NEWLANDS))(
  "a real network is read whole, and first-level rows are a tenth of what differs (GS-12; skipped where ../shared/data is absent)",
  async () => {
    const network = await seen(folderTree(NEWLANDS));
    const report = reportOf(network, { nowMs: 0 });
    expect(report.instances.map(({ kind }) => kind)).toEqual(["paper", "waterfall", "paper", "paper"]);
    expect(report.files).toMatchObject({ seen: 377, read: 377 });
    expect(report.keys.equal / report.keys.shared).toBeGreaterThan(0.9);
    expect(report.groups.length).toBeLessThanOrEqual((report.keys.varying + report.keys.missing) / 10);
    expect(report.findings.list.filter(({ level }) => level === "high").length).toBeLessThanOrEqual(30);
  },
  60_000,
);
