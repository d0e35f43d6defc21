import { createHash } from "node:crypto";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { sql } from "drizzle-orm";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { createAuditService } from "../../apps/server/src/features/audit/audit.ts";
import { type ChainedEntry, follow, hashAfter, ORIGIN } from "../../apps/server/src/features/audit/domain/chain.ts";
import { SYSTEM_ACTOR } from "../../apps/server/src/features/audit/service.ts";
import { createRedactor } from "../../apps/server/src/telemetry/redact.ts";
import { timePair } from "../median.ts";
import type { Figures } from "../row.ts";

const WRITES = 200;
const ENTRIES = 20_000;

/** The same write with and without an entry in the history, milliseconds each. */
export async function measureEntry(database: Database): Promise<Figures> {
  const { db } = database;
  await db.execute(sql`CREATE TABLE IF NOT EXISTS bench_lamp (id int PRIMARY KEY, n int NOT NULL)`);
  await db.execute(sql`INSERT INTO bench_lamp VALUES (1, 0) ON CONFLICT DO NOTHING`);
  const outside = { db, clock: systemClock, log: silentLog, newId: newUuidV7 };
  const redactor = createRedactor([new Secret("a secret of this bench")]);
  const audit = createAuditService({ ...outside, redactor, undoHandlers: () => [] });
  const act = {
    actor: SYSTEM_ACTOR,
    action: "bench.turn_lamp",
    subject: { kind: "lamp", id: "1" },
    summary: "Turned the lamp.",
    before: { n: 1 },
    after: { n: 2 },
    undo: { data: { n: 1 } },
  } as const;
  const write = (recorded: boolean) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`UPDATE bench_lamp SET n = n + 1 WHERE id = 1`);
      if (recorded) await audit.record(tx, act);
    });
  const both = await timePair(
    () => write(true),
    () => write(false),
    WRITES,
  );
  const adds = both.ours - both.peer;
  return { ours: adds, peer: both.peer, note: `a write takes ${both.peer.toFixed(2)} ms without` };
}

/** Recomputing a chain against SHA-256 over the same bytes, milliseconds. */
export async function measureVerify(): Promise<Figures> {
  const entries: { entry: ChainedEntry; hash: string }[] = [];
  let { hash } = ORIGIN;
  for (let seq = 1; seq <= ENTRIES; seq += 1) {
    const entry: ChainedEntry = {
      seq,
      id: newUuidV7(),
      at: "2026-01-01T00:00:00.000Z",
      actor: SYSTEM_ACTOR,
      action: "bench.turn_lamp",
      object: { kind: "lamp", id: String(seq) },
      summary: `Turned the lamp for the ${seq}th time.`,
      reason: null,
      before: { n: seq, on: true },
      after: { n: seq + 1, on: false },
      request_id: newUuidV7(),
      trace_id: null,
    };
    hash = hashAfter(hash, entry);
    entries.push({ entry, hash });
  }
  const bytes = entries.map(({ entry }) => Buffer.from(JSON.stringify(entry)));
  const both = await timePair(
    () => {
      if (!follow(ORIGIN, entries).ok) throw new Error("The chain of the bench is not whole.");
    },
    () => {
      for (const one of bytes) createHash("sha256").update(one).digest("hex");
    },
    5,
  );
  return { ...both, note: `${Math.round((ENTRIES / both.ours) * 1000)} entries a second` };
}
