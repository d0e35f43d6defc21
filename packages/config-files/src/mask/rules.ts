/** What makes a value a secret. Data: an installation may pass its own. */
export interface SecretRules {
  /** Last key of a path, in any case. */
  readonly keys: readonly RegExp[];
  /** Keys that match by their name and are none all the same. */
  readonly otherKeys: readonly RegExp[];
  /** Keys that are secret although they hold short numbers. */
  readonly numberKeys: readonly RegExp[];
  /** Values that stand for one that nobody has put in. */
  readonly placeholders: readonly RegExp[];
  /** Shapes of secrets under any key; the part that is secret is the first group, else the whole. */
  readonly shapes: readonly RegExp[];
  /** Keys whose long opaque values are names of things. */
  readonly opaqueKeys: readonly RegExp[];
  /** Files that are a secret as a whole. */
  readonly files: readonly RegExp[];
}

/** The detectors of config-files.md 6.12. */
export const SECRET_RULES: SecretRules = {
  keys: [
    /pass(?:word|wd|phrase)?$/i,
    /(?:^|[-_.])pass(?:word|wd|phrase)?(?:[-_.]|$)/i,
    /secret/i,
    /(?:^|[-_.a-z])token$/i,
    /api[-_.]?key/i,
    /access[-_.]?key/i,
    /private[-_.]?key/i,
    /webhook/i,
    /licen[cs]e[-_.]?key/i,
    /auth[-_.]?key/i,
    /rcon\.password/i,
    /^dsn$/i,
    /jdbc/i,
    /credential/i,
  ],
  otherKeys: [
    /(?:^|[-_.])(?:min|max|length|cost|count|timeout|expir\w*|enabled?|required?|attempts?|message|format|name|type|file|path)$/i,
    /(?:length|cost|message|timeout|attempts|enabled|required|expiry|lifetime)$/i,
  ],
  numberKeys: [/rcon\.password/i, /(?:^|[-_.])pin$/i],
  placeholders: [
    /^(?:changeme|change[-_ ]me|password|pass|secret|token|none|null|example|your[-_ ].*|xxx+|\*+|-+)$/i,
    /^<.*>$/,
    /^\$?\{.*\}$/,
    /^%.*%$/,
  ],
  shapes: [
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i,
    /[?;&](?:password|pwd|secret|token)=([^&;\s]+)/i,
    /https?:\/\/\S*\/api\/webhooks\/\d+\/([\w-]+)/i,
    /https?:\/\/hooks\.\S+\/services\/(\S+)/i,
    /\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})/,
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----)/,
    /\b(gh[pousr]_[A-Za-z0-9]{20,})/,
    /\b(mrp_[A-Za-z0-9]{20,})/,
    /(\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53})/,
    /\b(AKIA[0-9A-Z]{16})\b/,
  ],
  opaqueKeys: [
    /(?:uuid|id|ids|hash|sha1|sha256|md5|texture|textures|skin|signature|value|url|uri|checksum|lore|material)$/i,
  ],
  files: [/(?:^|[\\/])forwarding\.secret$/i, /\.pem$/i, /\.key$/i],
};

const isOne = (patterns: readonly RegExp[], text: string) => patterns.some((pattern) => pattern.test(text));

/** Whether a file is a secret from its first to its last byte. */
export const isSecretFile = (fileName: string, rules: SecretRules): boolean => isOne(rules.files, fileName);

/** How a value came to be taken for a secret. */
export type SecretKind = "key" | "shape" | "entropy";

/** The secret part of a value: offsets in its text. */
export interface SecretPart {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
}

/**
 * The secret parts of a value under a key, in order; none for what is no secret.
 *
 * @param type `string`, `int`, … of the leaf.
 */
export function secretParts(key: string, text: string, type: string, rules: SecretRules): readonly SecretPart[] {
  if (text === "" || type === "bool" || type === "null") return [];
  if (isMasked(text)) return [];
  const whole = { start: 0, end: text.length };
  if (isSecretKey(key, text, rules)) return [{ kind: "key", ...whole }];
  const shaped = rules.shapes
    .flatMap((shape) => partOf(shape, text))
    .filter(({ start, end }) => !isMasked(text.slice(start, end)));
  if (shaped.length > 0) return withoutOverlap(shaped);
  return type === "string" && !isOne(rules.opaqueKeys, key) && isOpaque(text) ? [{ kind: "entropy", ...whole }] : [];
}

function isSecretKey(key: string, text: string, rules: SecretRules): boolean {
  if (
    !isOne([...rules.keys, ...rules.numberKeys], key) ||
    isOne(rules.otherKeys, key) ||
    isOne(rules.placeholders, text)
  )
    return false;
  if (/^[-+]?\d{1,9}$/.test(text)) return isOne(rules.numberKeys, key);
  return !/^(?:true|false|yes|no|on|off)$/i.test(text);
}

function partOf(shape: RegExp, text: string): readonly SecretPart[] {
  const found = new RegExp(shape.source, `${shape.flags.replace("g", "")}d`).exec(text);
  const range = found?.indices?.[1] ?? found?.indices?.[0];
  return range ? [{ kind: "shape", start: range[0], end: range[1] }] : [];
}

function withoutOverlap(parts: readonly SecretPart[]): readonly SecretPart[] {
  const out: SecretPart[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (part.start >= (out.at(-1)?.end ?? 0)) out.push(part);
  return out;
}

/** Long, without words, and with nearly as many different characters as such a text can have. */
function isOpaque(text: string): boolean {
  const isHex = /^[0-9a-f]{32,}$/i.test(text);
  if (!isHex && !/^[A-Za-z0-9+/_-]{40,}={0,2}$/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
  return bits >= 3.5 && (isHex || /\d/.test(text));
}

/** What stands in place of a secret. */
const MASKED = /^wopr-secret-[0-9a-f]{16}$/;

/** Whether a text is what stands in place of a secret. */
export const isMasked = (text: string): boolean => MASKED.test(text);
