import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab, type SizeName } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { OWNER } from "./support/owner.ts";
import { openSession, type Session } from "./support/session.ts";

const PAGES = [
  ["/system", "System"],
  ["/system/people", "People"],
  ["/system/security", "Your security"],
  ["/system/keys", "API keys"],
  ["/system/secrets", "Secrets"],
  ["/system/notifications", "Notifications"],
  ["/system/backups", "Backups"],
  ["/system/jobs", "Jobs"],
  ["/history", "History"],
] as const;

describe.skipIf(!found.present)(`running an installation${missing}`, () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(async () => {
    await session?.close();
  });

  test("somebody is invited, accepts, and stands in History with who invited them", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/system/people`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByLabel("E-mail").fill("nora@example.com");
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = await page.locator("code").filter({ hasText: "/invitation#token=" }).innerText();
    const guest = await openTab(browser, { size: "phone", scheme: "dark" });
    await guest.page.goto(link.replace(/^https?:\/\/[^/]+/, server.url));
    await guest.page.getByLabel("Your name").fill("Nora Nyström");
    await guest.page.getByRole("textbox", { name: "Password" }).fill("six red boats at dawn");
    await keepShot(guest.page, "invitation");
    expect(await axeProblems(guest.page)).toEqual([]);
    await guest.page.getByRole("button", { name: "Make my account" }).click();
    await guest.page.getByRole("heading", { name: "Play", exact: true }).waitFor();
    await guest.context.close();
    await page.goto(`${server.url}/history`);
    await page.getByText("Invited nora@example.com as member.").waitFor();
    await page.getByRole("button", { name: "Is it whole?" }).click();
    await page.getByText(/entries are whole and in their place/).waitFor();
    await context.close();
  });

  test("a passkey signs in without a password", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`${server.url}/system/security`);
    await page.getByRole("button", { name: "Add this device" }).click();
    await page.getByRole("list", { name: "Passkeys" }).getByRole("listitem").waitFor();
    await keepShot(page, "security");
    await context.clearCookies();
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("heading", { name: "Play", exact: true }).waitFor();
    await context.close();
  });

  test("a secret is kept, a new value put, and the value before brought back from History", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/system/secrets`);
    await page.getByRole("button", { name: "Put a secret" }).click();
    await page.getByLabel("Name").fill("discord/ops");
    await page.getByRole("textbox", { name: "Value" }).fill("the first value");
    await page.getByRole("button", { name: "Keep it" }).click();
    await proveIfAsked(page);
    await page.getByRole("button", { name: "Put a new value for discord/ops" }).click();
    await page.getByRole("textbox", { name: "Value" }).fill("the second value");
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByText("version 2").waitFor();
    expect(await page.content()).not.toContain("the first value");
    await page.goto(`${server.url}/history`);
    await page.getByRole("button", { name: 'Put version 2 of the secret "discord/ops".' }).click();
    await page.getByRole("button", { name: "A mistake" }).click();
    await keepShot(page, "history-entry");
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText('Went back to version 1 of the secret "discord/ops".').first().waitFor();
    await context.close();
  });

  test("a backup is made and restored for a try from the page", async () => {
    const { server, browser, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "dark", signedIn });
    await page.goto(`${server.url}/system/backups`);
    await page.getByRole("button", { name: "Back up now" }).click();
    await page
      .getByRole("button", { name: /^Check / })
      .first()
      .waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "Try now" }).click();
    await page.getByText(/The last try brought every table back the same/).waitFor({ timeout: 30_000 });
    await keepShot(page, "backups");
    await context.close();
  });

  for (const [size, scheme] of [
    ["phone", "light"],
    ["ipad", "dark"],
    ["desktop", "light"],
  ] as const satisfies readonly (readonly [SizeName, "light" | "dark"])[]) {
    test(`P28: axe finds nothing, everything is large enough for fingers and nothing runs out of the page: ${size}, ${scheme}`, async () => {
      const { server, browser, signedIn } = session;
      const { page, context } = await openTab(browser, { size, scheme, signedIn });
      for (const [path, title] of PAGES) {
        await page.goto(server.url + path);
        await page.getByRole("heading", { name: title, exact: true }).first().waitFor();
        // The stream of events never rests, so the network is never idle.
        await page
          .getByRole("status", { name: /^Loading/ })
          .first()
          .waitFor({ state: "detached" });
        await keepShot(page, `system-${title.toLowerCase().replaceAll(" ", "-")}-${size}-${scheme}`);
        expect([path, await axeProblems(page)]).toEqual([path, []]);
        if (size === "phone") expect([path, await smallTargets(page)]).toEqual([path, []]);
        const wide = await page.locator("html").evaluate((it) => it.scrollWidth > it.clientWidth + 1);
        expect([path, wide]).toEqual([path, false]);
      }
      await context.close();
    });
  }
});

/** The set-up may lie more than ten minutes back on a slow machine. */
async function proveIfAsked(page: Page): Promise<void> {
  const asked = page.getByRole("dialog", { name: "Is it really you?" });
  const kept = page.getByRole("button", { name: "Put a new value for discord/ops" });
  await asked.or(kept).first().waitFor();
  if (!(await asked.isVisible())) return;
  await asked.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await asked.getByRole("button", { name: "It is me" }).click();
}
