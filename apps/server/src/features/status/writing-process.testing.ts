// A process that takes results in as the server does and says which are safe, until it is killed.
import { join } from "node:path";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { openDatabase } from "../../db/open-database.ts";
import { createOutbox } from "../../events/store.ts";
import type { Run } from "./domain/types.ts";
import { createJournal } from "./journal.ts";
import { createWriter } from "./writer.ts";

const [url = "", folder = "", mode = ""] = process.argv.slice(2);
const database = openDatabase(
  { kind: "postgres", url: new Secret(url) },
  { clock: systemClock, log: silentLog, newId: newUuidV7 },
);
// A database that is away never becomes ready; the journal goes on without it.
database.start().catch(() => undefined);
const journal = createJournal({ folder: () => join(folder), log: silentLog, newId: newUuidV7 });
const writer = createWriter({
  db: database.db,
  outbox: createOutbox(),
  journal,
  clock: systemClock,
  log: silentLog,
  databaseUp: () => database.health().state === "up",
});
await journal.open();
await writer.start();
const deadline = performance.now() + 10_000;
const isUp = () => database.health().state === "up" && journal.backlog() === 0;
while (mode === "replay" && !isUp() && performance.now() < deadline) await systemClock.sleep(20);
if (mode === "replay") {
  process.send?.({ replayed: isUp() });
  await writer.stop();
  await database.stop();
  process.exit(0);
}
for (;;) {
  const mark = writer.mark();
  const runs = Array.from({ length: 5 }, (): Run => {
    const us = systemClock.now().getTime() * 1000;
    return {
      runId: newUuidV7(),
      check: "db-up",
      vantage: "server",
      atUs: us,
      startedUs: us,
      endedUs: us,
      result: "pass",
      norunReason: null,
      root: [],
      ms: 1,
      error: null,
      facts: {},
      trigger: "post",
      maintenance: false,
    };
  });
  for (const run of runs) writer.add(run, undefined);
  const stored = await writer.settled(mark);
  // Told only now: from here on none of them may be lost.
  process.send?.({ safe: runs.map(({ runId }) => runId), stored });
}
