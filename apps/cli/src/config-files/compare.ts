import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { diffLines, diffTree, linesOf, mergeUpgrade, showPath, toJson, type Value } from "@wopr/config-files";
import type { CommonOptions } from "../command.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { problemText, readDocument } from "./read-file.ts";

const shown = (value: Value | undefined) => (value === undefined ? undefined : JSON.stringify(toJson(value)));

/** Lines that go and come, with their numbers. */
export function changedLines(before: string, after: string): readonly string[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  return diffLines(a, b).flatMap(({ aFrom, aTo, bFrom, bTo }) => [
    ...a.slice(aFrom, aTo).map((line, i) => `- ${aFrom + i + 1}  ${line.trimEnd()}`),
    ...b.slice(bFrom, bTo).map((line, i) => `+ ${bFrom + i + 1}  ${line.trimEnd()}`),
  ]);
}

/** `wopr file diff`: by value, or by line with `--text`. Exit code 1 when they differ. */
export async function compareFiles(
  outside: Outside,
  options: CommonOptions & { readonly text?: boolean },
  a: string,
  b: string,
) {
  const [before, after] = [await readDocument(outside, a), await readDocument(outside, b)];
  if (options.text) {
    const lines = changedLines(before.text, after.text);
    return { json: { lines }, lines, exitCode: lines.length > 0 ? EXIT.failed : EXIT.ok };
  }
  const changes = diffTree(before, after);
  return {
    json: changes.map(({ kind, path, before: was, after: is }) => ({
      kind,
      path: showPath(path),
      ...(was === undefined ? {} : { before: toJson(was) }),
      ...(is === undefined ? {} : { after: toJson(is) }),
    })),
    lines: changes.map(
      ({ kind, path, before: was, after: is }) =>
        `${kind.replaceAll("_", " ")}  ${showPath(path)}  ${[shown(was), shown(is)].filter((one) => one !== undefined).join(" → ")}`,
    ),
    exitCode: changes.length > 0 ? EXIT.failed : EXIT.ok,
  };
}

/** `wopr file merge`: the defaults of a new version into a live file. Exit code 1 while a person must decide something. */
export async function mergeFiles(
  outside: Outside,
  options: CommonOptions & {
    readonly base?: string;
    readonly ours?: string;
    readonly theirs?: string;
    readonly out?: string;
  },
) {
  if (!options.ours || !options.theirs)
    throw CliErrors.usage({ problem: "--ours and --theirs name the live file and the new defaults." });
  const base = options.base === undefined ? {} : { base: await readDocument(outside, options.base) };
  const made = mergeUpgrade({
    ...base,
    ours: await readDocument(outside, options.ours),
    theirs: await readDocument(outside, options.theirs),
  });
  if (!made.ok) throw CliErrors.edit_refused({ file: options.ours, why: problemText(made.problem) });
  const { bytes, decisions, parked, moves, applicable } = made.value;
  const text = new TextDecoder().decode(bytes);
  if (options.out) await writeFile(resolve(outside.cwd, options.out), bytes);
  return {
    json: {
      applicable,
      decisions: decisions.map(({ kind, path, base: was, ours, theirs }) => ({
        kind,
        path: showPath(path),
        base: shown(was),
        ours: shown(ours),
        theirs: shown(theirs),
      })),
      parked: parked.map(({ path, value }) => ({ path: showPath(path), value: toJson(value) })),
      moves: moves.map(({ from, to, strength }) => ({ from: showPath(from), to: showPath(to), strength })),
      text,
    },
    lines: [
      ...(options.out ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/)),
      ...decisions.map(({ kind, path }) => `# ${kind.replaceAll("_", " ")}: ${showPath(path)}`),
      ...parked.map(({ path, value }) => `# no place for ${showPath(path)} = ${shown(value)}`),
      ...moves.map(
        ({ from, to, strength }) =>
          `# ${showPath(from)} is now ${strength === "strong" ? "probably" : "perhaps"} ${showPath(to)}`,
      ),
    ],
    exitCode: applicable ? EXIT.ok : EXIT.failed,
  };
}
