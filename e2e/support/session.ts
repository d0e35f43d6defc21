import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openTab, startBrowser } from "./browser.ts";
import { firstRun } from "./owner.ts";
import { type RunningServer, startServer } from "./server.ts";

/** A server with its owner, a browser, and the owner's session for new tabs. */
export interface Session {
  readonly server: RunningServer;
  readonly browser: Browser;
  /** File with the cookies of the owner, for `openTab`. */
  readonly signedIn: string;
  close(): Promise<void>;
}

/** Starts both and goes through the first run once. */
export async function openSession(): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-e2e-session-"));
  const server = await startServer();
  const browser = await startBrowser();
  const signedIn = join(folder, "owner.json");
  const { page, context } = await openTab(browser, { size: "desktop", scheme: "light" });
  await firstRun(page, server.setupUrl);
  await context.storageState({ path: signedIn });
  await context.close();
  return {
    server,
    browser,
    signedIn,
    async close() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
