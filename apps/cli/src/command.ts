import { AppError } from "@wopr/kernel";
import type { Command } from "commander";
import { explained, type ServerOptions } from "./connection.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import type { Outside } from "./outside.ts";
import type { Answer } from "./terminal.ts";

/** Options every command has. */
export interface CommonOptions extends ServerOptions {
  readonly json?: boolean;
}

/**
 * What a command does: gets its arguments and options, gives its result.
 *
 * @returns The result; with `exitCode` where the result itself says that something is wrong.
 */
export type Work<Args extends readonly unknown[], Options> = (
  outside: Outside,
  options: Options & CommonOptions,
  ...args: Args
) => Promise<Answer & { readonly exitCode?: number }>;

/** Where the exit code of the command that ran is left. */
export interface Outcome {
  exitCode: number;
}

/** What a group of commands is wired with. */
export interface Wiring {
  readonly outside: Outside;
  readonly outcome: Outcome;
}

/** Adds the options every command has. `local`: the command needs no server. */
export function withCommonOptions(command: Command, kind: "server" | "local" = "server"): Command {
  command.option("--json", "print the result as JSON");
  if (kind === "local") return command;
  return command
    .option("--url <address>", "server to talk to (WOPR_SERVER_URL; default http://localhost:3100)")
    .option("--key <key>", "API key (WOPR_API_KEY; default: the one of `wopr login`)");
}

/** Binds work to a command: prints its result or its failure, as people or as machines read it. */
export function runs<Args extends readonly unknown[], Options>(
  command: Command,
  { outside, outcome }: Wiring,
  work: Work<Args, Options>,
): void {
  command.action(async (...given: unknown[]) => {
    // Commander passes the arguments, then the options, then the command.
    const args = given.slice(0, -2) as unknown as Args;
    const options = command.optsWithGlobals<Options & CommonOptions>();
    const { terminal } = outside;
    try {
      const answer = await work(outside, options, ...args);
      terminal.status("");
      const lines = options.json ? jsonLines(answer.json) : answer.lines;
      for (const line of lines) terminal.out(line);
      outcome.exitCode = answer.exitCode ?? EXIT.ok;
    } catch (failure) {
      terminal.status("");
      outcome.exitCode = report(explained(failure, options, outside), outside, options.json === true);
    }
  });
}

const jsonLines = (json: unknown) => (json === undefined ? [] : [JSON.stringify(json, null, 2)]);

/** Says what went wrong and gives the exit code for it. */
export function report(failure: unknown, { terminal, interrupted, env }: Outside, json: boolean): number {
  if (interrupted.aborted) {
    terminal.err("Stopped.");
    return EXIT.interrupted;
  }
  const foreseen = failure instanceof AppError;
  const detail = failure instanceof Error ? failure.message : String(failure);
  if (json) {
    const error = foreseen ? { code: failure.code, detail, params: failure.params } : { code: "cli.internal", detail };
    terminal.out(JSON.stringify({ error }, null, 2));
  } else terminal.err(detail);
  if (!foreseen && failure instanceof Error && env["WOPR_DEBUG"]) terminal.err(failure.stack ?? "");
  return exitCodeOf(failure);
}
