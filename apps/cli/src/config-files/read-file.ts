import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type Document,
  type EditError,
  open,
  type Path,
  type Problem,
  parsePath,
  showPath,
  type Value,
} from "@wopr/config-files";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";

/** Reads a file. @throws {AppError} `cli.folder_unusable`, `cli.unreadable` */
export async function readDocument({ cwd }: Outside, file: string): Promise<Document> {
  const bytes = await readFile(resolve(cwd, file)).catch((cause: Error) => {
    throw CliErrors.folder_unusable({ folder: file, why: cause.message });
  });
  const read = open(new Uint8Array(bytes), file);
  if (!read.ok) throw CliErrors.unreadable({ file, why: problemText(read.problem) });
  return read.value;
}

/** A problem in one sentence, with its place. */
export const problemText = ({ line, text, hint }: Problem): string =>
  `${line > 0 ? `line ${line}: ` : ""}${text}${hint ? ` ${hint}` : ""}`;

/** A path as it is typed. @throws {AppError} `cli.usage` */
export function typedPath(text: string): Path {
  const parsed = parsePath(text);
  if (!parsed.ok) throw CliErrors.usage({ problem: parsed.problem });
  return parsed.value;
}

/** A refused edit as the failure of a command. */
export const refusal = (file: string, { text }: EditError) => CliErrors.edit_refused({ file, why: text });

/** A value as it is typed: JSON where it is some, else text. */
export function typedValue(text: string): Value {
  try {
    const json: unknown = JSON.parse(text);
    return toValue(json);
  } catch {
    return text;
  }
}

function toValue(json: unknown): Value {
  if (Array.isArray(json)) return json.map(toValue);
  if (typeof json === "object" && json !== null)
    return new Map(Object.entries(json).map(([key, one]) => [key, toValue(one)]));
  return json as null | boolean | number | string;
}

/** A path for people; the whole document where it is empty. */
export const pathText = (path: Path): string => (path.length === 0 ? "the whole file" : showPath(path));
