import { lookup } from "node:dns/promises";
import { access, constants, stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { readReadiness, readSystem } from "@wopr/contracts";
import { connect, createPlainClient, type ServerOptions, serverUrl } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";

/** One look at something that can be wrong. */
export interface Finding {
  readonly name: string;
  readonly state: "good" | "bad" | "unknown";
  /** What was found. */
  readonly found: string;
  /** Why it matters and what puts it right; only when it is bad. */
  readonly why?: string;
  readonly fix?: string;
}

const good = (name: string, found: string): Finding => ({ name, state: "good", found });
const unknown = (name: string, found: string): Finding => ({ name, state: "unknown", found });
const bad = (name: string, found: string, why: string, fix: string): Finding => ({
  name,
  state: "bad",
  found,
  why,
  fix,
});

const DAY_MS = 86_400_000;
const MARKS = { good: "●", bad: "✕", unknown: "○" } as const;

/** `wopr doctor` */
export async function doctor(outside: Outside, options: ServerOptions & { readonly data?: string }) {
  const data = pathFrom(outside.cwd, options.data ?? outside.env["WOPR_DATA_DIR"] ?? join(outside.root, "data"));
  const url = serverUrl(options, outside);
  const findings = [
    nodeVersion(process.version),
    await dataFolder(data),
    await freeSpace(data),
    ...(await keyFiles(data)),
    await durability(outside.env),
    await name(url),
    await server(url, outside),
    ...(await inside(options, outside)),
  ];
  const problems = findings.filter(({ state }) => state === "bad");
  const lines = findings.flatMap((one) => [
    `${MARKS[one.state]} ${one.name}: ${one.found}`,
    ...(one.why ? [`    why it matters: ${one.why}`] : []),
    ...(one.fix ? [`    do: ${one.fix}`] : []),
  ]);
  const sum = problems.length === 0 ? "Nothing is wrong." : `${problems.length} of ${findings.length} are wrong.`;
  return { json: findings, lines: [...lines, sum], exitCode: problems.length === 0 ? EXIT.ok : EXIT.failed };
}

/** The pin is Node 24: older ones cannot run the sources. */
export function nodeVersion(version: string): Finding {
  const fits = Number(version.slice(1).split(".")[0]) >= 24;
  const why = "the sources are run as they are, which older versions cannot";
  return fits ? good("Node", version) : bad("Node", version, why, "npm ci (it brings Node 24 along)");
}

async function dataFolder(data: string): Promise<Finding> {
  const found = await stat(data).catch(() => undefined);
  if (!found) return unknown("data folder", `${data} is not there yet; the first start makes it`);
  if (!found.isDirectory())
    return bad("data folder", `${data} is no folder`, "nothing can be kept", `mv ${data} ${data}.old`);
  const writable = await access(data, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    return bad("data folder", `${data} cannot be written`, "nothing can be saved", `chown -R "$(id -un)" ${data}`);
  const open = (found.mode & 0o077) !== 0;
  return open
    ? bad(
        "data folder",
        `${data} can be read by others`,
        "it holds keys and everything people entered",
        `chmod 700 ${data}`,
      )
    : good("data folder", data);
}

async function freeSpace(data: string): Promise<Finding> {
  const space = await statfs(data).catch(() => undefined);
  if (!space) return unknown("disk", "not known, the folder is not there yet");
  const share = space.bavail / space.blocks;
  const text = `${Math.round(share * 100)} % free`;
  if (share >= 0.15) return good("disk", text);
  return bad(
    "disk",
    text,
    "uploads are refused when it is full, and the database may stop",
    `df -h ${data}; see docs/runbooks/disk-low.md`,
  );
}

/** Keys are for the user of the server alone. */
async function keyFiles(data: string): Promise<readonly Finding[]> {
  const files = ["signing.key", "master.key", "backup.key"].map((file) => join(data, "keys", file));
  const findings: Finding[] = [];
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (!found || (found.mode & 0o077) === 0) continue;
    findings.push(
      bad(
        "key file",
        `${file} can be read by others`,
        "whoever reads it can sign in as anybody, or read secrets",
        `chmod 600 ${file}`,
      ),
    );
  }
  return findings.length > 0 ? findings : [good("key files", "for this user alone, or not made yet")];
}

/** A database whose commits are not waited for forgets what it said it had saved. */
async function durability(env: Outside["env"]): Promise<Finding> {
  const url = env["WOPR_DATABASE_URL"];
  if (!url) return good("database", "WOPR's own, durable");
  const pooled = /[?&]pgbouncer=true/.test(url) || new URL(url).port === "6432";
  return pooled
    ? bad(
        "database",
        "WOPR_DATABASE_URL leads through a pooler",
        "LISTEN does not work through a pooler of transactions: pages would not follow what happens",
        "name PostgreSQL itself in WOPR_DATABASE_URL (port 5432)",
      )
    : good("database", "given by WOPR_DATABASE_URL");
}

async function name(url: string): Promise<Finding> {
  const { hostname } = new URL(url);
  const found = await lookup(hostname).catch(() => undefined);
  return found
    ? good("name", `${hostname} is ${found.address}`)
    : bad(
        "name",
        `${hostname} is not known`,
        "nobody finds the server by it",
        `getent hosts ${hostname}; put it into DNS or /etc/hosts`,
      );
}

async function server(url: string, outside: Outside): Promise<Finding> {
  const client = createPlainClient(url, outside);
  const ready = await client.call(readReadiness, {}).then(
    (answer) => answer,
    () => undefined,
  );
  if (ready?.ready) return good("server", `${url} is ready`);
  if (ready)
    return bad("server", `${url} answers but is not ready (${ready.stage})`, "requests are refused", "npx wopr status");
  const port = Number(new URL(url).port || (url.startsWith("https:") ? 443 : 80));
  if (await isTaken(port)) {
    return bad(
      "server",
      `something else has port ${port}`,
      "WOPR cannot listen there",
      `ss -ltnp 'sport = :${port}'; or start with --port`,
    );
  }
  return bad("server", `nothing answers at ${url}`, "nothing is served", "npx wopr up");
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(true));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(false)));
  });

/** What only the server knows. */
async function inside(options: ServerOptions, outside: Outside): Promise<readonly Finding[]> {
  const connection = await connect(options, outside).catch(() => undefined);
  const asked = outside.clock.now().getTime();
  const answer = await connection?.client.call(readSystem, {}).catch(() => undefined);
  if (!connection || !answer) return [unknown("inside the server", 'not known; sign in with "npx wopr login"')];
  const raw = await outside.fetch(`${connection.url}/healthz`).catch(() => undefined);
  return [
    clockSkew(Date.parse(raw?.headers.get("date") ?? ""), asked),
    backupAge(answer.last_backup, answer.last_drill, asked),
    answer.secrets_locked
      ? bad(
          "secrets",
          answer.secrets_locked,
          "features that need secrets do not work",
          "see docs/runbooks/secret-store-locked.md",
        )
      : good("secrets", "unlocked"),
    answer.database.state === "up"
      ? good("PostgreSQL", `${answer.database.version ?? ""} (${answer.database.kind})`)
      : bad("PostgreSQL", answer.database.state, "nothing can be saved", "see docs/runbooks/database-down.md"),
    ...answer.breakers
      .filter(({ state }) => state === "open")
      .map(({ target }) =>
        bad(
          "calls outward",
          `${target} has failed too often`,
          "what comes from there is old",
          "see docs/runbooks/breaker-open.md",
        ),
      ),
  ];
}

/** Clocks that differ by more than half a minute make codes from apps and tokens fail. */
export function clockSkew(serverMs: number, hereMs: number): Finding {
  if (Number.isNaN(serverMs)) return unknown("clock", "not known");
  const off = Math.round(Math.abs(serverMs - hereMs) / 1000);
  return off <= 30
    ? good("clock", `${off} s apart from the server's`)
    : bad(
        "clock",
        `${off} s apart from the server's`,
        "codes from apps are refused and histories disagree",
        "timedatectl set-ntp true (on the one that is wrong)",
      );
}

/** A backup a day, and a try to restore one a week. */
export function backupAge(
  last: string | null,
  drill: { readonly at: string; readonly ok: boolean } | null,
  nowMs: number,
): Finding {
  if (last === null) return bad("backup", "there is none", "what breaks is lost", "npx wopr backup create");
  const hours = Math.round((nowMs - Date.parse(last)) / 3_600_000);
  if (hours > 26) return bad("backup", `${hours} h old`, "what was done since would be lost", "npx wopr backup create");
  if (drill && !drill.ok)
    return bad(
      "backup",
      "the last try to restore failed",
      "nobody knows whether it is any good",
      "npx wopr backup drill",
    );
  if (!drill || nowMs - Date.parse(drill.at) > 8 * DAY_MS) {
    return bad(
      "backup",
      `${hours} h old, but not restored for a try for a week`,
      "nobody knows whether it is any good",
      "npx wopr backup drill",
    );
  }
  return good("backup", `${hours} h old, and restored for a try`);
}
