import { resolve } from "node:path";
import { discover, type Observed, observe, type Report, reportOf } from "@wopr/gameservers";
import { folderTree } from "@wopr/gameservers/node";
import type { CommonOptions } from "../command.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { progressLine, tableLines } from "../terminal.ts";

interface Options extends CommonOptions {
  readonly alias: readonly string[];
}

/** Secrets are compared and never shown; under one key for the run, equal ones look equal. */
const MASK_KEY_BYTES = 32;

/**
 * `wopr gameservers report`: reads, compares and judges; nothing is written.
 *
 * @throws {AppError} `cli.usage`, `cli.folder_unusable`, `cli.nothing_ran`
 */
export async function report(outside: Outside, options: Options, folders: readonly string[]) {
  const { terminal, clock, cwd, interrupted } = outside;
  const aliases = aliasesOf(options.alias);
  const maskKey = globalThis.crypto.getRandomValues(new Uint8Array(MASK_KEY_BYTES));
  const startedMs = clock.monotonicMs();
  const network: Observed[] = [];
  for (const folder of folders) {
    const tree = folderTree(resolve(cwd, folder));
    const found = await discover(tree).catch((cause: Error) => {
      throw CliErrors.folder_unusable({ folder, why: cause.message });
    });
    if (found.instances.length === 0) {
      const hint = found.hint ? ` Did you mean ${folder}/${found.hint}?` : "";
      throw CliErrors.nothing_ran({ why: `There is no game server below ${folder}.${hint}` });
    }
    for (const instance of found.instances) {
      network.push(
        await observe(tree, coded(instance, network, folder), {
          maskKey,
          aliases: aliases.get(instance.code) ?? [],
          signal: interrupted,
          onProgress: ({ done, total }) =>
            terminal.status(
              progressLine(`read ${instance.code}`, done / Math.max(1, total), null, `${done} of ${total} files`),
            ),
        }),
      );
    }
  }
  if (network.every(({ files }) => files.length === 0))
    throw CliErrors.nothing_ran({ why: `The servers below ${folders.join(", ")} have no configuration files.` });
  terminal.status(progressLine("compare", 0.99));
  const made = reportOf(network, { nowMs: clock.now().getTime() });
  const seconds = Math.round(clock.monotonicMs() - startedMs) / 1_000;
  return { json: { ...made, seconds }, lines: linesOf(made, seconds) };
}

/** Servers of one name in two folders get the folder in front. */
function coded<I extends { readonly code: string }>(instance: I, network: readonly Observed[], folder: string): I {
  const isTaken = network.some((one) => one.instance.code === instance.code);
  return isTaken
    ? {
        ...instance,
        code: `${folder
          .replace(/[\\/]+$/, "")
          .split(/[\\/]/)
          .at(-1)}-${instance.code}`,
      }
    : instance;
}

function aliasesOf(given: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  for (const one of given) {
    const [name, code, ...rest] = one.split("=");
    if (!name || !code || rest.length > 0) throw CliErrors.usage({ problem: `--alias is name=CODE; "${one}" is not.` });
    out.set(code, [...(out.get(code) ?? []), name]);
  }
  return out;
}

const MOST = 20;

function linesOf(made: Report, seconds: number): readonly string[] {
  const { keys, files, deviations, groups, explanations, lineages, findings } = made;
  const share = keys.shared > 0 ? ((100 * keys.equal) / keys.shared).toFixed(1) : "0";
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return [
    ...tableLines([
      ["server", "kind", "files", "plugins"],
      ...made.instances.map((one) => [one.code, one.kind, String(one.files), String(one.plugins)]),
    ]),
    "",
    `${files.read} of ${files.seen} files read, ${plural(files.unreadable.length, "file")} cannot be read, ${files.ignored} passed over; ${seconds} s.`,
    `${keys.shared} keys can be compared: ${share} % equal, ${keys.varying} vary, ${keys.missing} are missing somewhere.`,
    ...files.unreadable.map(
      ({ instance, file, line, why, hint }) =>
        `cannot be read: ${instance}/${file}:${line}: ${why}${hint ? ` ${hint}` : ""}`,
    ),
    "",
    `${plural(groups.length, "way")} in which keys split the servers:`,
    ...groups
      .slice(0, MOST)
      .map(
        ({ parts, keys: members, plugins }) =>
          `  ${parts.map((part) => part.join(", ")).join("  |  ")}: ${plural(members.length, "key")} of ${plural(plugins.length, "plugin")}`,
      ),
    ...explanations.map(({ text }) => `? ${text}`),
    ...lineages.map(({ text }) => `? ${text}`),
    "",
    `Against the majority: ${
      Object.entries(deviations.by_kind)
        .map(([kind, count]) => `${count} ${kind.replaceAll("_", " ")}`)
        .join(", ") || "nothing differs"
    }.`,
    "",
    `${plural(findings.list.length, "finding")}:`,
    ...findings.list
      .slice(0, MOST)
      .map(
        ({ level, check, file, key, text }) =>
          `${level === "high" ? "▲" : "△"} ${check.replaceAll("_", " ")}: ${text} (${file}, ${key})`,
      ),
    ...(findings.list.length > MOST ? [`  and ${findings.list.length - MOST} more; --json has them all.`] : []),
  ];
}
