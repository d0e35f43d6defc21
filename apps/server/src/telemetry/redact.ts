import { Secret } from "@wopr/kernel";

/** What stands where a secret stood. */
export const REDACTED = "[secret]";

/** Shapes of secrets that may turn up in any text: error messages, stacks, addresses. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bwopr_([a-z0-9]{8})_[A-Za-z0-9_-]{43}/g, `wopr_$1_${REDACTED}`],
  // JSON Web Tokens
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g, REDACTED],
  // passwords in addresses: postgres://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, `$1:${REDACTED}@`],
  // tokens in addresses: …?token=…, &key=…, #code=…
  [/([?&#](?:token|access_token|key|api_key|apikey|secret|password|code|signature)=)[^\s&#"']+/gi, `$1${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${REDACTED}`],
  // web hooks carry their secret in the path
  [/(discord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]+/gi, `$1${REDACTED}`],
];

/** Names of fields whose value is never shown, whatever it is. */
const SECRET_FIELD =
  /^(password|passwd|secret|token|cookie|set-cookie|authorization|x-api-key|api_?key|private_?key)$/i;
/** Shorter values would blank out ordinary words. */
const SHORTEST_KNOWN = 8;
const MAX_DEPTH = 8;

/** Takes secrets out of anything before it is written or sent. */
export interface Redactor {
  text(text: string): string;
  /** A copy without secrets. Errors become `{type, code, message, stack, cause}`; cycles and great depth are cut. */
  value(value: unknown): unknown;
  /** From now on also blanks out this value wherever it appears. */
  learn(secret: Secret): void;
}

/**
 * One redactor for logs, problem bodies and exports (platform.md 6.5).
 *
 * @param known Secrets of this process; their values are blanked out wherever they appear.
 */
export function createRedactor(known: readonly Secret[]): Redactor {
  const values = new Set<string>();
  const learn = (secret: Secret) => {
    const value = secret.reveal();
    if (value.length >= SHORTEST_KNOWN) values.add(value);
  };
  for (const secret of known) learn(secret);

  const text = (from: string): string => {
    let clean = from;
    for (const value of values) clean = clean.replaceAll(value, REDACTED);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };

  const visit = (value: unknown, depth: number, seen: ReadonlySet<unknown>): unknown => {
    if (typeof value === "string") return text(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
    if (value instanceof Secret) return REDACTED;
    if (value instanceof Date) return value.toISOString();
    if (seen.has(value)) return "[circular]";
    if (depth >= MAX_DEPTH) return "[deep]";
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const within = new Set(seen).add(value);
    if (value instanceof Error) return visit(factsOf(value), depth, within);
    if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1, within));
    const members = Object.entries(value).map(([name, member]) => [
      name,
      SECRET_FIELD.test(name) && member != null ? REDACTED : visit(member, depth + 1, within),
    ]);
    return Object.fromEntries(members);
  };

  return { text, value: (value) => visit(value, 0, new Set()), learn };
}

/** An error as a log line shows it, with its causes. */
function factsOf(error: Error): Readonly<Record<string, unknown>> {
  const { code } = error as { readonly code?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
  };
}
