/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let from = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    from = at + 1;
  }
  return { line, column: offset - from + 1 };
}

/** Answers places of many offsets of one text quickly. */
export function placer(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Where the line of an offset begins. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Where the next line begins; the end of the text for its last line. */
export function nextLine(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at + 1;
}

/** The line end used around an offset: that of the line before it, else the first of the text, else `\n`. */
export function eolNear(text: string, offset: number): "\n" | "\r\n" {
  const before = text.lastIndexOf("\n", offset - 1);
  const at = before >= 0 ? before : text.indexOf("\n");
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}

/** At most 120 characters of the line of an offset. */
export const excerptAt = (text: string, offset: number): string =>
  text.slice(lineStart(text, offset), nextLine(text, offset)).trimEnd().slice(0, 120);
