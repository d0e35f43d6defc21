import { CliErrors } from "../errors.ts";

/** Reads squares of a chessboard, `7x10`: from left to right, then from top to bottom. @throws {AppError} `cli.usage` */
export function parsePattern(option: string, text: string): { readonly cols: number; readonly rows: number } {
  const match = /^(\d{1,2})\s*[x×]\s*(\d{1,2})$/i.exec(text.trim());
  const [cols, rows] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || cols < 4 || rows < 4 || cols > 30 || rows > 30)
    throw CliErrors.usage({ problem: `${option} ${text}: write squares across x down, 4 to 30 each, e.g. 7x10.` });
  return { cols, rows };
}
