import { canonicalJson } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";

/** What the chain covers of an entry. The way back is not part of it: it is used up. */
export interface ChainedEntry {
  readonly seq: number;
  readonly id: string;
  /** RFC 3339 with milliseconds. */
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly summary: string;
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly request_id: string | null;
  readonly trace_id: string | null;
}

/** A place in the chain. */
export interface Link {
  readonly seq: number;
  /** 64 hex digits. */
  readonly hash: string;
}

/** Before the first entry. */
export const ORIGIN: Link = { seq: 0, hash: "0".repeat(64) };

/** `SHA-256(hash before ‖ canonical JSON of the entry)`, the hash before as its 64 hex digits (platform.md 6.6). */
export const hashAfter = (previous: string, entry: ChainedEntry): string =>
  sha256Hex(`${previous}${canonicalEntry(entry)}`);

const text = (value: string | null): string => JSON.stringify(value);

/** The canonical JSON of an entry, written out: its members are known, so nothing need be sorted. */
export function canonicalEntry(entry: ChainedEntry): string {
  const { actor, object } = entry;
  return (
    `{"action":${text(entry.action)},"actor":{"id":${text(actor.id)},"kind":${text(actor.kind)},"name":${text(actor.name)}},` +
    `"after":${canonicalJson(entry.after)},"at":${text(entry.at)},"before":${canonicalJson(entry.before)},` +
    `"id":${text(entry.id)},"object":{"id":${text(object.id)},"kind":${text(object.kind)}},"reason":${text(entry.reason)},` +
    `"request_id":${text(entry.request_id)},"seq":${entry.seq},"summary":${text(entry.summary)},"trace_id":${text(entry.trace_id)}}`
  );
}

/** What is wrong with one link, if anything. */
export type LinkProblem = { readonly seq: number; readonly problem: "altered" | "missing" };

/**
 * Follows the chain over entries in order of `seq`.
 *
 * @returns The link at the end, or the first entry that does not fit.
 */
export function follow(
  from: Link,
  entries: readonly { readonly entry: ChainedEntry; readonly hash: string }[],
): { readonly ok: true; readonly link: Link } | { readonly ok: false; readonly at: LinkProblem } {
  let link = from;
  for (const { entry, hash } of entries) {
    if (entry.seq !== link.seq + 1) return { ok: false, at: { seq: link.seq + 1, problem: "missing" } };
    const expected = hashAfter(link.hash, entry);
    if (expected !== hash) return { ok: false, at: { seq: entry.seq, problem: "altered" } };
    link = { seq: entry.seq, hash };
  }
  return { ok: true, link };
}
