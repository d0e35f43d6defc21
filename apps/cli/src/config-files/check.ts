import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { type CheckedFile, checkFile, type Dialect, summarise } from "@wopr/config-files";
import type { CommonOptions } from "../command.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { progressLine, tableLines } from "../terminal.ts";

interface Options extends CommonOptions {
  readonly dialect: string;
  readonly most: string;
}

/** `wopr config-files check`: nothing is written. @throws {AppError} `cli.usage`, `cli.folder_unusable`, `cli.nothing_ran` */
export async function check(outside: Outside, options: Options, paths: readonly string[]) {
  const { terminal, cwd } = outside;
  const dialect = dialectOf(options.dialect);
  const most = options.most === "all" ? Number.POSITIVE_INFINITY : Number(options.most);
  if (!(most >= 1))
    throw CliErrors.usage({ problem: `--most is a number from 1, or all; "${options.most}" is neither.` });
  const files = (await Promise.all(paths.map((path) => filesBelow(resolve(cwd, path))))).flat().sort();
  if (files.length === 0) throw CliErrors.nothing_ran({ why: `There is no file below ${paths.join(", ")}.` });
  const checked: CheckedFile[] = [];
  for (const [i, file] of files.entries()) {
    if (outside.interrupted.aborted) throw outside.interrupted.reason;
    terminal.status(progressLine("check", i / files.length, null, `${i} of ${files.length} files`));
    checked.push(checkFile(await readFile(file), relative(cwd, file), { dialect }, most));
  }
  const report = summarise(checked);
  const rows = Object.entries(report.by_format).map(([format, counts]) => [
    format,
    ...COLUMNS.map((name) => String(counts[name])),
  ]);
  return {
    json: report,
    lines: [
      ...tableLines([["format", ...COLUMNS.map((name) => name.replaceAll("_", " "))], ...rows]),
      ...report.unreadable.map(
        ({ file, line, why, hint }) => `cannot be read: ${file}:${line}: ${why}${hint ? ` ${hint}` : ""}`,
      ),
      ...report.wrong.map(({ file, what }) => `WRONG: ${file}: ${what}`),
    ],
    exitCode: report.wrong.length > 0 ? EXIT.failed : EXIT.ok,
  };
}

const COLUMNS = ["files", "readable", "unreadable", "not_read_yet", "edited", "exact", "refused", "wrong"] as const;

function dialectOf(name: string): Dialect {
  if (name === "snake" || name === "core12") return name;
  throw CliErrors.usage({ problem: `--dialect is snake or core12, not "${name}".` });
}

async function filesBelow(path: string): Promise<readonly string[]> {
  const what = await stat(path).catch((cause: Error) => {
    throw CliErrors.folder_unusable({ folder: path, why: cause.message });
  });
  if (what.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
