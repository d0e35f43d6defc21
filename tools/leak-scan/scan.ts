/** Something that must not stand in the repository. */
export interface Leak {
  readonly line: number;
  readonly what: string;
}

/**
 * Shapes of things that must never be committed. Literals are split so that this file does not find itself.
 * A line may say `leak-scan: allow <reason>` where a test needs the shape.
 */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: "a private key", shape: new RegExp("-----BEGIN (?:[A-Z]+ )?PRIVATE " + "KEY-----") },
  { what: "a WOPR API key", shape: /\bwopr_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}\b/ },
  { what: "a cloud access key", shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: "a token of a code host", shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20})\b/ },
  { what: "a chat webhook", shape: /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20}/ },
  { what: "a JSON web token", shape: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  {
    what: "a database address with a password",
    shape: /postgres(?:ql)?:\/\/[^:\s/"'`$]+:(?!\*|\$|<|password@|secret@|x@|wopr@|pw@)[^@\s"'`$]{6,}@(?!db[:/])/,
  },
  { what: "a path of a build machine", shape: new RegExp("(?:^|[\\s\"'`(=:])/(?:work|root|farm)/" + "(?!\\s)[\\w.-]") },
  {
    what: "the host of a package registry",
    shape: new RegExp("registry\\." + "npmjs\\.org|(?:deb|security)\\." + "debian\\.org"),
  },
];

/** Finds what must not be committed in one text file. */
export function leaksIn(text: string): readonly Leak[] {
  const found: Leak[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (/leak-scan: allow \w/.test(line)) continue;
    for (const { what, shape } of SHAPES) if (shape.test(line)) found.push({ line: index + 1, what });
  }
  return found;
}
