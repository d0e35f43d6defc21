import {
  isList,
  isMap,
  leaves,
  mask,
  type Path,
  samePath,
  showPath,
  toJson,
  type Value,
  valueOfDocument,
} from "@wopr/config-files";
import type { CommonOptions } from "../command.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";
import { pathText, readDocument, typedPath } from "./read-file.ts";

const MASK_KEY_BYTES = 32;

/** `wopr file ls`: every value with its line. @throws {AppError} `cli.folder_unusable`, `cli.unreadable` */
export async function listValues(outside: Outside, _options: CommonOptions, file: string) {
  const doc = await readDocument(outside, file);
  const found = [...leaves(doc)];
  const { format, dialect, encoding, eol } = doc.detected;
  return {
    json: {
      format,
      dialect,
      encoding,
      eol,
      values: found.map(({ path, value, type, line }) => ({ path: showPath(path), value: toJson(value), type, line })),
      warnings: doc.warnings,
    },
    lines: [
      ...tableLines(
        found.map(({ path, value, line }) => [String(line), showPath(path), JSON.stringify(toJson(value))]),
      ),
      ...doc.warnings.map(({ line, text }) => `line ${line}: ${text}`),
    ],
  };
}

/** `wopr file get`: one value, or a part of the file. @throws {AppError} `cli.not_found` and those of {@link listValues} */
export async function getValue(outside: Outside, _options: CommonOptions, file: string, key: string) {
  const doc = await readDocument(outside, file);
  const path = typedPath(key);
  const value = valueAt(valueOfDocument(doc), path);
  if (value === undefined)
    throw CliErrors.not_found({
      what: "value",
      wanted: pathText(path),
      hint: `wopr file ls ${file} shows what there is.`,
    });
  const line = [...leaves(doc)].find((leaf) => samePath(leaf.path, path))?.line ?? null;
  const json = toJson(value);
  return {
    json: { path: showPath(path), value: json, line },
    lines: [typeof json === "string" ? json : JSON.stringify(json)],
  };
}

function valueAt(value: Value, path: Path): Value | undefined {
  let here: Value | undefined = value;
  for (const step of path) {
    if (isMap(here) && typeof step === "string") here = here.get(step);
    else if (isList(here) && typeof step === "number") here = here[step];
    else return undefined;
  }
  return here;
}

/** `wopr file mask`: the file as it may be shown to others. */
export async function showMasked(outside: Outside, _options: CommonOptions, file: string) {
  const { bytes } = await readDocument(outside, file);
  const hidden = mask(bytes, file, globalThis.crypto.getRandomValues(new Uint8Array(MASK_KEY_BYTES)));
  const text = new TextDecoder().decode(hidden.bytes);
  return {
    json: {
      text,
      secrets: hidden.secrets.map(({ path, line, kind }) => ({ path: path ? showPath(path) : null, line, kind })),
    },
    lines: text.replace(/\r?\n$/, "").split(/\r?\n/),
  };
}
