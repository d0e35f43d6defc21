import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "@wopr/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { forgetOld } from "../src/features/identity/index.ts";
import { createTestServer } from "../src/testing.ts";

const ROOT = join(import.meta.dirname, "../../..");
const DEPLOY = join(ROOT, "deploy");
const run = promisify(execFile);
const has = (command: string) => existsSync(`/usr/bin/${command}`);
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const one of undo.reverse()) await one();
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const rulesOf = async (): Promise<readonly Rule[]> =>
  parse(await readFile(join(DEPLOY, "prometheus/rules.yml"), "utf8")).groups[0].rules;

describe("P23: alerts", () => {
  test("each has a severity, a summary, and a runbook that exists and says what to look at and do", async () => {
    const rules = await rulesOf();
    expect(rules.length).toBeGreaterThanOrEqual(26);
    for (const { alert, labels, annotations } of rules) {
      expect([alert, labels.severity, annotations.summary]).toEqual([
        alert,
        expect.stringMatching(/^(warning|critical)$/),
        expect.any(String),
      ]);
      const runbook = await readFile(join(ROOT, annotations.runbook), "utf8");
      expect(runbook).toContain(`# ${alert}\n`);
      expect(runbook).toMatch(/## Look\n\n- [\s\S]*## Do\n\n- /);
    }
  });

  test("each has a case that fires it and one that keeps it quiet", async () => {
    const cases = await Promise.all(
      ["rules.test.yml", "rules-days.test.yml"].map(async (file) => {
        const text = await readFile(join(DEPLOY, "prometheus", file), "utf8");
        return (parse(text) as { readonly tests: readonly { readonly name: string }[] }).tests;
      }),
    );
    const names = cases
      .flat()
      .map(({ name }) => name)
      .sort();
    expect(names).toEqual((await rulesOf()).flatMap(({ alert }) => [`${alert} fires`, `${alert} stays quiet`]).sort());
  });

  test.skipIf(!has("promtool"))(
    "promtool agrees with files and cases (needs promtool of the Debian package prometheus)",
    async () => {
      const at = { cwd: join(DEPLOY, "prometheus") };
      await run("promtool", ["check", "config", "prometheus.yml"], at);
      await run("promtool", ["check", "rules", "rules.yml"], at);
      const { stdout } = await run("promtool", ["test", "rules", "rules.test.yml", "rules-days.test.yml"], at);
      expect(stdout).toContain("SUCCESS");
    },
  );
});

test.skipIf(!has("caddy"))("the configuration for Caddy is one (needs the Debian package caddy)", async () => {
  await run("caddy", ["validate", "--config", join(DEPLOY, "caddy/Caddyfile"), "--adapter", "caddyfile"]);
});

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A running server that does a little of everything, and a real Prometheus that looks at it. */
async function watched(): Promise<{ query(expr: string): Promise<readonly unknown[]>; text: string }> {
  const server = await createTestServer();
  undo.push(() => server.close());
  const { key } = await server.keyWith(["metrics:read"]);
  await server.request("/api/v1/me");
  await server.request("/api/v1/me", { headers: { "x-api-key": "no key" } });
  const id = await server.testDb.db.transaction((tx) => server.jobs.enqueue(tx, forgetOld, {}, {}));
  await eventually("the job is done", async () => (await server.jobs.read(id))?.state === "completed");
  const scrape = async () => (await server.request("/metrics", { headers: { "x-api-key": key } })).text();
  const text = await scrape();
  const front = createServer(async (_, answer) => answer.end(await scrape()));
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  undo.push(async () => {
    front.closeAllConnections();
    front.close();
  });
  const folder = await mkdtemp(join(tmpdir(), "wopr-prometheus-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const target = `127.0.0.1:${(front.address() as AddressInfo).port}`;
  const config = {
    global: { scrape_interval: "1s" },
    scrape_configs: [{ job_name: "wopr", static_configs: [{ targets: [target] }] }],
  };
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const flags = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
  ];
  const prometheus = spawn("setpriv", ["--pdeathsig", "KILL", "--", "prometheus", ...flags], { stdio: "ignore" });
  undo.push(async () => {
    prometheus.kill("SIGKILL");
    await new Promise((resolve) => prometheus.once("exit", resolve));
  });
  const query = async (expr: string) => {
    const answer = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const body = (await answer.json()) as { status: string; error?: string; data?: { result: readonly unknown[] } };
    if (body.status !== "success") throw new Error(`${expr}: ${body.error}`);
    return body.data?.result ?? [];
  };
  const scraped = async () => (await query("count_over_time(wopr_build_info[1m]) > 2")).length === 1;
  await eventually("three scrapes", scraped, { withinMs: 20_000, everyMs: 100 });
  return { query, text };
}

test.skipIf(!has("prometheus"))(
  "P24: every query of every dashboard returns series from a running server, and every alert can be asked (needs the Debian package prometheus)",
  { timeout: 60_000 },
  async () => {
    const { query, text } = await watched();
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const files = (await readdir(join(DEPLOY, "grafana"))).filter((name) => name.endsWith(".json"));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const { title, panels } = JSON.parse(await readFile(join(DEPLOY, "grafana", file), "utf8")) as {
        title: string;
        panels: readonly Panel[];
      };
      for (const panel of panels) {
        for (const { expr } of panel.targets) {
          expect([title, panel.title, expr, (await query(expr)).length > 0]).toEqual([title, panel.title, expr, true]);
        }
      }
    }
    for (const { alert, expr } of await rulesOf())
      expect([alert, Array.isArray(await query(expr))]).toEqual([alert, true]);
  },
);
