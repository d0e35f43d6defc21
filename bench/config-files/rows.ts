import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { diffTree, leaves, mergeUpgrade, type Op, open, plan } from "@wopr/config-files";
import { parseDocument } from "yaml";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

const SOURCE = "config-files.md 10";
const TREES = new URL("../../../shared/data/gameservers/newlands", import.meta.url).pathname;
const bytes = (text: string) => new TextEncoder().encode(text);

/** YAML files of the developers' trees; made ones where those are absent. */
function yamlFiles(): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (/\.ya?ml$/.test(name)) out.push(new Uint8Array(readFileSync(path)));
    }
  };
  if (existsSync(TREES)) walk(TREES);
  return out.length > 0 ? out : Array.from({ length: 50 }, () => bytes(settings(300)));
}

/** A settings file of so many keys, with comments and sections, as plugins write them. */
function settings(count: number, value = (i: number): string => `value ${i}`): string {
  let text = "# Settings\n";
  for (let i = 0; i < count; i += 1) {
    if (i % 10 === 0) text += `# Section ${i / 10}\nsection-${i / 10}:\n`;
    text += `  # What key ${i} does, in a sentence\n  key-${i}: '${value(i)}'\n`;
  }
  return text;
}

const opened = (text: string | Uint8Array, name = "x.yml") => {
  const read = open(typeof text === "string" ? bytes(text) : text, name);
  if (!read.ok) throw new Error(read.problem.text);
  return read.value;
};

const edit = (i: number): Op => ({ op: "set", path: [`section-${Math.floor(i / 10)}`, `key-${i}`], value: "another" });

/** Reading, editing, merging and comparing files of other programs. */
export const rows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "YAML files: all values with their ranges",
    peer: "`yaml` parseDocument with source tokens",
    target: { kind: "at most", value: 1, of: "ratio" },
    unit: "ms",
    measure: async () => {
      const files = yamlFiles();
      const ours = () => {
        for (const file of files) {
          const read = open(file, "x.yml");
          if (read.ok) for (const _ of leaves(read.value));
        }
      };
      const texts = files.map((file) => new TextDecoder().decode(file));
      const peer = () => {
        for (const text of texts)
          parseDocument(text, { keepSourceTokens: true, schema: "failsafe", logLevel: "silent" }).toJS({
            maxAliasCount: -1,
          });
      };
      return { ...(await timePair(ours, peer, 3)), note: `${files.length} files` };
    },
  },
  {
    source: SOURCE,
    what: "one edit, proven, in a YAML file of 160 kB",
    peer: "one reading of the same file",
    target: { kind: "at most", value: 2.5, of: "ratio" },
    unit: "ms",
    measure: async () => {
      const text = settings(2_600);
      const doc = opened(text);
      return {
        ...(await timePair(
          () => plan(doc, [edit(1_300)]),
          () => opened(text),
          7,
        )),
        note: `${Math.round(text.length / 1_000)} kB`,
      };
    },
  },
  {
    source: SOURCE,
    what: "100 edits in one plan",
    peer: "one edit",
    target: { kind: "at most", value: 1.5, of: "ratio" },
    unit: "ms",
    measure: () => {
      const doc = opened(settings(2_600));
      const many = Array.from({ length: 100 }, (_, i) => edit(i * 20));
      return timePair(
        () => plan(doc, many),
        () => plan(doc, [edit(1_300)]),
        5,
      );
    },
  },
  {
    source: SOURCE,
    what: "merge of a file of 250 keys with new defaults",
    peer: "the limit of 50 ms",
    target: { kind: "at most", value: 50, of: "ours" },
    unit: "ms",
    measure: async () => {
      const base = opened(settings(250));
      const ours = opened(settings(250, (i) => (i % 9 === 0 ? "mine" : `value ${i}`)));
      const theirs = opened(settings(260, (i) => (i % 7 === 0 ? "newer" : `value ${i}`)));
      const { ours: ms } = await timePair(
        () => mergeUpgrade({ base, ours, theirs }),
        () => undefined,
        9,
      );
      return { ours: ms, peer: 50 };
    },
  },
  {
    source: SOURCE,
    what: "differences of two documents of 20,000 values",
    peer: "the limit of 100 ms",
    target: { kind: "at most", value: 100, of: "ours" },
    unit: "ms",
    measure: async () => {
      const big = (change: string) =>
        JSON.stringify(
          Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key-${i}`, i % 500 === 0 ? change : i])),
        );
      const [a, b] = [opened(big("a"), "x.json"), opened(big("b"), "x.json")];
      const { ours: ms } = await timePair(
        () => diffTree(a, b),
        () => undefined,
        9,
      );
      return { ours: ms, peer: 100 };
    },
  },
];
