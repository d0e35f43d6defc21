/**
 * Joins the lines of the quoted scalar that opens at `open` by overwriting line ends and indentation with spaces. No
 * offset changes.
 *
 * SnakeYAML accepts such scalars and plugins write them; the strict rule (indent further than the key) is YAML 1.2's.
 *
 * @returns `undefined` when no quote closes it.
 */
export function joinQuoted(text: string, open: number): { readonly text: string; readonly value: string } | undefined {
  const quote = text[open];
  if (quote !== '"' && quote !== "'") return undefined;
  const close = closingQuote(text, open, quote);
  if (close === undefined) return undefined;
  const inside = text.slice(open + 1, close);
  if (!inside.includes("\n")) return undefined;
  const value = quote === "'" ? unfold(inside, quote).replaceAll("''", "'") : unescaped(unfold(inside, quote));
  if (value === undefined) return undefined;
  const flat = inside.replace(/[ \t]*(?:\r?\n[ \t]*)+/g, (gap) => " ".repeat(gap.length));
  return { text: text.slice(0, open + 1) + flat + text.slice(close), value };
}

function closingQuote(text: string, open: number, quote: string): number | undefined {
  for (let i = open + 1; i < text.length; i += 1) {
    if (quote === '"' && text[i] === "\\") i += 1;
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i += 1;
      else return i;
    }
  }
  return undefined;
}

/** One line break becomes a space, n + 1 become n line breaks; an escaped break in double quotes becomes nothing. */
const unfold = (inside: string, quote: string): string =>
  inside.replace(/(\\?)[ \t]*((?:\r?\n[ \t]*)+)/g, (_, escaped: string, gap: string) => {
    const breaks = gap.split("\n").length - 1;
    if (quote === '"' && escaped) return "\n".repeat(breaks - 1);
    return escaped + (breaks === 1 ? " " : "\n".repeat(breaks - 1));
  });

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function unescaped(text: string): string | undefined {
  let wrong = false;
  const out = text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_, x?: string, u?: string, big?: string, one?: string) => {
      const code = x ?? u ?? big;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        if (point <= 0x10ffff) return String.fromCodePoint(point);
        wrong = true;
        return "";
      }
      const plain = one !== undefined && /[ "/\\\t]/.test(one) ? one : ESCAPES[one ?? ""];
      if (plain === undefined) wrong = true;
      return plain ?? "";
    },
  );
  return wrong ? undefined : out;
}
