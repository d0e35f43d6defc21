import { isSecretRef, type JsonMap, type KeyPath, leavesOf } from "./merge.ts";
import { isNoSecret, mustBeSecret } from "./schema.ts";

const NAME =
  /(?:^|[._-])(?:passwords?|passwd|tokens?|secrets?|api[_-]?keys?|webhooks?|private)(?:$|[._-])|(?:password|token|secret|apikey|webhook)$/i;
const PLACEHOLDER = /^(?:changeme|password|secret|example|none|<.*>|\$\{.*\}|\{\{.*\}\})$/i;
const LEAST_BITS = 4;
const LEAST_LENGTH = 20;

/** Leaves that look like secrets in plain text, or must be references and are not. */
export function plainSecrets(document: JsonMap, schema: JsonMap): readonly KeyPath[] {
  return leavesOf(document)
    .filter(({ path, value }) => !isSecretRef(value) && !isNoSecret(schema, path) && looksSecret(path, value, schema))
    .map(({ path }) => path);
}

function looksSecret(path: KeyPath, value: unknown, schema: JsonMap): boolean {
  if (mustBeSecret(schema, path)) return value !== null && value !== "";
  const texts = (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === "string");
  const named = NAME.test(path.at(-1) ?? "");
  return texts.some((text) => text !== "" && !PLACEHOLDER.test(text) && (named || isRandom(text)));
}

/** Random text: at least 20 characters without spaces, with at least 4 bits each; addresses and paths are no secrets. */
function isRandom(text: string): boolean {
  if (
    text.length < LEAST_LENGTH ||
    /[\s{}<>]/.test(text) ||
    /^[a-z]+:\/\/|^[./~]|^[\w-]+(?:[./:@][\w-]+)+$/i.test(text)
  )
    return false;
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits >= LEAST_BITS && /\d/.test(text) && /[a-z]/i.test(text);
}
