/** Which checks a published POST selects, or what is wrong with its body. */
export type Selection =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly at: string; readonly problem: string };

/**
 * Reads the body of the published `POST /status`. `all` may be a boolean or the texts `"true"` and `"false"`; `specific` is
 * a list of objects whose members are names and booleans (or the same texts).
 *
 * @param known The names there are, in order.
 * @returns Names in the order of `known`.
 */
export function readSelection(body: unknown, known: readonly string[]): Selection {
  if (!isRecord(body)) return wrong("", "must be an object with all and specific");
  for (const key of Object.keys(body)) {
    if (key !== "all" && key !== "specific") return wrong(`/${escapeStep(key)}`, "is not a known field");
  }
  const all = body["all"] === undefined ? false : asBoolean(body["all"]);
  if (all === undefined) return wrong("/all", 'must be true, false, "true" or "false"');
  const wanted = readSpecific(body["specific"], known);
  if (!(wanted instanceof Map)) return wanted;
  const names = known.filter((name) => wanted.get(name) ?? all);
  return names.length > 0 ? { ok: true, names } : wrong("", "selects nothing");
}

function readSpecific(specific: unknown, known: readonly string[]): Map<string, boolean> | (Selection & { ok: false }) {
  const wanted = new Map<string, boolean>();
  if (specific === undefined) return wanted;
  if (!Array.isArray(specific)) return wrong("/specific", 'must be a list of objects like {"db-up": true}');
  for (const [index, item] of specific.entries()) {
    const at = `/specific/${index}`;
    if (!isRecord(item)) return wrong(at, 'must be an object like {"db-up": true}');
    for (const [name, value] of Object.entries(item)) {
      const place = `${at}/${escapeStep(name)}`;
      const chosen = asBoolean(value);
      if (!known.includes(name)) return wrong(place, "is no name of a check");
      if (chosen === undefined) return wrong(place, "must be true or false");
      if (wanted.has(name) && wanted.get(name) !== chosen) return wrong(place, "is given twice with different values");
      wanted.set(name, chosen);
    }
  }
  return wanted;
}

const wrong = (at: string, problem: string) => ({ ok: false, at, problem }) as const;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const escapeStep = (step: string) => step.replaceAll("~", "~0").replaceAll("/", "~1");

function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}
