import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab, type SizeName, startBrowser } from "./support/browser.ts";
import { firstRun } from "./support/owner.ts";
import { type RunningServer, startServer } from "./support/server.ts";
import { openSession, type Session } from "./support/session.ts";
import { beginSample, type TablePage } from "./support/table.ts";

const LOOKS: readonly { readonly size: SizeName; readonly scheme: "light" | "dark" }[] = [
  { size: "phone", scheme: "light" },
  { size: "phone", scheme: "dark" },
  { size: "ipad", scheme: "light" },
  { size: "ipad", scheme: "dark" },
  { size: "desktop", scheme: "light" },
  { size: "desktop", scheme: "dark" },
];
const FIRST_PROPOSAL_MS = 10_000;
const FIRST_MOVE_MS = 60_000;

/** Takes a photo, waits for what it shows, agrees. */
async function play(table: TablePage, shows: string | RegExp): Promise<number> {
  await table.takePhoto();
  const took = await table.waitForProposal(shows);
  await table.agree();
  return took;
}

describe.skipIf(!found.present)(`the first minute of a newcomer${missing}`, () => {
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startServer();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("from the link in the terminal to the first agreed move in a minute, with a quiet console", async () => {
    const { page, context, complaints } = await openTab(browser, { size: "desktop", scheme: "light" });
    const began = performance.now();
    await firstRun(page, server.setupUrl);
    await keepShot(page, "first-run");
    const table = await beginSample(page, server.url);
    await play(table, /set-up has 8 pieces/);
    await play(table, /E4, E5/);
    await expect.poll(() => table.moves()).toEqual(["Red: places E4, E5"]);
    expect(performance.now() - began).toBeLessThan(FIRST_MOVE_MS);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe.skipIf(!found.present)(`the sample game${missing}`, () => {
  let session: Session;

  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(async () => {
    await session?.close();
  });

  for (const look of LOOKS) {
    const name = `${look.size}-${look.scheme}`;
    test(`a visitor on ${name} sees the first proposal in 10 s and agrees to the first move in 60 s`, async () => {
      const { browser, server, signedIn } = session;
      const { page, context, complaints } = await openTab(browser, { ...look, signedIn });
      const began = performance.now();
      const table = await beginSample(page, server.url);
      await keepShot(page, `${name}-1-table`);
      await table.takePhoto();
      const first = await table.waitForProposal(/set-up has 8 pieces/);
      await keepShot(page, `${name}-2-setup`);
      await table.agree();
      await table.takePhoto();
      await table.waitForProposal(/E4, E5/);
      await keepShot(page, `${name}-3-proposal`);
      await table.agree();
      const all = performance.now() - began;
      await keepShot(page, `${name}-4-agreed`);
      expect(first).toBeLessThan(FIRST_PROPOSAL_MS);
      expect(all).toBeLessThan(FIRST_MOVE_MS);
      await expect.poll(() => table.moves()).toEqual(["Red: places E4, E5"]);
      expect(complaints).toEqual([]);
      await context.close();
    });
  }

  test("a hand is sent back, a pushed tile is asked about, a bump is read, all can be looked at and undone", async () => {
    const { browser, server, signedIn } = session;
    const { page, context, complaints } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    const table = await beginSample(page, server.url);
    await play(table, /set-up has 8 pieces/);
    await play(table, /E4, E5/);
    await play(table, /H4/);
    await play(table, /G7, H7/);

    await table.takePhoto();
    await table.waitForProposal(/hands? away/);
    await keepShot(page, "photo-4-hand");
    await table.proposal.getByRole("button", { name: "Retake" }).click();
    await table.waitForProposal(/C7, C8, C9/);
    await table.agree();

    await table.takePhoto();
    await table.waitForProposal("What happened at E5?");
    await keepShot(page, "photo-6-question");
    await table.proposal.getByRole("button", { name: "Only bumped" }).click();
    await table.proposal.waitFor({ state: "detached" });

    await play(table, /H5, H6/);
    await table.takePhoto();
    await table.waitForProposal(/F8, F9/);
    await keepShot(page, "photo-8-bump");
    await table.agree();
    await expect.poll(() => table.moves()).toHaveLength(7);

    await page.getByRole("button", { name: "Undo the last change" }).click();
    await expect.poll(() => table.moves()).toHaveLength(6);
    await page.getByRole("button", { name: "Redo what was taken back" }).click();
    await expect.poll(() => table.moves()).toHaveLength(7);

    await page.getByRole("link", { name: "History", exact: true }).last().click();
    await page.getByRole("button", { name: /^Move 4/ }).click();
    await page.getByText("Purple: places C7, C8, C9").first().waitFor();
    await page.getByRole("img", { name: /Board of 9 × 9 with 16 pieces/ }).waitFor();
    await keepShot(page, "history-move-4");

    await page.getByRole("button", { name: /^Compare with/ }).click();
    await page.getByText("3 cells differ: C7, C8 and C9.").waitFor({ timeout: 20_000 });
    for (const side of [/^Left/, /^Right/]) {
      const picture = page.getByRole("img", { name: side });
      await expect
        .poll(() => picture.evaluate((it) => ("naturalWidth" in it ? it.naturalWidth : 0)), { timeout: 20_000 })
        .toBeGreaterThan(0);
    }
    await keepShot(page, "compare");
    expect(complaints).toEqual([]);
    await context.close();
  });
});
