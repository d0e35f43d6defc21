import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { eventually } from "@wopr/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ask, type DatabaseProcess, startDatabaseProcess, startInContainer } from "./embedded.testing.ts";
import { parsePostmasterFile } from "./postmaster-file.ts";
import { readProcess } from "./process-facts.ts";
import { createEmbeddedPostgres, type EmbeddedPostgres } from "./supervisor.ts";

// Every test starts real processes, several of them more than once.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-embedded-"));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
});

/** Supervised by this process. */
async function start(dataFolder = folder): Promise<EmbeddedPostgres> {
  const options = { dataFolder, temporaryFolder: "/tmp", clock: systemClock, log: silentLog };
  const postgres = createEmbeddedPostgres(options);
  stops.push(() => postgres.stop());
  await postgres.start();
  return postgres;
}

/** Supervised by another process, which a test may kill. */
async function startElsewhere(dataFolder = folder): Promise<DatabaseProcess> {
  const child = await startDatabaseProcess(dataFolder);
  stops.push(() => child.kill9().then(() => killLeftOver(dataFolder)));
  return child;
}

/** A killed server leaves its PostgreSQL behind, as it should; the test must not. */
async function killLeftOver(dataFolder: string): Promise<void> {
  const pid = await postmasterPid(dataFolder).catch(() => undefined);
  const facts = pid === undefined ? undefined : await readProcess(pid);
  if (pid && facts?.command.includes(dataFolder)) process.kill(pid, "SIGKILL");
}

const pidFile = (dataFolder = folder) => join(dataFolder, "postgres", "postmaster.pid");
const postmasterPid = async (dataFolder = folder) =>
  parsePostmasterFile(await readFile(pidFile(dataFolder), "utf8"))?.pid;
const writeRow = () => ask(folder, "CREATE TABLE IF NOT EXISTS kept (n integer); INSERT INTO kept VALUES (1)");
const countRows = async () => Number((await ask<{ n: string }>(folder, "SELECT count(*) AS n FROM kept"))[0]?.n);

describe("our own PostgreSQL", () => {
  test("starts in an empty folder, durable, reachable through a private socket only, and stops", async () => {
    const postgres = await start();
    expect(postgres.state()).toMatchObject({ phase: "running", adopted: false, restarts: 0 });
    const settings = await ask<{ name: string; setting: string }>(
      folder,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'data_checksums', 'listen_addresses', 'server_encoding', 'shared_buffers', 'synchronous_commit', 'TimeZone') ORDER BY name",
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: "on",
      fsync: "on",
      listen_addresses: "",
      server_encoding: "UTF8",
      shared_buffers: "8192",
      synchronous_commit: "on",
      TimeZone: "UTC",
    });
    expect((await stat(postgres.address.host)).mode & 0o777).toBe(0o700);
    const { pid } = postgres.state();
    await postgres.stop();
    expect(await readProcess(pid ?? 0)).toBeUndefined();
    expect(await readdir(join(folder, "postgres"))).not.toContain("postmaster.pid");
    expect(await readdir(join(folder, "logs"))).toContain("postgres-start.log");
    await postgres.stop();
  });

  test("keeps its data from one start to the next", async () => {
    const first = await start();
    await writeRow();
    await first.stop();
    await start();
    expect(await countRows()).toBe(1);
  });

  test("killed with -9, it is started again within seconds, and what was committed is there", async () => {
    const postgres = await start();
    await writeRow();
    process.kill(postgres.state().pid ?? 0, "SIGKILL");
    await eventually("the restart", () => postgres.state().restarts === 1 && postgres.state().phase === "running", {
      withinMs: 15_000,
    });
    expect(await countRows()).toBe(1);
  });

  test("starts where the path of the data folder is far too long for a socket", async () => {
    const far = join(folder, "a-long-name-for-a-folder/".repeat(8), "data");
    await mkdir(far, { recursive: true });
    const postgres = await start(far);
    expect(postgres.address.host).toMatch(/^\/tmp\/wopr-[0-9a-f]{12}$/);
    expect(await ask(far, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    stops.push(() => rm(postgres.address.host, { recursive: true, force: true }));
  });

  test("starts below a home that nobody else may enter, with quotes, commas and spaces in its name", async () => {
    const odd = join(folder, `it's, "my" data`);
    await mkdir(odd, { mode: 0o700 });
    await chmod(folder, 0o700);
    await start(odd);
    expect(await ask(odd, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("an initdb that was interrupted leaves nothing that stands in the way", async () => {
    await mkdir(join(folder, "postgres.new-123", "base"), { recursive: true });
    await start();
    expect((await readdir(folder)).filter((name) => name.includes("new"))).toEqual([]);
  });

  test("refuses a cluster of another major version, and names both", async () => {
    await mkdir(join(folder, "postgres"));
    await writeFile(join(folder, "postgres", "PG_VERSION"), "16\n");
    await expect(start()).rejects.toMatchObject({
      code: "database.cluster_version",
      params: { cluster: 16, binaries: 18 },
    });
  });

  test("stopped while it starts, it leaves nothing running", async () => {
    const options = { dataFolder: folder, temporaryFolder: "/tmp", clock: systemClock, log: silentLog };
    const postgres = createEmbeddedPostgres(options);
    const starting = postgres.start();
    starting.catch(() => undefined);
    await eventually("its pid file", () => postmasterPid());
    await postgres.stop();
    await starting.catch((failure: unknown) => expect(failure).toMatchObject({ code: "database.stopped" }));
    await expect(postmasterPid()).rejects.toThrow(/ENOENT/);
  });
});

describe("after kill -9 of the server", () => {
  test("the next one adopts the running cluster: not a connection is lost", async () => {
    const first = await startElsewhere();
    await writeRow();
    await first.kill9();
    expect(await countRows()).toBe(1);
    const second = await startElsewhere();
    expect(second.said).toMatchObject({ state: "up", started: first.said.started });
    await second.stop();
    await expect(postmasterPid()).rejects.toThrow(/ENOENT/);
  });

  test("an adopted cluster is watched too: killed, it is started again", async () => {
    const first = await startElsewhere();
    await writeRow();
    await first.kill9();
    const postgres = await start();
    expect(postgres.state()).toMatchObject({ adopted: true });
    process.kill(postgres.state().pid ?? 0, "SIGKILL");
    await eventually("the restart", () => postgres.state().restarts === 1 && postgres.state().phase === "running", {
      withinMs: 15_000,
    });
    expect(postgres.state()).toMatchObject({ adopted: false });
    expect(await countRows()).toBe(1);
  });

  test("and of PostgreSQL, the next one waits for crash recovery and has everything", async () => {
    const first = await startElsewhere();
    await writeRow();
    const pid = await postmasterPid();
    await first.kill9();
    process.kill(pid ?? 0, "SIGKILL");
    await start();
    expect(await countRows()).toBe(1);
  });

  test("a cluster that is just shutting down is waited for, then started", async () => {
    const first = await startElsewhere();
    await writeRow();
    const pid = await postmasterPid();
    await first.kill9();
    process.kill(pid ?? 0, "SIGINT");
    await start();
    expect(await countRows()).toBe(1);
  });

  test("a second server is kept out while the first lives, and hears who it is", async () => {
    const first = await startElsewhere();
    const second = await startDatabaseProcess(folder);
    expect(second.said).toMatchObject({ code: "database.folder_locked" });
    expect(second.said.message).toContain(`process ${first.pid} on ${hostname()}`);
    await second.stop();
  });
});

describe("a pid file that lies", () => {
  test("with the number of some other living program: it is not touched, and PostgreSQL starts", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await (await start()).stop();
    const left = `${other.pid}\n${join(folder, "postgres")}\n1795185619\n5432\n${folder}/postgres-socket\n\n  1 2\nready   \n`;
    await writeFile(pidFile(), left);
    const postgres = await start();
    expect(postgres.state()).toMatchObject({ phase: "running", adopted: false });
    expect(await readProcess(other.pid ?? 0)).toBeDefined();
    const gone = once(other, "exit");
    other.kill("SIGKILL");
    await gone;
  });

  test("empty, as after a power cut: PostgreSQL starts", async () => {
    await (await start()).stop();
    await writeFile(pidFile(), "");
    expect((await start()).state()).toMatchObject({ phase: "running" });
  });

  test("in a copy of a running folder: the copy gets a server of its own, the original is not disturbed", async () => {
    const original = await start();
    await writeRow();
    await ask(folder, "CHECKPOINT");
    const copy = await mkdtemp(join(tmpdir(), "wopr-copy-"));
    stops.push(() => rm(copy, { recursive: true, force: true }));
    await cp(join(folder, "postgres"), join(copy, "postgres"), { recursive: true });
    const second = await start(copy);
    expect(second.state()).toMatchObject({ phase: "running", adopted: false });
    expect(second.state().pid).not.toBe(original.state().pid);
    expect(original.state()).toMatchObject({ phase: "running", restarts: 0 });
    expect(await countRows()).toBe(1);
  });
});

const isLinuxRoot = process.platform === "linux" && process.getuid?.() === 0;
const hasPostgresUser = /^postgres:/m.test(await readFile("/etc/passwd", "utf8").catch(() => ""));

describe.skipIf(!isLinuxRoot)("as root on Linux (skipped for others: they cannot make such namespaces)", () => {
  test("files stay root's, and PostgreSQL itself does not run as root", async () => {
    const postgres = await start();
    const { uid } = await stat(join(folder, "postgres", "PG_VERSION"));
    expect(uid).toBe(0);
    const map = await readFile(`/proc/${postgres.state().pid}/uid_map`, "utf8");
    expect(map.trim().split(/\s+/)).toEqual(["1000", "0", "1"]);
  });

  test("an ordinary user's folder is run as that user", async () => {
    await chmod(folder, 0o755);
    await mkdir(join(folder, "d"), { mode: 0o700 });
    await chown(join(folder, "d"), 65_534, 65_534);
    const asNobody = spawn(
      "setpriv",
      [
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        process.execPath,
        join(import.meta.dirname, "embedded-process.testing.ts"),
        join(folder, "d"),
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    const gone = once(asNobody, "exit");
    const [line] = (await once(asNobody.stdout, "data")) as [Buffer];
    expect(JSON.parse(line.toString())).toMatchObject({ state: "up" });
    asNobody.stdin.end();
    await gone;
    await start(join(folder, "d"));
    expect((await stat(join(folder, "d", "postgres", "PG_VERSION"))).uid).toBe(65_534);
  });

  test("where namespaces are forbidden and nobody else exists, it says exactly why not", async () => {
    const { said, stop } = await startInContainer(folder, "root");
    expect(said).toMatchObject({ code: "database.cannot_run_as_root" });
    expect(said.message).toMatch(/user namespaces are forbidden.*WOPR_DATABASE_URL/);
    await stop();
  });

  test.skipIf(!hasPostgresUser)(
    "where namespaces are forbidden, it runs as the user postgres (skipped where there is none)",
    async () => {
      await chmod(folder, 0o755);
      const container = await startInContainer(folder, "all");
      expect(container.said).toMatchObject({ state: "up" });
      expect((await stat(join(folder, "postgres"))).uid).toBeGreaterThan(0);
      await container.stop();
    },
  );
});
