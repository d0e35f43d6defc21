/**
 * A server's database in a process of its own, for tests that kill it: `node embedded-process.testing.ts <data folder>`.
 *
 * Prints one line of JSON when it is up (`{"pid", "adopted", "host"}`) or cannot be (`{"code", "message"}`), and stops
 * when its input ends.
 */
import { AppError, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { openDatabase } from "../open-database.ts";

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const deps = { clock: systemClock, log: silentLog, newId: newUuidV7 };
const database = openDatabase({ kind: "embedded", dir: process.argv[2] ?? "" }, deps);
try {
  await database.start();
  const { rows } = await database.pool.query(
    "SELECT pg_postmaster_start_time()::text AS started, current_user AS user",
  );
  say({ ...database.health(), started: rows[0]?.started });
  process.stdin.resume();
  process.stdin.on("end", async () => {
    await database.stop();
    say("stopped");
  });
} catch (failure) {
  const cause = failure instanceof AppError ? failure : new Error("not foreseen", { cause: failure });
  say({ code: cause instanceof AppError ? cause.code : "unforeseen", message: String(failure) });
  process.exitCode = 1;
}
