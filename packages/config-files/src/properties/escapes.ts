const LETTERS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** What escaped text says, or the offset of a `\u` without four hexadecimal digits. */
export function readEscapes(raw: string): string | number {
  if (!raw.includes("\\")) return raw;
  let out = "";
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] !== "\\") {
      out += raw[at];
      continue;
    }
    const escaped = raw[at + 1];
    if (escaped === undefined) break;
    if (escaped === "\n" || escaped === "\r") {
      at += escaped === "\r" && raw[at + 2] === "\n" ? 2 : 1;
      while (raw[at + 1] === " " || raw[at + 1] === "\t" || raw[at + 1] === "\f") at += 1;
    } else if (escaped === "u") {
      const digits = raw.slice(at + 2, at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return at;
      out += String.fromCharCode(Number.parseInt(digits, 16));
      at += 5;
    } else {
      out += LETTERS[escaped] ?? escaped;
      at += 1;
    }
  }
  return out;
}

/** How characters are escaped beside those that always are. */
export interface EscapeStyle {
  /** Write what is not ASCII as `\uXXXX`. */
  readonly unicode: boolean;
  /** Digits of `\u` in capitals, as Java writes them. */
  readonly capitals: boolean;
  /** Characters that get a backslash without need: the old value had them so. */
  readonly also: string;
}

/** Text as it is written in a value or key. */
export function writeEscapes(text: string, style: EscapeStyle): string {
  return text.replace(/[\s\S]/g, (char, at: number) => {
    const letter = Object.entries(LETTERS).find(([, meant]) => meant === char)?.[0];
    if (letter) return `\\${letter}`;
    if (char === "\\" || (char === " " && at === 0) || style.also.includes(char)) return `\\${char}`;
    const unit = char.charCodeAt(0);
    if (unit >= 0x20 && (unit < 0x7f || (!style.unicode && unit > 0xa0))) return char;
    const digits = unit.toString(16).padStart(4, "0");
    return `\\u${style.capitals ? digits.toUpperCase() : digits}`;
  });
}
