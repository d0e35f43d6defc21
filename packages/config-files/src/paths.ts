import type { Path, Result, Segment } from "./types.ts";

const NEEDS_QUOTES = /[.[\]"\s]/;

/** A path for people: `worlds."my.world".spawns[2].x`. A key that is a number is quoted, so that it is no index. */
export function showPath(path: Path): string {
  let text = "";
  for (const segment of path) {
    if (typeof segment === "number") text += `[${segment}]`;
    else if (typeof segment === "object") text += `doc[${segment.doc}]`;
    else {
      const quoted = segment === "" || NEEDS_QUOTES.test(segment);
      text += (text === "" ? "" : ".") + (quoted ? JSON.stringify(segment) : segment);
    }
  }
  return text;
}

/** Reads what {@link showPath} writes. */
export function parsePath(text: string): Result<Path, string> {
  const path: Segment[] = [];
  const pattern = /("(?:[^"\\]|\\.)*")|\[(\d+)\]|([^.[\]"\s]+)/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return { ok: false, problem: `"${text}" cannot be read as a path at character ${at + 1}.` };
    const [whole, quoted, index, key] = found;
    if (quoted !== undefined) path.push(unquoted(quoted));
    else if (index !== undefined) path.push(Number(index));
    else if (key !== undefined) path.push(key);
    at += whole.length;
    if (text[at] === ".") {
      at += 1;
      if (at === text.length) return { ok: false, problem: `"${text}" ends with a dot.` };
    } else if (at < text.length && text[at] !== "[")
      return { ok: false, problem: `"${text}" cannot be read as a path at character ${at + 1}.` };
  }
  return { ok: true, value: path };
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** Whether two segments name the same step. */
export const sameSegment = (a: Segment | undefined, b: Segment | undefined): boolean =>
  typeof a === "object" && typeof b === "object" ? a.doc === b.doc : a === b;

/** Whether two paths are the same. */
export const samePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((segment, i) => sameSegment(segment, b[i]));

/** Whether `path` is `above` or lies below it. */
export const isWithin = (path: Path, above: Path): boolean =>
  above.length <= path.length && above.every((segment, i) => sameSegment(segment, path[i]));
