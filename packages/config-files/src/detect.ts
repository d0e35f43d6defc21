import { readHocon } from "./hocon/read.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
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

/** Format by its name. */
function formatOf(fileName: string): Format {
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

/** Formats that a name leaves open, in the order in which they are tried. */
const CANDIDATES: Readonly<Record<string, readonly Format[]>> = {
  conf: ["hocon", "kvp", "ini"],
  ini: ["ini"],
  cfg: ["ini"],
  txt: ["ini"],
  lang: ["ini"],
  json: ["json", "jsonc"],
};

/**
 * Format by name and content: in real folders one `.conf` in five is no HOCON, a `.txt` may be an INI file, and JSON with
 * comments is called JSON.
 */
function refined(text: string, fileName: string): Format {
  const byName = formatOf(fileName);
  if (byName === "kvp") return byName;
  const extension = /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const candidates = CANDIDATES[extension];
  if (!candidates) return byName;
  if (extension === "json")
    return /(?:^|[\s,{[])\/[/*]|,\s*[}\]]/.test(text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""')) ? "jsonc" : "json";
  return candidates.find((format) => looksLike(text, format)) ?? (text.trim() === "" ? byName : "text");
}

function looksLike(text: string, format: Format): boolean {
  if (format === "hocon") return readHocon(text, DEFAULT_LIMITS).ok;
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s*[#;]|^\s*\/\//.test(line));
  const pairs = lines.filter((line) => /^\s*[^=\s[][^=]*=/.test(line)).length;
  if (format === "kvp") return lines.length > 0 && pairs === lines.length;
  return lines.some((line) => /^\s*\[[^\]]+\]\s*$/.test(line))
    ? pairs > 0
    : lines.length > 0 && pairs >= 0.8 * lines.length;
}

/** What the bytes are. `snake` is the dialect of YAML files unless told otherwise: most belong to game servers. */
export function detect(bytes: Uint8Array, fileName: string, hints: OpenOptions = {}): Detected {
  const { text, encoding } = isBinary(bytes) ? { text: "", encoding: "latin1" as const } : decode(bytes);
  const format = isBinary(bytes) ? "binary" : (hints.format ?? refined(text, fileName));
  const dialect: Dialect = hints.dialect ?? (format === "yaml" ? "snake" : "none");
  return { format, dialect, encoding, ...layoutOf(text) };
}
