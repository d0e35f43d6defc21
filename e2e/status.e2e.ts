import { eventually } from "@wopr/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

const DEFINITIONS = {
  page: { title: "Status of the house", intro: "What works here, checked twice a minute." },
  components: [
    { id: "shop", title: "Ersatzteilbestellwesen der Freiwilligen Feuerwehr", critical: true },
    { id: "garage", title: "Camera at garage" },
  ],
  checks: [
    {
      name: "switch-garage",
      title: "The switch answers",
      component: "garage",
      interval_s: 5,
      deadline_ms: 2000,
      private: true,
      probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
    },
    {
      name: "camera-garage",
      title: "The camera answers",
      component: "garage",
      interval_s: 5,
      deadline_ms: 2000,
      private: true,
      needs: [{ check: "switch-garage" }],
      probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
    },
    {
      name: "backup-beat",
      title: "The backup reported",
      component: "shop",
      probe: { kind: "push", every_s: 3600, grace_s: 60 },
    },
  ],
};

describe.skipIf(!found.present)(`status${missing}`, () => {
  let session: Session;
  let incident = "";

  /** Asks the interface as the signed-in owner. */
  async function ask(page: Page, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await page.request.fetch(session.server.url + path, {
      method,
      headers: { origin: session.server.url, "content-type": "application/json" },
      ...(body ? { data: body } : {}),
    });
    return (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  }

  beforeAll(async () => {
    session = await openSession();
    const { page, context } = await openTab(session.browser, {
      size: "desktop",
      scheme: "light",
      signedIn: session.signedIn,
    });
    await ask(page, "PUT", "/api/v1/status-definitions", { expected_revision: 0, definitions: DEFINITIONS });
    await ask(page, "POST", "/api/v1/status", { all: true });
    const from = new Date(Date.now() + 86_400_000).toISOString();
    const to = new Date(Date.now() + 90_000_000).toISOString();
    await ask(page, "POST", "/api/v1/maintenance", { title: "New disks", components: ["shop"], from, to });
    await eventually(
      "the incident of the switch",
      async () => JSON.stringify(await ask(page, "GET", "/api/v1/incidents?state=open")).includes("switch-garage"),
      { withinMs: 30_000, everyMs: 300 },
    );
    const { items } = (await ask(page, "GET", "/api/v1/incidents?state=open")) as { items: { id: string }[] };
    incident = items[0]?.id ?? "";
    await ask(page, "POST", `/api/v1/incidents/${incident}/entries`, {
      text: "Somebody is on the way to the garage.",
      public: true,
    });
    await context.close();
  });
  afterAll(async () => {
    await session?.close();
  });

  const pages = [
    { name: "overview", path: () => "/checks", ready: (page: Page) => page.getByText("What is to blame") },
    { name: "check", path: () => "/checks/switch-garage", ready: (page: Page) => page.getByText("Single runs") },
    {
      name: "incident",
      path: () => `/checks/incidents/${incident}`,
      ready: (page: Page) => page.getByText("on the way to the garage"),
    },
    {
      name: "incidents",
      path: () => "/checks/incidents?open=true",
      ready: (page: Page) => page.getByText("What happened"),
    },
    { name: "maintenance", path: () => "/checks/maintenance", ready: (page: Page) => page.getByText("New disks") },
    { name: "edit", path: () => "/checks/edit", ready: (page: Page) => page.getByText("Built-in checks") },
  ] as const;
  const looks = [
    { size: "desktop", scheme: "light" },
    { size: "phone", scheme: "dark" },
  ] as const;

  test.each(pages)(
    "the page $name is free of axe findings and finger-sized, in each size and scheme",
    { timeout: 120_000 },
    async ({ name, path, ready }) => {
      for (const look of looks) {
        const { page, context, complaints } = await openTab(session.browser, { ...look, signedIn: session.signedIn });
        await page.goto(session.server.url + path());
        await ready(page).first().waitFor();
        await keepShot(page, `status-${name}-${look.size}-${look.scheme}`);
        expect([look.size, await axeProblems(page)]).toEqual([look.size, []]);
        if (look.size !== "desktop") expect([look.size, await smallTargets(page)]).toEqual([look.size, []]);
        const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect([look.size, wide <= 0]).toEqual([look.size, true]);
        expect(complaints).toEqual([]);
        await context.close();
      }
    },
  );

  test("S26: the public page works without scripts, by keyboard, at 360 px, with shapes beside the colours", {
    timeout: 120_000,
  }, async () => {
    for (const [width, scheme] of [
      [360, "light"],
      [820, "dark"],
      [1440, "light"],
    ] as const) {
      const context = await session.browser.newContext({
        viewport: { width, height: 800 },
        colorScheme: scheme,
        javaScriptEnabled: false,
      });
      const page = await context.newPage();
      await page.goto(`${session.server.url}/status`);
      expect(await page.locator("h1").innerText()).toMatch(/Camera at garage does not work since/);
      expect(await page.locator("script").count()).toBe(0);
      await page.getByText("Somebody is on the way to the garage.").waitFor();
      for (const mark of ["✕", "●"]) expect(await page.locator(".mark", { hasText: mark }).count()).toBeGreaterThan(0);
      await keepShot(page, `status-public-${width}-${scheme}`);
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe("To the content");
      await page
        .getByRole("link", { name: /Camera at garage/ })
        .first()
        .focus();
      await page.keyboard.press("Enter");
      await page.waitForURL("**/status/garage");
      await keepShot(page, `status-component-${width}-${scheme}`);
      await context.close();
    }
  });

  test("S26: the public page is free of axe findings and finger-sized, light and dark", {
    timeout: 120_000,
  }, async () => {
    for (const [size, scheme] of [
      ["phone", "light"],
      ["ipad", "dark"],
      ["desktop", "dark"],
    ] as const) {
      const { page, context } = await openTab(session.browser, { size, scheme });
      await page.goto(`${session.server.url}/status`);
      expect([size, scheme, await axeProblems(page)]).toEqual([size, scheme, []]);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      expect([size, wide <= 0]).toEqual([size, true]);
      if (size === "phone") expect(await smallTargets(page)).toEqual([]);
      await context.close();
    }
  });

  test("a check is made in the editor, tried before it is saved, and shown", { timeout: 120_000 }, async () => {
    const { page, context } = await openTab(session.browser, {
      size: "desktop",
      scheme: "light",
      signedIn: session.signedIn,
    });
    await page.goto(`${session.server.url}/checks/edit`);
    await page.getByRole("button", { name: "Add a check" }).click();
    await page.getByLabel("Name").fill("own-health");
    await page.getByLabel("What it shows").fill("The server answers");
    await page.getByLabel("Address", { exact: true }).fill(`${session.server.url}/healthz`);
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText("may not be reached by a check").first().waitFor();
    await page.getByLabel(/private addresses/).check();
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText("It passes.").waitFor();
    await keepShot(page, "status-editor-tried");
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("list", { name: "Own checks" }).getByText("own-health").waitFor();
    await page.goto(`${session.server.url}/checks/own-health`);
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("Works.").first().waitFor();
    await context.close();
  });
});
