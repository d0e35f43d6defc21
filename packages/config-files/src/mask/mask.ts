import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { applySplices, plan } from "../edit/plan.ts";
import { linesOf } from "../lines/scan.ts";
import { open } from "../open.ts";
import { decode, encode } from "../text/encoding.ts";
import { leaves } from "../tree.ts";
import type { Document, Leaf, Op, OpenOptions, Path, Splice } from "../types.ts";
import { isSecretFile, SECRET_RULES, type SecretKind, type SecretRules, secretParts } from "./rules.ts";

/** One masked place. */
export interface MaskedRange {
  /** Absent where the file could not be read and its lines were gone through. */
  readonly path?: Path;
  /** Counted from 1. */
  readonly line: number;
  readonly kind: SecretKind | "file";
  /** What stands there now. Equal secrets have equal tokens. */
  readonly token: string;
}

/** Text that may leave a machine. */
export interface Masked {
  readonly bytes: Uint8Array;
  readonly secrets: readonly MaskedRange[];
}

/** What a mask is made with. */
export type MaskOptions = OpenOptions & { readonly rules?: SecretRules };

const utf8 = new TextEncoder();

/** What stands for a secret: the first 64 bits of HMAC-SHA-256 under the key of the installation. */
export function tokenOf(secret: string, key: Uint8Array): string {
  const digest = hmac(sha256, key, utf8.encode(secret)).subarray(0, 8);
  return `wopr-secret-${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Puts tokens in the place of secrets, comments and unreadable files included. Masked text parses with the same paths.
 *
 * @param key Mask key of the installation, at least 16 bytes.
 */
export function mask(bytes: Uint8Array, fileName: string, key: Uint8Array, options: MaskOptions = {}): Masked {
  const { rules = SECRET_RULES, ...opening } = options;
  if (isSecretFile(fileName, rules)) {
    const token = tokenOf(decode(bytes).text.trim(), key);
    return { bytes: utf8.encode(`${token}\n`), secrets: [{ line: 1, kind: "file", token }] };
  }
  const read = open(bytes, fileName, opening);
  const byTree =
    read.ok && read.value.detected.format !== "text" ? maskTree(read.value, key, rules) : { bytes, secrets: [] };
  const rest = maskLines(byTree.bytes, key, rules, read.ok && read.value.detected.format !== "text");
  return { bytes: rest.bytes, secrets: [...byTree.secrets, ...rest.secrets] };
}

function maskTree(doc: Document, key: Uint8Array, rules: SecretRules): Masked {
  const secrets: MaskedRange[] = [];
  const ops: Op[] = [];
  for (const leaf of leaves(doc)) {
    if (leaf.inherited) continue;
    const text = textOf(leaf);
    const parts = text === undefined ? [] : secretParts(keyOf(leaf.path), text, leaf.type, rules);
    if (text === undefined || parts.length === 0) continue;
    const tokens = parts.map(({ start, end }) => tokenOf(text.slice(start, end), key));
    let value = "";
    let at = 0;
    for (const [i, { start, end }] of parts.entries()) {
      value += text.slice(at, start) + tokens[i];
      at = end;
    }
    ops.push({ op: "set", path: leaf.path, value: value + text.slice(at) });
    for (const [i, { kind }] of parts.entries())
      secrets.push({ path: leaf.path, line: leaf.line, kind, token: tokens[i] ?? "" });
  }
  if (ops.length === 0) return { bytes: doc.bytes, secrets };
  const planned = plan(doc, ops);
  if (planned.ok) return { bytes: planned.value.after, secrets };
  return byRanges(doc, ops, secrets);
}

/** Where a plan is refused (equal keys, joined values) the bytes of the values are replaced: secrecy goes first. */
function byRanges(doc: Document, ops: readonly Op[], secrets: readonly MaskedRange[]): Masked {
  const splices: Splice[] = [];
  for (const leaf of leaves(doc)) {
    const op =
      ops.find((one) => one.op === "set" && one.path === leaf.path) ??
      ops.find((one) => one.op === "set" && JSON.stringify(one.path) === JSON.stringify(leaf.path));
    if (op?.op === "set" && !leaf.inherited)
      splices.push({ ...leaf.range, bytes: utf8.encode(`"${String(op.value).replaceAll('"', "")}"`) });
  }
  return {
    bytes: applySplices(
      doc.bytes,
      splices.toSorted((a, b) => a.start - b.start),
    ),
    secrets,
  };
}

const keyOf = (path: Path): string => String(path.findLast((segment) => typeof segment === "string") ?? "");

function textOf({ value, type }: Leaf): string | undefined {
  if (typeof value === "string") return value;
  return type === "int" || type === "float" ? String(value) : undefined;
}

/** The right side of a line `key: value` or `key = value`, as people write them in comments too. */
const PAIR = /([\w.-]+)["']?[ \t]*[:=][ \t]*("[^"]*"|'[^']*'|[^\s,;#]+)/g;

/** Goes through lines: of a file that was read its comments alone, of others everything. */
function maskLines(bytes: Uint8Array, key: Uint8Array, rules: SecretRules, isRead: boolean): Masked {
  const { text, byteAt, encoding } = decode(bytes);
  const splices: Splice[] = [];
  const secrets: MaskedRange[] = [];
  let line = 0;
  for (const { start, end } of linesOf(text)) {
    line += 1;
    const words = text.slice(start, end);
    const from = isRead ? commentStart(words) : 0;
    if (from < 0) continue;
    const found = secretsOfLine(words.slice(from), rules);
    for (const { start: at, end: to, kind } of found) {
      const token = tokenOf(words.slice(from + at, from + to), key);
      const place = start + from + at;
      splices.push({
        start: byteAt(place),
        end: byteAt(start + from + to),
        bytes: encode(token, encoding) ?? utf8.encode(token),
      });
      secrets.push({ line, kind, token });
    }
  }
  return splices.length === 0 ? { bytes, secrets } : { bytes: applySplices(bytes, splices), secrets };
}

/** Where the comment of a line begins, roughly: what is masked twice is masked. −1 without one. */
function commentStart(line: string): number {
  const found = /(?:^|\s)(?:#|\/\/|;|!)/.exec(line);
  return found ? found.index : -1;
}

function secretsOfLine(words: string, rules: SecretRules) {
  const out: { readonly start: number; readonly end: number; readonly kind: SecretKind }[] = [];
  const add = (start: number, end: number, kind: SecretKind) => {
    if (!out.some((one) => start < one.end && end > one.start)) out.push({ start, end, kind });
  };
  for (const pair of words.matchAll(PAIR)) {
    const [whole, name = "", raw = ""] = pair;
    const quoted = /^["']/.test(raw) ? 1 : 0;
    const value = raw.slice(quoted, raw.length - quoted);
    const at = pair.index + whole.length - raw.length + quoted;
    for (const part of secretParts(name, value, "string", rules)) add(at + part.start, at + part.end, part.kind);
  }
  for (const part of secretParts("", words, "text", rules)) add(part.start, part.end, part.kind);
  return out.toSorted((a, b) => a.start - b.start);
}
