import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Clock, NewId, Secret } from "@wopr/kernel";
import { and, eq, lt, sql } from "drizzle-orm";
import { customType, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Db } from "../db/db.ts";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

const keys = pgTable("http_idempotency_keys", {
  caller: text("caller").notNull(),
  route: text("route").notNull(),
  keySha256: text("key_sha256").notNull(),
  bodySha256: text("body_sha256").notNull(),
  worker: text("worker").notNull(),
  leaseUntil: instant("lease_until").notNull(),
  status: integer("status"),
  answer: bytea("answer"),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at").notNull(),
});

/** Which request a key stands for. */
export interface IdempotentRequest {
  readonly caller: string;
  readonly route: string;
  readonly keySha256: string;
  readonly bodySha256: string;
}

/** An answer that can be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

/** What asking for the right to work led to. */
export type Claim =
  | { readonly kind: "work"; readonly worker: string }
  | { readonly kind: "wait" }
  | { readonly kind: "repeat"; readonly answer: StoredAnswer }
  | { readonly kind: "mismatch" };

/** Requests that were made with an Idempotency-Key, and their answers, for 24 hours. */
export interface IdempotencyStore {
  /** The first to ask may work, for `leaseMs`; if it dies the next may after that. */
  claim(request: IdempotentRequest, leaseMs: number): Promise<Claim>;
  /** Keeps the answer. Nothing happens when the lease was lost meanwhile. */
  complete(request: IdempotentRequest, worker: string, answer: StoredAnswer): Promise<void>;
  /** Lets the next one try: nothing was done. */
  release(request: IdempotentRequest, worker: string): Promise<void>;
  /** @returns How many were forgotten. */
  removeExpired(now: Date): Promise<number>;
}

/** How long an answer can be repeated (platform.md 4). */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Keys in Postgres. Answers are sealed with a key derived from `signingKey`: among them is the one answer that shows an
 * API key, and a copy of the database must not hold it.
 */
export function createIdempotencyStore(db: Db, clock: Clock, newId: NewId, signingKey: Secret): IdempotencyStore {
  const sealing = Buffer.from(hkdfSync("sha256", signingKey.reveal(), "", "wopr idempotent answers", 32));
  const isRow = (request: IdempotentRequest) =>
    and(eq(keys.caller, request.caller), eq(keys.route, request.route), eq(keys.keySha256, request.keySha256));

  return {
    async claim(request, leaseMs) {
      const now = clock.now();
      const worker = newId();
      const mine = { worker, bodySha256: request.bodySha256, leaseUntil: new Date(now.getTime() + leaseMs) };
      const life = { createdAt: now, expiresAt: new Date(now.getTime() + KEPT_MS) };
      // One statement decides who works: a new row, or one whose worker died or whose time is over.
      const won = await db
        .insert(keys)
        .values({ ...request, ...mine, ...life })
        .onConflictDoUpdate({
          target: [keys.caller, keys.route, keys.keySha256],
          set: { ...mine, ...life, status: null, answer: null },
          setWhere: sql`${keys.expiresAt} < ${now} OR (${keys.status} IS NULL AND ${keys.leaseUntil} < ${now} AND ${keys.bodySha256} = ${request.bodySha256})`,
        })
        .returning({ worker: keys.worker });
      if (won.length === 1) return { kind: "work", worker };
      const [row] = await db.select().from(keys).where(isRow(request));
      if (!row) return { kind: "wait" };
      if (row.bodySha256 !== request.bodySha256) return { kind: "mismatch" };
      if (row.status === null || !row.answer) return { kind: "wait" };
      return { kind: "repeat", answer: unseal(sealing, row.answer) };
    },

    async complete(request, worker, answer) {
      await db
        .update(keys)
        .set({ status: answer.status, answer: seal(sealing, answer) })
        .where(and(isRow(request), eq(keys.worker, worker)));
    },

    async release(request, worker) {
      await db.delete(keys).where(and(isRow(request), eq(keys.worker, worker)));
    },

    async removeExpired(now) {
      return (await db.delete(keys).where(lt(keys.expiresAt, now)).returning({ route: keys.route })).length;
    },
  };
}

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext. */
function seal(key: Buffer, answer: StoredAnswer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function unseal(key: Buffer, sealed: Buffer): StoredAnswer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString());
}
