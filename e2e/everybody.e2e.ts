import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";
import { beginSample, tablePage } from "./support/table.ts";

describe.skipIf(!found.present)(`for everybody${missing}`, () => {
  let session: Session;
  /** A sample game that has a few moves, for pages that show one. */
  let gamePath: string;

  beforeAll(async () => {
    session = await openSession();
    const { page, context } = await openTab(session.browser, {
      size: "desktop",
      scheme: "light",
      signedIn: session.signedIn,
    });
    const table = await beginSample(page, session.server.url);
    for (const shows of [/set-up has 8 pieces/, /E4, E5/, /H4/]) {
      await table.takePhoto();
      await table.waitForProposal(shows);
      await table.agree();
    }
    gamePath = new URL(page.url()).pathname;
    await context.close();
  });
  afterAll(async () => {
    await session?.close();
  });

  test("the whole loop goes by keyboard: sample, photo, agree, answer, undo, redo, history, compare", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/play`);
    const sample = page.getByRole("button", { name: "Try a sample" });
    await tabTo(page, () => sample.evaluate((it) => it.ownerDocument.activeElement === it));
    await page.keyboard.press("Enter");
    await page.getByRole("toolbar", { name: "Photo and moves" }).waitFor();
    const table = tablePage(page);

    for (const shows of [/set-up has 8 pieces/, /E4, E5/, /H4/, /G7, H7/]) {
      await page.keyboard.press("Space");
      await table.waitForProposal(shows);
      await page.keyboard.press("Enter");
      await table.proposal.waitFor({ state: "detached" });
    }
    await page.keyboard.press("Space");
    await table.waitForProposal(/hands? away/);
    await page.keyboard.press("Space");
    await table.waitForProposal(/C7, C8, C9/);
    await page.keyboard.press("Enter");
    await table.proposal.waitFor({ state: "detached" });
    await page.keyboard.press("Space");
    await table.waitForProposal("What happened at E5?");
    await page.keyboard.press("1");
    await table.proposal.waitFor({ state: "detached" });
    await expect.poll(() => table.moves()).toHaveLength(5);

    await page.keyboard.press("u");
    await expect.poll(() => table.moves()).toHaveLength(4);
    await page.keyboard.press("Shift+U");
    await expect.poll(() => table.moves()).toHaveLength(5);

    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys of this page" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await page.keyboard.press("ArrowLeft");
    await page.getByRole("list", { name: "Timeline" }).waitFor();
    await page.keyboard.press("Home");
    await page.getByText("The board before the first move").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByText("Red: places E4, E5").first().waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("c");
    await page.getByRole("slider", { name: /left photo/ }).waitFor({ timeout: 20_000 });
    await context.close();
  });

  test("a move can be entered by keyboard alone, cell by cell", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "dark", signedIn });
    await page.goto(server.url + gamePath);
    const table = tablePage(page);
    await page.getByRole("toolbar", { name: "Photo and moves" }).waitFor();
    const before = (await table.moves()).length;
    await page.keyboard.press("e");
    const cell = page.getByRole("button", { name: "A1, empty" });
    await tabTo(page, () => cell.evaluate((it) => it.ownerDocument.activeElement === it));
    for (const key of ["ArrowRight", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("dialog").getByText("Blue: places B2").waitFor();
    await keepShot(page, "enter-by-hand");
    const enter = page.getByRole("button", { name: "Enter this move" });
    await tabTo(page, () => enter.evaluate((it) => it.ownerDocument.activeElement === it));
    await page.keyboard.press("Enter");
    await expect.poll(() => table.moves()).toHaveLength(before + 1);
    await context.close();
  });

  const pages = [
    { name: "play", path: () => "/play", ready: (page: Page) => page.getByRole("heading", { name: "All games" }) },
    {
      name: "table",
      path: () => gamePath,
      ready: (page: Page) => page.getByRole("toolbar", { name: "Photo and moves" }),
    },
    {
      name: "game history",
      path: () => `${gamePath}/history?at=1`,
      ready: (page: Page) => page.getByText("Red: places E4, E5"),
    },
    { name: "compare", path: () => `${gamePath}/compare`, ready: (page: Page) => page.getByRole("slider") },
    { name: "new game", path: () => "/play/new", ready: (page: Page) => page.getByText("Kind of game") },
    {
      name: "prepare",
      path: () => `${gamePath}/prepare?step=camera`,
      ready: (page: Page) => page.getByText("This device", { exact: true }),
    },
    {
      name: "corners",
      path: () => `${gamePath}/prepare?step=corners`,
      ready: (page: Page) => page.getByRole("button", { name: /top left corner/ }),
    },
    {
      name: "colours",
      path: () => `${gamePath}/prepare?step=colours`,
      ready: (page: Page) => page.getByRole("button", { name: "Another photo" }),
    },
    {
      name: "cameras",
      path: () => "/play/cameras",
      ready: (page: Page) => page.getByRole("heading", { name: "Cameras" }),
    },
    {
      name: "history",
      path: () => "/history",
      ready: (page: Page) => page.getByRole("list", { name: "History, newest first" }),
    },
    { name: "system", path: () => "/system", ready: (page: Page) => page.getByText("Everything works.") },
    { name: "keys", path: () => "/system/keys", ready: (page: Page) => page.getByText("No keys yet") },
  ] as const;

  for (const scheme of ["light", "dark"] as const) {
    test(`axe finds nothing on any page, ${scheme}`, async () => {
      const { server, browser, signedIn } = session;
      const { page, context } = await openTab(browser, { size: "desktop", scheme, signedIn });
      for (const { name, path, ready } of pages) {
        await page.goto(server.url + path());
        await ready(page).first().waitFor({ timeout: 20_000 });
        await keepShot(page, `page-${name.replaceAll(" ", "-")}-${scheme}`);
        expect(await axeProblems(page), name).toEqual([]);
      }
      await context.close();
    });
  }

  test("axe finds nothing in the terminal look, on a proposal, in the drawer, the finder and the menus", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    await page.goto(`${server.url}/system`);
    await page.getByText("Terminal", { exact: true }).click();
    const table = await beginSample(page, server.url);
    await table.takePhoto();
    await table.waitForProposal(/set-up has 8 pieces/);
    await keepShot(page, "terminal-proposal");
    expect(await axeProblems(page), "proposal").toEqual([]);
    await table.proposal.getByRole("button", { name: "Why?" }).click();
    await page.getByText("What was checked").waitFor();
    await keepShot(page, "terminal-why");
    expect(await axeProblems(page), "why").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder(/Find a game/).waitFor();
    expect(await axeProblems(page), "finder").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^More: account/ }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(await axeProblems(page), "account").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More about this game" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).waitFor();
    expect(await axeProblems(page), "game menu").toEqual([]);
    await context.close();
  });

  test("axe finds nothing in front of the door", async () => {
    const { server, browser } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "dark" });
    await page.goto(`${server.url}/play`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await context.close();
  });

  for (const size of ["phone", "ipad"] as const) {
    test(`every control of every page is as large as a finger, and nothing runs off the side, ${size}`, async () => {
      const { server, browser, signedIn } = session;
      const { page, context } = await openTab(browser, { size, scheme: "light", signedIn });
      for (const { name, path, ready } of pages) {
        await page.goto(server.url + path());
        await ready(page).first().waitFor({ timeout: 20_000 });
        await keepShot(page, `page-${name.replaceAll(" ", "-")}-${size}`);
        expect(await smallTargets(page), name).toEqual([]);
        const overflow = await page.locator("html").evaluate((it) => it.scrollWidth - it.clientWidth);
        expect(overflow, name).toBeLessThanOrEqual(0);
      }
      await context.close();
    });
  }

  test("at 200 % zoom and on a phone on its side nothing runs off the side", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    for (const viewport of [
      { width: 720, height: 450 },
      { width: 844, height: 390 },
    ]) {
      await page.setViewportSize(viewport);
      for (const { name, path, ready } of pages) {
        await page.goto(server.url + path());
        await ready(page).first().waitFor({ timeout: 20_000 });
        await keepShot(page, `side-${viewport.width}-${name.replaceAll(" ", "-")}`);
        const overflow = await page.locator("html").evaluate((it) => it.scrollWidth - it.clientWidth);
        expect(overflow, `${name} at ${viewport.width}`).toBeLessThanOrEqual(0);
      }
    }
    await context.close();
  });
});

/** Presses Tab until something has the focus; a page that never gives it is a page without a keyboard. */
async function tabTo(page: Page, there: () => Promise<unknown>): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await there()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("120 presses of Tab did not lead there.");
}
