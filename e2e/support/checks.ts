import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const CONTROLS =
  'a[href]:visible, button:visible, summary:visible, input:not([type="hidden"]):visible, [role="menuitem"]:visible, [role="option"]:visible';
/** Finger width (look.md), minus half a pixel of rounding. */
const LEAST_PX = 43.5;

/** What axe finds on a page, as sentences. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} at ${node.target.join(" ")}`));
}

/**
 * Controls smaller than a finger. A check box or radio button counts with its label; links within a sentence and the
 * cells of a board, whose size is the board's, do not count.
 */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const control of await page.locator(CONTROLS).all()) {
    const exempt = await control.evaluate(
      (it) => it.closest("[data-cell], .visually-hidden, p") !== null || it.tabIndex < 0,
    );
    if (exempt) continue;
    const labelled = control.locator("xpath=ancestor::label[1]");
    const isChoice = await control.evaluate((it) => it.matches("input[type=checkbox], input[type=radio]"));
    const inLabel = isChoice && (await labelled.count()) > 0;
    const target = inLabel ? labelled : isChoice ? control.locator("xpath=../..") : control;
    const box = await target.boundingBox();
    if (!box || box.width === 0 || box.height === 0) continue;
    if (box.width < LEAST_PX || box.height < LEAST_PX) {
      const name = await control.evaluate((it) => it.outerHTML.slice(0, 120));
      problems.push(`${Math.round(box.width)} × ${Math.round(box.height)}: ${String(name)}`);
    }
  }
  return problems;
}
