import type { Locator, Page } from "playwright-core";

/** The page of one game, as somebody uses it. */
export interface TablePage {
  readonly proposal: Locator;
  /** Presses the big button. */
  takePhoto(): Promise<void>;
  /** Waits for what WOPR believes. @returns How long that took, milliseconds. */
  waitForProposal(text: string | RegExp): Promise<number>;
  /** Agrees, and waits until the card has gone. */
  agree(): Promise<void>;
  /** What the moves list says, first to last. */
  moves(): Promise<readonly string[]>;
}

const PROPOSAL_MS = 30_000;

/** Drives the page of one game. */
export function tablePage(page: Page): TablePage {
  const proposal = page.getByRole("region", { name: "Proposal" });
  return {
    proposal,
    async takePhoto() {
      await page.getByRole("button", { name: /^(Take photo|Take setup photo|Capture move)$/ }).click();
    },
    async waitForProposal(text) {
      const began = performance.now();
      await proposal.getByText(text).first().waitFor({ timeout: PROPOSAL_MS });
      return performance.now() - began;
    },
    async agree() {
      await proposal.getByRole("button", { name: /^(Agree|Yes, the board is like this)$/ }).click();
      await proposal.waitFor({ state: "detached" });
    },
    async moves() {
      const lines = page.getByRole("region", { name: "Moves" }).getByRole("listitem");
      return lines.allInnerTexts().then((texts) => texts.map((text) => text.replace(/^\d+\s*/, "").trim()));
    },
  };
}

/** Opens the games and begins the sample. Ends on its table. */
export async function beginSample(page: Page, url: string): Promise<TablePage> {
  await page.goto(`${url}/play`);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await page.getByRole("toolbar", { name: "Photo and moves" }).waitFor();
  return tablePage(page);
}
