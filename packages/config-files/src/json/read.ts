import type { FormatDriver } from "../format.ts";
import { placer } from "../text/lines.ts";
import { Stop, stoppable } from "../text/stop.ts";
import type { Entry, Limits, ListNode, MapNode, Node, ScalarNode, ScalarStyle, Value, Warning } from "../types.ts";

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
/** JSON5: signs, hexadecimal digits, points at either end, Infinity and NaN. */
const NUMBER5 = /[-+]?(?:0[xX][0-9a-fA-F]+|Infinity|NaN|(?:[0-9]+(\.[0-9]*)?|(\.[0-9]+))([eE][-+]?[0-9]+)?)/y;
const NAME = /[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$_\u200c\u200d]*/uy;
const BLANK = /[\s\ufeff]+/y;
const LETTERS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "0": "\0" };

/**
 * Reads JSON (RFC 8259) with comments and trailing commas, or JSON5. Numbers keep their text; whole ones beyond 2^53 stay
 * exact.
 */
export function readJson(text: string, limits: Limits, five: boolean): ReturnType<FormatDriver["read"]> {
  const place = placer(text);
  const warnings: Warning[] = [];
  let at = 0;
  let count = 0;

  const expected = (what: string): Stop =>
    at >= text.length
      ? new Stop("syntax", text.length, `The file ends where ${what} should be.`)
      : new Stop("syntax", at, `${what} is expected here.`);
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };

  function skip(): void {
    for (;;) {
      const blank = match(BLANK);
      if (blank) at += blank[0].length;
      if (text.startsWith("//", at)) {
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
      } else if (text.startsWith("/*", at)) {
        const end = text.indexOf("*/", at + 2);
        if (end < 0) throw new Stop("syntax", at, "This comment is never closed.");
        at = end + 2;
      } else if (!blank) return;
    }
  }

  function scalar(start: number, style: ScalarStyle, type: ScalarNode["type"], value: Value): ScalarNode {
    return { kind: "scalar", style, type, value, start, end: at, slot: start };
  }

  function node(depth: number): Node {
    count += 1;
    if (count > limits.nodes) throw new Stop("too_many", at, `It holds more than ${limits.nodes} values.`);
    if (depth > limits.depth) throw new Stop("too_deep", at, `It is nested deeper than ${limits.depth} levels.`);
    const char = text[at];
    if (char === "{") return map(depth);
    if (char === "[") return list(depth);
    if (char === '"' || (five && char === "'")) {
      const start = at;
      const value = string(char);
      return scalar(start, char === '"' ? "double" : "single", "string", value);
    }
    return word();
  }

  function word(): ScalarNode {
    const start = at;
    const literal = /^(?:true|false|null)(?![\p{L}\p{Nd}_$])/u.exec(text.slice(at, at + 6))?.[0];
    if (literal) {
      at += literal.length;
      return literal === "null"
        ? scalar(start, "plain", "null", null)
        : scalar(start, "plain", "bool", literal === "true");
    }
    const number = match(five ? NUMBER5 : NUMBER);
    if (!number || number[0] === "") throw expected("a value");
    at += number[0].length;
    if (/[\p{L}\p{Nd}_.]/u.test(text[at] ?? "")) {
      at = start;
      throw new Stop("syntax", start, "This is neither a number nor a word that is known here.", "Quote this value.");
    }
    const value = numberOf(number[0]);
    const isInt =
      typeof value === "bigint" || (Number.isInteger(value) && !/[.eEIN]/.test(number[0].replace(/^[-+]?0[xX].*/, "")));
    return scalar(start, "plain", isInt ? "int" : "float", value);
  }

  function string(quote: string): string {
    const start = at;
    let out = "";
    for (at += 1; ; ) {
      const char = text[at];
      if (char === undefined || char === "\n" || char === "\r")
        throw new Stop("syntax", start, "This text is never closed on its line.");
      at += 1;
      if (char === quote) return out;
      if (char !== "\\") {
        if (!five && char < " ") throw new Stop("syntax", at - 1, "A control character in a text must be escaped.");
        out += char;
        continue;
      }
      out += escaped();
    }
  }

  function escaped(): string {
    const char = text[at] ?? "";
    at += 1;
    if (char === "u" || (five && char === "x")) {
      const length = char === "u" ? 4 : 2;
      const digits = text.slice(at, at + length);
      if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits))
        throw new Stop("syntax", at - 2, `${length} hexadecimal digits must follow here.`);
      at += length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if ('"\\/'.includes(char) && char !== "") return char;
    if (LETTERS[char] !== undefined && (five || !"v0".includes(char))) return LETTERS[char];
    if (!five || char === "") throw new Stop("syntax", at - 2, `\\${char} is no escape.`);
    if (char === "\r" && text[at] === "\n") at += 1;
    return char === "\n" || char === "\r" ? "" : char;
  }

  function key(): { readonly name: string; readonly start: number; readonly end: number } {
    const start = at;
    const char = text[at];
    if (char === '"' || (five && char === "'")) return { name: string(char), start, end: at };
    const name = five ? match(NAME)?.[0] : undefined;
    if (!name) throw expected("a key in quotes");
    at += name.length;
    return { name, start, end: at };
  }

  /** Members up to a closing bracket; a comma may stand behind the last. */
  function members(close: string, member: () => void): void {
    at += 1;
    for (;;) {
      skip();
      if (text[at] === close) {
        at += 1;
        return;
      }
      member();
      skip();
      if (text[at] === ",") at += 1;
      else if (text[at] !== close) throw expected(`a comma or ${close}`);
    }
  }

  function map(depth: number): MapNode {
    const start = at;
    const entries: Entry[] = [];
    const seen = new Set<string>();
    members("}", () => {
      const { name, start: keyStart, end: keyEnd } = key();
      skip();
      if (text[at] !== ":") throw expected("a colon");
      at += 1;
      skip();
      if (seen.has(name)) {
        const said = `"${name}" stands more than once; the last one counts.`;
        warnings.push({ kind: "duplicate_key", line: place(keyStart).line, path: [name], text: said });
      }
      seen.add(name);
      entries.push({ key: name, keyStart, keyEnd, opaque: false, merge: false, value: node(depth + 1) });
    });
    return { kind: "map", flow: true, column: 0, entries, start, end: at, slot: start };
  }

  function list(depth: number): ListNode {
    const start = at;
    const items: { readonly dash: number; readonly value: Node }[] = [];
    members("]", () => items.push({ dash: at, value: node(depth + 1) }));
    return { kind: "list", flow: true, column: 0, items, start, end: at, slot: start };
  }

  return stoppable(text, () => {
    skip();
    if (at >= text.length) return { roots: [null], warnings };
    const root = node(1);
    skip();
    if (at < text.length) throw new Stop("syntax", at, "Something stands behind the end of the document.");
    return { roots: [root], warnings };
  });
}

/** A number from its text; whole ones that doubles cannot tell apart as bigint. */
function numberOf(text: string): number | bigint {
  const plain = text.replace(/^\+/, "");
  const isWhole = /^-?(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(plain);
  const value = plain.startsWith("-") ? -Number(plain.slice(1)) : Number(plain);
  if (!isWhole || Number.isSafeInteger(value)) return value;
  return plain.startsWith("-") ? -BigInt(plain.slice(1)) : BigInt(plain);
}
