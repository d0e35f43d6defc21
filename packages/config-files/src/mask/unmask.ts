import { applySplices } from "../edit/plan.ts";
import { open } from "../open.ts";
import { showPath } from "../paths.ts";
import { leaves } from "../tree.ts";
import type { Document, EditError, Leaf, OpenOptions, Path, Result, Splice } from "../types.ts";
import { type MaskOptions, mask } from "./mask.ts";
import { isSecretFile, SECRET_RULES } from "./rules.ts";

const TOKEN = /wopr-secret-[0-9a-f]{16}/g;
/** Bytes as characters: every offset is an offset of bytes. */
const asBytes = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return text;
};

const refused = (path: Path, text: string): Result<never, EditError> => ({
  ok: false,
  problem: { code: "secret_moved", path, text },
});

/**
 * Puts the secrets back into a masked text that somebody edited. A token that was left where it was gets the bytes that
 * stand there in the raw file.
 *
 * Refused with `secret_moved`: a token that was moved, changed, or copied to another place.
 */
export function unmask(
  edited: Uint8Array,
  raw: Uint8Array,
  fileName: string,
  key: Uint8Array,
  options: MaskOptions = {},
): Result<Uint8Array, EditError> {
  const { rules = SECRET_RULES, ...opening } = options;
  const masked = mask(raw, fileName, key, options);
  if (isSame(masked.bytes, edited)) return { ok: true, value: raw };
  if (isSecretFile(fileName, rules) && asBytes(edited).includes("wopr-secret-"))
    return refused([], "A secret file is replaced as a whole.");
  const lines = new Map(pairsOfLines(masked.bytes, raw));
  const tree = leavesOf(masked.bytes, raw, edited, fileName, opening);
  const splices: Splice[] = [];
  for (const found of asBytes(edited).matchAll(TOKEN)) {
    const at = found.index;
    const leaf = tree?.edited.find(({ range }) => at >= range.start && at < range.end);
    if (leaf) {
      const was = tree?.masked.get(showPath(leaf.path));
      const source = tree?.raw.get(showPath(leaf.path));
      if (!was || !source || was.value !== leaf.value)
        return refused(
          leaf.path,
          `The hidden secret at ${showPath(leaf.path)} was not there before. Type the value anew.`,
        );
      if (!splices.some(({ start }) => start === leaf.range.start))
        splices.push({ ...leaf.range, bytes: raw.slice(source.range.start, source.range.end) });
      continue;
    }
    const line = lineAround(edited, at);
    const source = lines.get(line.text);
    if (source === undefined)
      return refused([], `The line of a hidden secret was changed: ${line.text.trim().slice(0, 60)}`);
    if (!splices.some(({ start }) => start === line.start))
      splices.push({ start: line.start, end: line.end, bytes: source });
  }
  return { ok: true, value: applySplices(edited, withoutInner(splices)) };
}

/** A line that is put back whole brings the values on it along. */
function withoutInner(splices: readonly Splice[]): readonly Splice[] {
  return splices
    .filter((one) => !splices.some((other) => other !== one && other.start <= one.start && other.end >= one.end))
    .toSorted((a, b) => a.start - b.start);
}

function leavesOf(masked: Uint8Array, raw: Uint8Array, edited: Uint8Array, fileName: string, options: OpenOptions) {
  const read = [masked, raw, edited].map((bytes) => open(bytes, fileName, options));
  const docs = read.flatMap((one) => (one.ok ? [one.value] : []));
  const [m, r, e] = docs;
  if (docs.length < 3 || !m || !r || !e) return undefined;
  const byPath = (doc: Document) =>
    new Map([...leaves(doc)].map((leaf): [string, Leaf] => [showPath(leaf.path), leaf]));
  return { masked: byPath(m), raw: byPath(r), edited: [...leaves(e)].filter(({ inherited }) => !inherited) };
}

/** Lines with a token and the raw bytes of each; masking changes no line ends. */
function* pairsOfLines(masked: Uint8Array, raw: Uint8Array): Iterable<readonly [string, Uint8Array]> {
  const [hidden, plain] = [asBytes(masked).split("\n"), asBytes(raw).split("\n")];
  if (hidden.length !== plain.length) return;
  let at = 0;
  for (const [i, line] of hidden.entries()) {
    const length = plain[i]?.length ?? 0;
    if (line.includes("wopr-secret-")) yield [line, raw.slice(at, at + length)];
    at += length + 1;
  }
}

function lineAround(bytes: Uint8Array, at: number) {
  const start = bytes.lastIndexOf(10, at) + 1;
  const next = bytes.indexOf(10, at);
  const end = next < 0 ? bytes.length : next;
  return { start, end, text: asBytes(bytes.subarray(start, end)) };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
