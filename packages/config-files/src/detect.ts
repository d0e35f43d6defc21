import { decode, layoutOf } from "./text/encoding.ts";
import type { Detected, Dialect, Format, OpenOptions } from "./types.ts";

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  yml: "yaml",
  yaml: "yaml",
  json: "json",
  jsonc: "jsonc",
  json5: "json5",
  properties: "properties",
  toml: "toml",
  conf: "hocon",
  hocon: "hocon",
  kvp: "kvp",
  ini: "ini",
  cfg: "ini",
};

/** Format by its name. Content decides only whether it is text at all; other formats refine this when they are read. */
export function formatOf(fileName: string): Format {
  const name = fileName.split(/[\\/]/).at(-1) ?? fileName;
  if (name === "AMPConfig.conf") return "kvp";
  return BY_EXTENSION[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ?? "text";
}

/** Whether bytes are no text: NUL without a UTF-16 mark, or more than a tenth control characters. */
export function isBinary(bytes: Uint8Array): boolean {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (marked) return false;
  const head = bytes.subarray(0, 65_536);
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) control += 1;
  }
  return control > head.length / 10;
}

/** What the bytes are. `snake` is the dialect of YAML files unless told otherwise: most belong to game servers. */
export function detect(bytes: Uint8Array, fileName: string, hints: OpenOptions = {}): Detected {
  const format = isBinary(bytes) ? "binary" : (hints.format ?? formatOf(fileName));
  const dialect: Dialect = hints.dialect ?? (format === "yaml" ? "snake" : "none");
  const { text, encoding } = format === "binary" ? { text: "", encoding: "latin1" as const } : decode(bytes);
  return { format, dialect, encoding, ...layoutOf(text) };
}
