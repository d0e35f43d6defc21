import type { ProbeWire } from "@wopr/contracts";
import type { Secret } from "@wopr/kernel";
import pg from "pg";
import { failed, notRun, type Outcome, passed } from "../probe.ts";
import { allowedAddresses, type LookUp, type Right } from "./guard.ts";

type SqlProbe = Extract<ProbeWire, { kind: "sql" }>;

/** Reads a secret for a check; undefined when there is none by that name, or checks may not read it. */
export type ReadSecret = (name: string) => Promise<Secret | undefined>;

/** Asks one question of a PostgreSQL somewhere, in a transaction that may not write. */
export async function probeSql(
  probe: SqlProbe,
  deps: { readonly lookUp: LookUp; readonly readSecret: ReadSecret },
  right: Right,
  signal: AbortSignal,
): Promise<Outcome> {
  const address = await deps.readSecret(probe.url.$secret);
  if (!address) return notRun("not_configured", `The secret ${probe.url.$secret} is not there.`);
  const url = new URL(address.reveal());
  const [target] = await allowedAddresses(url.hostname, right, deps.lookUp);
  if (!target) return failed("The name of the database has no address.");
  const client = new pg.Client({
    connectionString: address.reveal(),
    host: target.address,
    application_name: "wopr-check",
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  const abort = () => void client.end().catch(() => undefined);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await client.connect();
    await client.query("BEGIN READ ONLY");
    const { rows } = await client.query<Record<string, unknown>>(probe.query);
    const value = rows[0] === undefined ? undefined : Object.values(rows[0])[0];
    const facts = { rows: rows.length };
    if (rows.length === 0) return failed("The query gave no row.", facts);
    if (probe.expect === undefined || String(value) === String(probe.expect)) return passed(facts);
    return failed("The query gave another value than expected.", facts);
  } finally {
    signal.removeEventListener("abort", abort);
    await client.end().catch(() => undefined);
  }
}
