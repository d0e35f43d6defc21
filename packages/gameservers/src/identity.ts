import { partitionOf } from "./rows.ts";
import type { Observed, Row } from "./types.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const IDENTITY_KEY =
  /(?:^|[-_.])(?:uuid|server[-_.]?(?:id|name|uuid)|bedrock[-_.]port|server[-_.]port|port|instance|node[-_.]?id|server)$/i;

/** Names of an instance, lower case. */
export const namesOf = ({ instance, aliases }: Observed): readonly string[] =>
  [instance.code, ...aliases].map((name) => name.toLowerCase());

/** Whether a text names something: as a word of its own, in any case. */
export function holdsName(text: string, name: string): boolean {
  if (name.length < 3) return false;
  const at = text.toLowerCase().indexOf(name);
  if (at < 0) return false;
  const isEdge = (char: string | undefined) => char === undefined || !/[a-z0-9]/i.test(char);
  return isEdge(text[at - 1]) && isEdge(text[at + name.length]);
}

/**
 * Whether the values of a key tell instances apart: they are nearly all different, or hold a UUID, a port or the name of
 * their own instance. Booleans and keys with one value never do.
 */
export function isIdentity(row: Row, network: readonly Observed[]): boolean {
  if (row.cells.size < 2) return false;
  const values = [...row.cells].filter(([, { value }]) => typeof value === "string" || typeof value === "number");
  if (values.length < row.cells.size) return false;
  const groups = partitionOf(row);
  if (groups.length < 2) return false;
  const own = values.filter(([code, { value }]) => {
    const names = network.find(({ instance }) => instance.code === code);
    return typeof value === "string" && names !== undefined && namesOf(names).some((name) => holdsName(value, name));
  }).length;
  if (own >= 2 && own >= values.length / 2) return true;
  const uuids = values.filter(([, { value }]) => typeof value === "string" && UUID.test(value)).length;
  if (uuids === values.length) return true;
  const last = String(row.path.at(-1));
  const isNamedSo = IDENTITY_KEY.test(last);
  const share = groups.length / values.length;
  return isNamedSo
    ? share >= 0.5
    : values.length >= 4 &&
        share >= 0.8 &&
        values.every(([, { value }]) => typeof value === "string" && value.length >= 4);
}
