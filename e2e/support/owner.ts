import type { Page } from "playwright-core";

/** Who owns the installations of the tests. */
export const OWNER = {
  name: "Ana Lindqvist",
  email: "ana@example.com",
  password: "four lamps over the harbour",
} as const;

/** The first run, as a person does it: owner account, then this device. Ends on the games. */
export async function firstRun(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: "On this device" }).waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("heading", { name: "Play", exact: true }).waitFor();
}
