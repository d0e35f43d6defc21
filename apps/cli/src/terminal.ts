/** The terminal, pipe or test a command talks to. */
export interface Terminal {
  /** Results: standard output, one line. */
  out(line: string): void;
  /** Everything else: standard error, one line. */
  err(line: string): void;
  /** Replaces the progress line; `""` takes it away. Does nothing where nobody looks. */
  status(line: string): void;
  /** Asks a person. @throws {AppError} `cli.usage` where nobody can be asked. */
  ask(question: string, how?: { readonly hidden: boolean }): Promise<string>;
  /** All of standard input, for `--password-stdin`. */
  readAll(): Promise<string>;
}

/** Result of a command, for people and for machines. */
export interface Answer {
  /** Printed with `--json`, whole and alone; nothing where it is `undefined`. */
  readonly json: unknown;
  /** Printed otherwise. */
  readonly lines: readonly string[];
}

const BAR = 20;

/** One line of progress: `analyse  ██████──────────────  30 %  12 s left  photo 7 of 20`. Share is 0 to 1. */
export function progressLine(stage: string, share: number, etaMs: number | null = null, detail: string = ""): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * BAR);
  const bar = "█".repeat(filled) + "─".repeat(BAR - filled);
  const left = etaMs === null ? "" : `${durationText(etaMs)} left`;
  return [stage, bar, `${Math.round(share * 100)} %`, left, detail].filter((part) => part !== "").join("  ");
}

/** `850 ms`, `12 s`, `3 min 5 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Rows as a table with aligned columns; the first row is the head. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - [...cell].length),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A probability as percent with one decimal, rounded down: nothing below certainty reads as 100. */
export const percentText = (probability: number): string => `${(Math.floor(probability * 1000) / 10).toFixed(1)} %`;
