import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab, type SizeName, startBrowser } from "./support/browser.ts";
import { firstRun } from "./support/owner.ts";
import { type RunningServer, startServer } from "./support/server.ts";
import { beginSample } from "./support/table.ts";

const LOOKS: readonly { readonly size: SizeName; readonly scheme: "light" | "dark" }[] = [
  { size: "phone", scheme: "light" },
  { size: "phone", scheme: "dark" },
  { size: "ipad", scheme: "light" },
  { size: "ipad", scheme: "dark" },
  { size: "desktop", scheme: "light" },
  { size: "desktop", scheme: "dark" },
];

describe.skipIf(!found.present)(`the sample game${missing}`, () => {
  let server: RunningServer;
  let browser: Browser;
  let signedIn: string;

  beforeAll(async () => {
    server = await startServer();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("from the link in the terminal to the first agreed move in a minute, without a camera", async () => {
    const { page, context, complaints } = await openTab(browser, { size: "desktop", scheme: "light" });
    const began = performance.now();
    await firstRun(page, server.setupUrl);
    await keepShot(page, "first-run-desktop-light");
    const table = await beginSample(page, server.url);
    await table.takePhoto();
    await table.waitForProposal(/before the first move/i);
    await table.agree();
    await table.takePhoto();
    await table.waitForProposal("E4");
    await table.agree();
    expect(await table.moves()).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(complaints).toEqual([]);
    signedIn = `${server.url.replace(/\W+/g, "-")}.json`;
    await context.storageState({ path: new URL(`./shots/${signedIn}`, import.meta.url).pathname });
    signedIn = new URL(`./shots/${signedIn}`, import.meta.url).pathname;
    await context.close();
  });

  for (const look of LOOKS) {
    const name = `${look.size}-${look.scheme}`;
    test(`a scripted visitor on ${name} agrees to the first move: proposal in 10 s, all in 60 s, a quiet console`, async () => {
      const { page, context, complaints } = await openTab(browser, { ...look, signedIn });
      const began = performance.now();
      const table = await beginSample(page, server.url);
      await keepShot(page, `${name}-1-begin`);
      await table.takePhoto();
      const first = await table.waitForProposal(/before the first move/i);
      await keepShot(page, `${name}-2-setup`);
      await table.agree();
      await table.takePhoto();
      await table.waitForProposal("E4");
      await keepShot(page, `${name}-3-proposal`);
      await table.agree();
      const all = performance.now() - began;
      await keepShot(page, `${name}-4-agreed`);
      expect(first).toBeLessThan(10_000);
      expect(all).toBeLessThan(60_000);
      expect(await table.moves()).toHaveLength(1);
      expect(complaints).toEqual([]);
      await context.close();
    });
  }
});
