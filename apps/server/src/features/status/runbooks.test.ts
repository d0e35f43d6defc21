import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listChecks } from "@wopr/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";

const ROOT = join(import.meta.dirname, "../../../../..");
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test("S31: every built-in check has a runbook that says what it means, what to do, and how to look again", async () => {
  const { client } = await server.signIn("owner");
  const { items } = await client.call(listChecks, {});
  const shipped = items.filter(({ kind }) => kind === "built_in");
  expect(shipped.length).toBeGreaterThanOrEqual(16);
  for (const { name, runbook } of shipped) {
    const text = readFileSync(join(ROOT, runbook ?? "nowhere"), "utf8");
    expect([name, text.startsWith(`# ${name}\n`)]).toEqual([name, true]);
    for (const part of ["**What it means.**", "**What to do.**", `npx wopr status run ${name}`])
      expect([name, part, text.includes(part)]).toEqual([name, part, true]);
  }
});
