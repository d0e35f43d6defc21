import { detect } from "./detect.ts";
import type { FormatDriver } from "./format.ts";
import { hoconDriver } from "./hocon/driver.ts";
import { iniDriver } from "./ini/driver.ts";
import { json5Driver, jsonDriver } from "./json/driver.ts";
import { kvpDriver } from "./kvp/driver.ts";
import { DEFAULT_LIMITS, STRICT_LIMITS } from "./limits.ts";
import { propertiesDriver } from "./properties/driver.ts";
import { expandsWithin, strictProblem } from "./strict.ts";
import { textDriver } from "./text/driver.ts";
import { decode } from "./text/encoding.ts";
import { placer } from "./text/lines.ts";
import { tomlDriver } from "./toml/driver.ts";
import type { Document, Format, OpenOptions, Problem, Result } from "./types.ts";
import { yamlDriver } from "./yaml/driver.ts";

/** Formats that can be read, each by its driver. */
const DRIVERS: Partial<Record<Format, FormatDriver>> = {
  yaml: yamlDriver,
  json: jsonDriver,
  jsonc: jsonDriver,
  json5: json5Driver,
  toml: tomlDriver,
  hocon: hoconDriver,
  properties: propertiesDriver,
  kvp: kvpDriver,
  ini: iniDriver,
  text: textDriver,
};

/** The driver of a format; `undefined` for those that are only told apart. */
export const driverOf = (format: Format): FormatDriver | undefined => DRIVERS[format];

/**
 * Reads a file. Any bytes get an answer: a document, or the reason why there is none.
 *
 * @param fileName Tells the format by its extension; the folder does not matter.
 */
export function open(bytes: Uint8Array, fileName: string, options: OpenOptions = {}): Result<Document, Problem> {
  const limits = { ...(options.policy === "strict" ? STRICT_LIMITS : DEFAULT_LIMITS), ...options.limits };
  if (bytes.length > limits.bytes)
    return refused("too_large", `It has ${bytes.length} bytes; at most ${limits.bytes} are read.`);
  const detected = detect(bytes, fileName, options);
  if (detected.format === "binary") return refused("binary", "It is no text.");
  const driver = driverOf(detected.format);
  if (!driver) return refused("unsupported", `Files of format ${detected.format} are not read.`);
  const { text, byteAt, encoding } = decode(bytes);
  const read = driver.read(text, detected.dialect, limits);
  if (!read.ok) return read;
  const guessed =
    encoding === "latin1"
      ? [{ kind: "encoding_guess" as const, line: 1, path: [], text: "It is not valid UTF-8 and is read as Latin-1." }]
      : [];
  const doc: Document = {
    fileName,
    bytes,
    detected,
    text,
    byteAt,
    placeAt: placer(text),
    roots: read.value.roots,
    warnings: [...guessed, ...read.value.warnings],
    options,
  };
  if (!expandsWithin(doc, limits)) return refused("alias_bomb", "Its aliases expand to more than is allowed.");
  const problem = options.policy === "strict" ? strictProblem(doc, limits) : undefined;
  return problem ? { ok: false, problem } : { ok: true, value: doc };
}

const refused = (code: Problem["code"], text: string): Result<never, Problem> => ({
  ok: false,
  problem: { code, line: 0, column: 0, excerpt: "", text },
});
