import { PUBLISHED_CHECKS, readStatus } from "@wopr/contracts";
import { createPlainClient, type ServerOptions, serverUrl } from "../connection.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";

/** Shapes of results, the same as on the page. */
export const MARKS = { pass: "●", fail: "✕", norun: "○" } as const;

/** One check as a line. */
export interface Line {
  readonly name: string;
  readonly result: "pass" | "fail" | "norun";
  readonly said: string;
}

/** One line of the published answer. */
export const lineOf = (
  name: string,
  one: {
    readonly "test-result": Line["result"];
    readonly "test-error"?: string | undefined;
    readonly "test-norun-reason"?: string | undefined;
  },
): Line => ({
  name,
  result: one["test-result"],
  said: one["test-error"] ?? one["test-norun-reason"]?.replaceAll("_", " ") ?? "",
});

/** A table with a sentence below it. */
export function statusLines(lines: readonly Line[]): readonly string[] {
  const rows = lines.map(({ name, result, said }) => [`${MARKS[result]} ${name}`, result, said]);
  const failed = lines.filter(({ result }) => result === "fail").length;
  const passed = lines.filter(({ result }) => result === "pass").length;
  const sentence =
    failed > 0 ? `${failed} of ${lines.length} fail.` : passed === 0 ? "Nothing ran." : "Everything that ran works.";
  return [...tableLines([["CHECK", "RESULT", ""], ...rows]), "", sentence];
}

/** 0 when something ran and all of it passed, 1 when anything failed, 5 when nothing ran. */
export function exitCodeOfResults(lines: readonly Line[]): ExitCode {
  if (lines.some(({ result }) => result === "fail")) return EXIT.failed;
  return lines.some(({ result }) => result === "pass") ? EXIT.ok : EXIT.nothingRan;
}

/** The published checks with three values. A result that is too old counts as not run. */
export async function readPublished(
  outside: Outside,
  options: ServerOptions,
): Promise<{ readonly lines: readonly Line[] }> {
  const client = createPlainClient(serverUrl(options, outside), outside, await keyOf(outside, options));
  const answer = await client.call(readStatus, { query: { detail: "full" } });
  if (!("checks" in answer) || typeof answer.checks !== "object") return { lines: [] };
  const { checks } = answer;
  const lines = PUBLISHED_CHECKS.map((name): Line => {
    const one = checks[name];
    if (!one) return { name, result: "norun", said: "never ran" };
    const { result, norun_reason: reason, root, stale } = one;
    if (stale && result === "pass") return { name, result: "norun", said: "the newest result is too old" };
    if (reason === "dependency_failed") return { name, result, said: `because of ${root.join(", ")}` };
    return { name, result, said: reason?.replaceAll("_", " ") ?? "" };
  });
  return { lines };
}

async function keyOf(outside: Outside, options: ServerOptions) {
  const given = options.key ?? outside.env["WOPR_API_KEY"];
  if (given) return { token: given };
  const stored = await outside.keys.find(serverUrl(options, outside));
  return stored ? { token: stored } : {};
}
