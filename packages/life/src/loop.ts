import type { LocalDate } from "./date.ts";
import { isDate } from "./date.ts";

/** A table as CSV: rows of cells; quotes as in RFC 4180, CRLF or LF. @throws {SyntaxError} with row and column. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0] !== "") rows.push(cells);
    cells = [];
    cell = "";
  };
  for (let at = text.startsWith("\ufeff") ? 1 : 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === ",") {
      cells.push(cell);
      cell = "";
    } else if (char === "\n") endRow();
    else if (char !== "\r") cell += char;
  }
  if (quoted) throw new SyntaxError(`row ${rows.length + 1}, column ${cells.length + 1}: a quote is not closed`);
  if (cell !== "" || cells.length > 0) endRow();
  return rows;
}

/** A habit of a Loop Habit Tracker export. */
export interface LoopHabit {
  readonly name: string;
  readonly question: string;
  readonly times: number;
  readonly periodDays: number;
  readonly color: string;
  readonly archived: boolean;
  readonly done: readonly LocalDate[];
  /** Covered by the period without a completion; compared, not stored. */
  readonly covered: readonly LocalDate[];
  readonly missed: readonly LocalDate[];
  readonly skipped: readonly LocalDate[];
  /** Loop's own strength by day. */
  readonly scores: ReadonlyMap<LocalDate, number>;
}

/** What was read, and what was not and why. */
export interface LoopExport {
  readonly habits: readonly LoopHabit[];
  readonly problems: readonly {
    readonly file: string;
    readonly row: number;
    readonly column: number;
    readonly problem: string;
  }[];
}

/** Reads the CSV files of a Loop export, by file name. */
export function readLoopExport(files: Readonly<Record<string, string>>): LoopExport {
  const problems: { file: string; row: number; column: number; problem: string }[] = [];
  const say = (file: string, row: number, column: number, problem: string) =>
    problems.push({ file, row, column, problem });
  const table = (file: string) => {
    const text = files[file];
    if (text === undefined) {
      say(file, 0, 0, "the file is not in the export");
      return [];
    }
    try {
      return parseCsv(text);
    } catch (failure) {
      say(file, 0, 0, failure instanceof Error ? failure.message : "the file cannot be read");
      return [];
    }
  };
  const [head = [], ...habitRows] = table("Habits.csv");
  const column = (row: readonly string[], name: string) => row[head.indexOf(name)] ?? "";
  const checks = byHabit(table("Checkmarks.csv"), "Checkmarks.csv", say);
  const scores = byHabit(table("Scores.csv"), "Scores.csv", say);
  const habits = habitRows.flatMap((row, index): LoopHabit[] => {
    const name = column(row, "Name");
    const times = Number(column(row, "FrequencyNumerator") || 1);
    const periodDays = Number(column(row, "FrequencyDenominator") || 1);
    if (name === "" || !(times >= 1 && times <= periodDays * 31) || !(periodDays >= 1)) {
      say("Habits.csv", index + 2, 1, "a habit needs a name and a frequency");
      return [];
    }
    const marks = checks.get(name) ?? [];
    const dates = (...kinds: readonly string[]) =>
      marks
        .filter(([, mark]) => kinds.includes(mark))
        .map(([date]) => date)
        .sort();
    return [
      {
        name,
        question: column(row, "Question"),
        times: Math.min(times, periodDays),
        periodDays,
        color: column(row, "Color"),
        archived: column(row, "Archived?") === "true",
        done: dates("YES_MANUAL", "2"),
        covered: dates("YES_AUTO", "1"),
        missed: dates("NO", "0"),
        skipped: dates("SKIP", "3"),
        scores: new Map((scores.get(name) ?? []).map(([date, value]) => [date, Number(value)])),
      },
    ];
  });
  return { habits, problems };
}

function byHabit(
  [head = [], ...rows]: readonly (readonly string[])[],
  file: string,
  say: (file: string, row: number, column: number, problem: string) => void,
): ReadonlyMap<string, readonly (readonly [LocalDate, string])[]> {
  const cells = new Map<string, (readonly [LocalDate, string])[]>();
  rows.forEach((row, index) => {
    const date = row[0] ?? "";
    if (!isDate(date)) {
      say(file, index + 2, 1, `${date} is no date`);
      return;
    }
    head.slice(1).forEach((name, at) => {
      const value = row[at + 1];
      if (name === "" || value === undefined || value === "") return;
      const list = cells.get(name) ?? [];
      list.push([date, value]);
      cells.set(name, list);
    });
  });
  return cells;
}
