import { createClient } from "@wopr/client";
import { createApiKey, createNamespace, postAcks, registerConsumer, resolveConfig } from "@wopr/contracts";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

const SCHEMA = {
  type: "object",
  properties: {
    capture: {
      type: "object",
      properties: {
        delay_s: { type: "number", minimum: 0, maximum: 60, description: "Pause before a photo.", "x-unit": "s" },
        resolution: { type: "string", enum: ["4k", "1080p"], description: "Size of a photo." },
        flash: { type: "boolean", description: "Light for the photo." },
      },
    },
  },
};

describe.skipIf(!found.present)(`configuration${missing}`, () => {
  let session: Session;
  /** Calls the server from the page: with its session. */
  const inPage = (page: Page) => createClient({ baseUrl: "", fetch: (url, init) => viaPage(page, url, init) });

  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(() => session?.close());

  test("C32, C11: new, edit with help, publish, a refusal at its line, the way back; keyboard alone; axe finds nothing", async () => {
    const { page, context, complaints } = await openTab(session.browser, {
      size: "desktop",
      scheme: "light",
      signedIn: session.signedIn,
    });
    await page.goto(`${session.server.url}/config`);
    await page.getByRole("heading", { name: "Config", exact: true }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await keepShot(page, "config-list");

    const client = inPage(page);
    await client.call(createNamespace, {
      body: {
        name: "desk-cam",
        title: "Camera on the desk",
        schema: JSON.stringify(SCHEMA),
        text: "# The desk.\ncapture:\n  delay_s: 2\n  resolution: 4k\n",
      },
    });
    const { key } = await client.call(createApiKey, {
      body: { name: "desk", permissions: ["config:consume"], expires_in_days: 1 },
    });
    const consumer = createClient({ baseUrl: session.server.url, token: key });
    await consumer.call(registerConsumer, {
      body: { name: "camera-desk", version: "wopr-cam 2.4", namespaces: ["desk-cam"] },
    });
    await (await consumer.raw(resolveConfig, { params: { ns: "desk-cam" }, query: {} })).text();

    await page.goto(`${session.server.url}/config/desk-cam`);
    const editor = page.getByRole("textbox", { name: /Settings of the layer default/ });
    await editor.waitFor({ timeout: 20_000 });
    await editor.focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("  dela");
    await page.keyboard.press("Escape");
    for (let i = 0; i < 6; i += 1) await page.keyboard.press("Backspace");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.type("00");
    await page.getByRole("list", { name: "Problems" }).getByText("must be <= 60").waitFor();
    await keepShot(page, "config-problem");
    expect(await axeProblems(page)).toEqual([]);
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("5");
    await page.getByRole("list", { name: "Problems" }).waitFor({ state: "detached" });
    await page.keyboard.press("Control+Enter");
    const dialog = page.getByRole("dialog", { name: /Publish desk-cam/ });
    await dialog.getByText("2").first().waitFor();
    await dialog.getByLabel("What changes, and why").fill("Hands leave slower");
    await keepShot(page, "config-publish");
    expect(await axeProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Publish" }).press("Enter");
    const live = page.getByRole("region", { name: "Live" });
    await live.getByText("Revision 2 is on its way").waitFor();
    await live.getByText("waiting").waitFor();

    await consumer.call(postAcks, {
      body: [
        {
          namespace: "desk-cam",
          epoch: 1,
          revision: 2,
          etag: "x",
          outcome: "rejected",
          error: { message: "delay_s must be below 3", path: ["capture", "delay_s"] },
        },
      ],
    });
    await live.getByText(/camera-desk refuses it: delay_s must be below 3/).waitFor({ timeout: 5_000 });
    await live.getByText(/Back to what was good, as revision 3/).waitFor({ timeout: 5_000 });
    await keepShot(page, "config-back");
    await page.getByRole("radiogroup", { name: "Part of the namespace" }).getByText("History").click();
    await page.getByText("Taken back").waitFor();
    await keepShot(page, "config-history");
    expect(await axeProblems(page)).toEqual([]);
    expect(complaints.filter((text) => !text.includes("409") && !text.includes("422"))).toEqual([]);
    await context.close();
  }, 120_000);

  test("on a phone and an iPad the form comes first, and edits the same bytes", async () => {
    for (const size of ["phone", "ipad"] as const) {
      const { page, context } = await openTab(session.browser, { size, scheme: "dark", signedIn: session.signedIn });
      await page.goto(`${session.server.url}/config/desk-cam`);
      await page.getByRole("switch", { name: /flash/ }).waitFor({ timeout: 20_000 });
      const flash = page.getByRole("switch", { name: /flash/ });
      await flash.evaluate((it) => it.scrollIntoView({ block: "center" }));
      await flash.press("Space");
      await keepShot(page, `config-form-${size}`);
      await page.getByText("You have unpublished changes.").waitFor({ timeout: 8_000 });
      expect(await axeProblems(page)).toEqual([]);
      await keepShot(page, `config-form-${size}`);
      await page.getByRole("button", { name: "Drop changes" }).click();
      await context.close();
    }
  }, 120_000);
});

/** A request with the session of the page. */
async function viaPage(page: Page, url: string, init: RequestInit): Promise<Response> {
  const answer = await page.evaluate(
    async ([address, method, body]) => {
      const got = await fetch(address ?? "", {
        method: method ?? "GET",
        headers: body ? { "content-type": "application/json" } : {},
        ...(body ? { body } : {}),
      });
      return { status: got.status, text: await got.text(), type: got.headers.get("content-type") ?? "" };
    },
    [url, init.method ?? "GET", (init.body as string | undefined) ?? null] as const,
  );
  return new Response(answer.status === 204 ? null : answer.text, {
    status: answer.status,
    headers: { "content-type": answer.type },
  });
}
