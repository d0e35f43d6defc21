import type { TextSplice } from "../format.ts";

/** A text that is edited again and again and still knows what it was. */
export interface Pieces {
  /** Applies splices given in offsets of the present text. */
  apply(splices: readonly TextSplice[]): void;
  text(): string;
  /** One sorted list of splices from the first text to the present one. */
  splices(): readonly TextSplice[];
}

/** Either `[start, end)` of the first text, or new text. */
type Piece = { readonly start: number; readonly end: number } | { readonly added: string };

const lengthOf = (piece: Piece) => ("added" in piece ? piece.added.length : piece.end - piece.start);

/** Begins with a text that nobody has touched. */
export function createPieces(first: string): Pieces {
  let pieces: readonly Piece[] = [{ start: 0, end: first.length }];
  const textOf = (piece: Piece) => ("added" in piece ? piece.added : first.slice(piece.start, piece.end));

  function cut(from: number, to: number): readonly Piece[] {
    const out: Piece[] = [];
    let at = 0;
    for (const piece of pieces) {
      const size = lengthOf(piece);
      const start = Math.max(from - at, 0);
      const end = Math.min(to - at, size);
      if (start < end)
        out.push(
          "added" in piece
            ? { added: piece.added.slice(start, end) }
            : { start: piece.start + start, end: piece.start + end },
        );
      at += size;
    }
    return out;
  }

  return {
    apply(splices) {
      const total = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
      let at = 0;
      const next: Piece[] = [];
      for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
        next.push(...cut(at, splice.start));
        if (splice.text !== "") next.push({ added: splice.text });
        at = splice.end;
      }
      next.push(...cut(at, total));
      pieces = next;
    },
    text: () => pieces.map(textOf).join(""),
    splices() {
      const out: TextSplice[] = [];
      let kept = 0;
      let added = "";
      const flush = (until: number) => {
        if (added !== "" || until > kept) {
          const trimmed = trim(first.slice(kept, until), added, kept);
          if (trimmed) out.push(trimmed);
        }
        added = "";
      };
      for (const piece of pieces) {
        if ("added" in piece) added += piece.added;
        else {
          flush(piece.start);
          kept = piece.end;
        }
      }
      flush(first.length);
      return out;
    },
  };
}

/** Leaves out what a splice replaces by the same; nothing when that is all of it. */
function trim(before: string, after: string, start: number): TextSplice | undefined {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && before[head] === after[head]) head += 1;
  // Never between the halves of one character.
  if (head > 0 && /[\ud800-\udbff]/.test(before[head - 1] ?? "")) head -= 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  if (tail > 0 && /[\udc00-\udfff]/.test(before[before.length - tail] ?? "")) tail -= 1;
  if (before.length === after.length && head + tail >= before.length) return undefined;
  return { start: start + head, end: start + before.length - tail, text: after.slice(head, after.length - tail) };
}
