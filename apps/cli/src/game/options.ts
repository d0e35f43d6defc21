import { resolve } from "node:path";
import { CliErrors } from "../errors.ts";

/** A player as written on the command line. */
export interface PlayerOption {
  readonly name: string;
  readonly position: number;
  readonly color: string;
}

/** Reads `Ann:red,Bob:blue` or just `red,blue`. @throws {AppError} `cli.usage` */
export function parsePlayers(text: string): readonly PlayerOption[] {
  return text.split(",").map((part, i) => {
    const [first = "", color = first] = part.split(":").map((word) => word.trim());
    if (first === "" || color === "" || part.split(":").length > 2)
      throw CliErrors.usage({
        problem: `--players ${text}: write name:colour, separated by commas, e.g. Ann:red,Bob:blue.`,
      });
    return { name: first, position: i + 1, color };
  });
}

/** Reads `16x16` as rows × columns. @throws {AppError} `cli.usage` */
export function parseGrid(text: string): { readonly rows: number; readonly cols: number } {
  const match = /^(\d{1,2})\s*[x×]\s*(\d{1,2})$/i.exec(text.trim());
  const [rows, cols] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || rows < 2 || cols < 2 || rows > 40 || cols > 40)
    throw CliErrors.usage({ problem: `--grid ${text}: write rows x columns, 2 to 40 each, e.g. 16x16.` });
  return { rows, cols };
}

/** Corners of a board: top left, top right, bottom right, bottom left, in pixels of the upright photo. */
export type CornersOption = [[number, number], [number, number], [number, number], [number, number]];

/** Reads eight numbers: `x,y,x,y,x,y,x,y`. Spaces separate too. @throws {AppError} `cli.usage` */
export function parseCorners(text: string): CornersOption {
  const numbers = text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map(Number);
  if (numbers.length !== 8 || numbers.some((value) => !Number.isFinite(value)))
    throw CliErrors.usage({
      problem: `--corners ${text}: write eight numbers x,y of top left, top right, bottom right, bottom left.`,
    });
  const at = (i: number): [number, number] => [numbers[2 * i]!, numbers[2 * i + 1]!];
  return [at(0), at(1), at(2), at(3)];
}

/**
 * Reads `red=A1,B2;blue=C3`: cells that show what a player's pieces look like. Players by name or colour.
 *
 * @throws {AppError} `cli.usage`
 */
export function parsePalette(
  text: string,
  players: readonly PlayerOption[],
): readonly { readonly player: number; readonly cell: string }[] {
  return text.split(";").flatMap((part) => {
    const [who = "", cells = ""] = part.split("=").map((word) => word.trim());
    const player = players.find(({ name, color }) => name === who || color === who);
    const names = cells.split(",").map((cell) => cell.trim().toUpperCase());
    if (!player || names.some((cell) => !/^[A-Z]{1,2}\d{1,2}$/.test(cell)))
      throw CliErrors.usage({
        problem: `--palette ${text}: write colour=cells of the first photo, e.g. red=A1,B2;blue=C3, for players of this game.`,
      });
    return names.map((cell) => ({ player: player.position, cell }));
  });
}

/** Reads repeated `--answer id=value`. @throws {AppError} `cli.usage` */
export function parseAnswers(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw CliErrors.usage({ problem: `--answer ${text}: write question=answer.` });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Collects a repeated option. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** An absolute path of what the user wrote. */
export const pathFrom = (cwd: string, path: string): string => resolve(cwd, path);

/** Reads JSON of an option. @throws {AppError} `cli.usage` */
export function parseJsonOption(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw CliErrors.usage({ problem: `${name} is no JSON: ${text}` });
  }
}
