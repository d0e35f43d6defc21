import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LayerWire } from "@wopr/contracts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";

/** Segments of a dotted path; `\.` is a dot within a segment, a number an index. */
export const pathFrom = (text: string): (string | number)[] =>
  text.split(/(?<!\\)\./).map((segment) => {
    const plain = segment.replaceAll("\\.", ".");
    return /^\[\d+\]$/.test(plain) ? Number(plain.slice(1, -1)) : plain;
  });

/** A layer by its name. @throws {AppError} `cli.usage` */
export function layerFrom(name: string): Pick<LayerWire, "kind" | "key"> {
  if (name === "default") return { kind: "default", key: "" };
  const [, kind, key] = /^(environment|site|tag|device):(.+)$/.exec(name) ?? [];
  if (kind === undefined || key === undefined)
    throw CliErrors.usage({ problem: `"${name}" is no layer; write default or e.g. device:pi-1.` });
  return { kind: kind as LayerWire["kind"], key };
}

/** A file the user names. @throws {AppError} `cli.folder_unusable` */
export const readText = ({ cwd }: Pick<Outside, "cwd">, file: string): Promise<string> =>
  readFile(resolve(cwd, file), "utf8").catch((cause: Error) => {
    throw CliErrors.folder_unusable({ folder: file, why: cause.message });
  });

/** A value as it was typed: JSON where it is some, else text. */
export function valueFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A revision as it was typed. @throws {AppError} `cli.usage` */
export function revisionFrom(text: string): number {
  const revision = Number(text);
  if (!Number.isInteger(revision) || revision < 0)
    throw CliErrors.usage({ problem: `"${text}" is no revision; they are whole numbers.` });
  return revision;
}

/** A value on one line. */
export const shortValue = (value: unknown): string =>
  value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);
