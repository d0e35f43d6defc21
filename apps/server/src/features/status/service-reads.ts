import type { Clock } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Run } from "./domain/types.ts";
import { StatusErrors } from "./errors.ts";
import { type Bucket, type BucketSize, createBucketStore } from "./store-buckets.ts";
import { type Change, createChangeStore } from "./store-changes.ts";
import { createResultStore } from "./store-results.ts";
import { createSettingsStore } from "./store-settings.ts";

/** What was, from the database; and the objects functional checks write. */
export interface ReadService {
  /** @throws {AppError} `status.unknown_check` */
  require(name: string): void;
  /** @throws {AppError} `status.unknown_check` */
  history(
    name: string,
    span: {
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly bucket: "auto" | BucketSize;
    },
  ): Promise<{ readonly size: BucketSize; readonly buckets: readonly Bucket[] }>;
  /** Newest first. @throws {AppError} `status.unknown_check` */
  results(
    name: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly Run[]; readonly nextCursor: string | null }>;
  /** Newest first. @throws {AppError} `status.unknown_check` */
  changes(
    name: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly Change[]; readonly nextCursor: string | null }>;
  writeProbe(id: string, nonce: string): Promise<void>;
  /** @throws {AppError} `status.probe_not_found` */
  readProbe(id: string): Promise<string>;
  deleteProbe(id: string): Promise<void>;
}

const DAY_MS = 86_400_000;
const DEFAULT_MS = 30 * DAY_MS;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The finest size that gives a few hundred cells. */
function sizeFor(spanMs: number): BucketSize {
  if (spanMs <= 2 * DAY_MS) return "5m";
  return spanMs <= 31 * DAY_MS ? "1h" : "1d";
}

/** The only implementation. */
export function createReadService(deps: {
  readonly db: Db;
  readonly catalogue: () => Catalogue;
  readonly clock: Clock;
  /** Counts what was stored a moment ago, so that it is seen. */
  readonly count: () => Promise<void>;
}): ReadService {
  const { db, clock } = deps;
  const settings = createSettingsStore(db);

  function require(name: string): void {
    const { checks } = deps.catalogue();
    if (!checks.has(name)) throw StatusErrors.unknown_check({ name, names: [...checks.keys()] });
  }

  return {
    require,

    async history(name, { from, to, bucket }) {
      require(name);
      const until = to === undefined ? new Date(clock.now().getTime() + 1) : new Date(to);
      const since = from === undefined ? new Date(until.getTime() - DEFAULT_MS) : new Date(from);
      const size = bucket === "auto" ? sizeFor(until.getTime() - since.getTime()) : bucket;
      await deps.count();
      return { size, buckets: await createBucketStore(db).read(name, size, since, until) };
    },

    async results(name, limit, cursor) {
      require(name);
      const [at = "", runId = ""] = (cursor ?? "").split("_");
      const before = /^\d{1,17}$/.test(at) && UUID.test(runId) ? { atUs: Number(at), runId } : undefined;
      const found = await createResultStore(db).page(name, limit + 1, before);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: found.length > limit && last ? `${last.atUs}_${last.runId}` : null };
    },

    async changes(name, limit, cursor) {
      require(name);
      const before = cursor !== undefined && /^\d{1,17}$/.test(cursor) ? Number(cursor) : undefined;
      const found = await createChangeStore(db).page(name, limit + 1, before);
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? String(items.at(-1)?.atUs ?? "") : null };
    },

    writeProbe: (id, nonce) => settings.writeProbe(id, nonce, clock.now()),
    async readProbe(id) {
      const nonce = await settings.readProbe(id);
      if (nonce === undefined) throw StatusErrors.probe_not_found({});
      return nonce;
    },
    deleteProbe: (id) => settings.deleteProbe(id),
  };
}
