/** One line of a text, without its line end. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** The lines of a text; a last one without content does not count. */
export function* linesOf(text: string): Iterable<Line> {
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf("\n", start);
    const stop = at < 0 ? text.length : at;
    yield { start, end: at > start && text[at - 1] === "\r" ? stop - 1 : stop };
    start = stop + 1;
  }
}

/** `[start, end)` without white space at both edges. */
export function trimmed(text: string, start: number, end: number): Line {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(text[from] ?? "")) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? "")) to -= 1;
  return { start: from, end: to };
}
