import { AppError } from "@wopr/kernel";
import { CommanderError } from "commander";

/** Exit codes of `wopr` (platform.md 8). */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
  nothingRan: 5,
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Failures of our own whose exit code does not follow from their status. */
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  "client.unreachable": EXIT.unreachable,
  "client.unexpected_answer": EXIT.failed,
  "cli.server_not_running": EXIT.unreachable,
  "cli.usage": EXIT.usage,
  "cli.folder_unusable": EXIT.usage,
  "cli.nothing_ran": EXIT.nothingRan,
  "cli.question_open": EXIT.failed,
  "cli.failed": EXIT.failed,
  "bench.unknown_perturbation": EXIT.usage,
};

/** What a shell is told about a failure: the server's refusals (4xx) are 3, faults are 1. */
export function exitCodeOf(failure: unknown): ExitCode {
  if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(failure instanceof AppError)) return EXIT.failed;
  const known = BY_CODE[failure.code];
  if (known !== undefined) return known;
  // A folder that cannot be measured was not measured.
  if (failure.code.startsWith("bench.")) return EXIT.nothingRan;
  return failure.status < 500 ? EXIT.refused : EXIT.failed;
}
