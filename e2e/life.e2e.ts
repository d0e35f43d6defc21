import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab, SIZES, type SizeName } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

/** Machines of tests are small and do several things at once. */
const PATIENT = { timeout: 15_000 };
const PAGES = ["", "/plan", "/character", "/evenings", "/history", "/settings"] as const;

describe.skipIf(!found.present)(`the day${missing}`, () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(async () => {
    await session?.close();
  });

  test("LF-30: from nothing to a useful day by keyboard alone, without ring and broker, in under two minutes", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    const began = performance.now();
    await page.goto(`${server.url}/day`);
    await page.getByRole("heading", { name: "Your day" }).waitFor();
    await keepShot(page, "life-first-run");
    await tabTo(page, "Begin the day");
    await page.keyboard.press("Enter");
    const due = page.getByRole("list", { name: "Due today" });
    await due.waitFor();
    const before = await due.getByRole("listitem").filter({ hasText: /:/ }).count();
    expect(before).toBeGreaterThanOrEqual(3);
    await page.keyboard.press("c");
    await page
      .getByText(/^Done: /)
      .first()
      .waitFor();
    await expect.poll(() => due.getByRole("listitem").filter({ hasText: /:/ }).count(), PATIENT).toBe(before - 1);
    await page.keyboard.press("u");
    await expect.poll(() => due.getByRole("listitem").filter({ hasText: /:/ }).count(), PATIENT).toBe(before);
    await page.keyboard.press("s");
    await page
      .getByText(/^Skipped: /)
      .first()
      .waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("p");
    await page.getByRole("dialog", { name: /^Move: / }).waitFor();
    await page.getByRole("button", { name: /^6\. Tomorrow/ }).waitFor();
    await page.keyboard.press("6");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(performance.now() - began).toBeLessThan(120_000);
    await page
      .getByText(/No ring data: the score says what it knows|nothing is known|not enough data|Nothing was due/i)
      .first()
      .waitFor();
    await context.close();
  });

  test("on a phone a swipe to the right is done, to the left opens where it can go", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "dark", signedIn });
    await page.goto(`${server.url}/day`);
    const due = page.getByRole("list", { name: "Due today" });
    const line = due.getByRole("button", { name: /^Done: / }).first();
    await line.waitFor();
    const before = await due.getByRole("button", { name: /^Done: / }).count();
    await swipe(page, line, 160);
    await expect.poll(() => due.getByRole("button", { name: /^Done: / }).count(), PATIENT).toBe(before - 1);
    await swipe(page, due.getByRole("button", { name: /^Done: / }).first(), -160);
    await page.getByRole("dialog", { name: /^Move: / }).waitFor();
    await context.close();
  });

  test.each(Object.keys(SIZES) as SizeName[])(
    "every page holds to axe and to fingers, %s, light and dark",
    async (size) => {
      const { server, browser, signedIn } = session;
      for (const scheme of ["light", "dark"] as const) {
        // The same elements in the same colours: axe looks at the phone in both schemes, at the desktop in one.
        const judged = size === "phone" || (size === "desktop" && scheme === "light");
        const { page, context, complaints } = await openTab(browser, { size, scheme, signedIn });
        for (const path of PAGES) {
          await page.goto(`${server.url}/day${path}`);
          await page.getByRole("navigation", { name: "Day" }).waitFor();
          await expect.poll(() => page.locator('[role="status"][aria-label^="Loading"]').count(), PATIENT).toBe(0);
          await keepShot(page, `life${path.replace("/", "-")}-${size}-${scheme}`);
          if (judged) expect([path, await axeProblems(page)]).toEqual([path, []]);
          if (size === "phone") expect([path, await smallTargets(page)]).toEqual([path, []]);
          const wide = await page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth",
          );
          expect([path, wide]).toEqual([path, false]);
        }
        expect(complaints).toEqual([]);
        await context.close();
      }
    },
  );

  test("the tree is walked by arrows and a node is previewed with its way and its price", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/day/character`);
    const tree = page.getByRole("slider", { name: "Tree" });
    await tree.focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.getByText(/The way there: STR_1 → STR_2, 2 points/).waitFor();
    await context.close();
  });
});

async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  for (let presses = 0; presses < 60; presses += 1) {
    if (await button.evaluate((it) => it.ownerDocument.activeElement === it)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} cannot be reached with the Tab key.`);
}

/** A finger drawn over a line, beside its button. */
async function swipe(page: Page, button: ReturnType<Page["getByRole"]>, dx: number): Promise<void> {
  const box = await button.boundingBox();
  if (!box) throw new Error("There is nothing to swipe.");
  const from = { x: box.x - 120, y: box.y + box.height / 2 };
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x: number) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: from.y }] });
  await touch("touchStart", from.x);
  await touch("touchMove", from.x + dx / 2);
  await touch("touchMove", from.x + dx);
  await touch("touchEnd", from.x + dx);
}
