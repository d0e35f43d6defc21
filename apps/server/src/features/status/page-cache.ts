import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import type { StatusPageWire } from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { etagOf } from "../../http/mount.ts";
import type { PageView } from "./page-view.ts";

const gzip = promisify(gzipCallback);

/** The page, made at most every two seconds whoever asks. */
export interface CachedPages {
  page(withChecks: boolean): StatusPageWire;
  /** As it is sent. */
  wire(withChecks: boolean): Promise<{
    readonly text: string;
    readonly tag: string;
    readonly gzipped: Uint8Array<ArrayBuffer>;
  }>;
  /** Forgets what is kept; after a change made by a person. */
  forget(): void;
}

const KEPT_MS = 2_000;

/** Keeps both forms of the page for two seconds: ten thousand visitors are one. */
export function createCachedPages(view: PageView, clock: Clock): CachedPages {
  interface Kept {
    readonly atMs: number;
    readonly page: StatusPageWire;
    wire?: ReturnType<CachedPages["wire"]>;
  }
  const kept = new Map<boolean, Kept>();

  function fresh(withChecks: boolean): Kept {
    const known = kept.get(withChecks);
    const nowMs = clock.monotonicMs();
    if (known && nowMs - known.atMs < KEPT_MS) return known;
    const made: Kept = { atMs: nowMs, page: view.page(withChecks) };
    kept.set(withChecks, made);
    return made;
  }

  async function pack(page: StatusPageWire) {
    const text = JSON.stringify(page);
    return { text, tag: etagOf(text), gzipped: new Uint8Array(await gzip(text)) };
  }

  return {
    page: (withChecks) => fresh(withChecks).page,
    wire(withChecks) {
      const one = fresh(withChecks);
      one.wire ??= pack(one.page);
      return one.wire;
    },
    forget: () => kept.clear(),
  };
}
