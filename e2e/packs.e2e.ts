import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

const GARDEN = new URL("../packages/games/samples/garden/", import.meta.url);
const CORNER_NAMES = ["top left", "top right", "bottom right", "bottom left"] as const;

interface Spec {
  readonly corners: readonly (readonly [number, number])[];
  readonly image: { readonly width: number; readonly height: number };
}

describe.skipIf(!found.present)(`kinds of games of one's own${missing}`, () => {
  let session: Session;
  let spec: Spec;

  beforeAll(async () => {
    session = await openSession();
    spec = JSON.parse(await readFile(new URL("sample.json", GARDEN), "utf8")) as Spec;
  });
  afterAll(async () => {
    await session?.close();
  });

  test("TT22: a grid is drawn on a photo, tried on it, and saved", async () => {
    const { browser, server, signedIn } = session;
    const { page, context, complaints } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/play/packs/new`);
    await page.getByLabel("Name").fill("Gartenfliesen");
    await page.getByRole("textbox", { name: "Columns" }).fill("9");
    await page.getByRole("textbox", { name: "Rows" }).fill("9");
    await page.locator('input[type="file"]').setInputFiles(fileURLToPath(new URL("garden_01.jpg", GARDEN)));
    await dragCorners(page, spec);
    await page.getByText("Pieces", { exact: true }).click();
    // A red tile at D3, a yellow one at G4 of the rendered garden.
    await tapBoard(page, spec, [3.5 / 9, 2.5 / 9]);
    await page.getByText("Player 2", { exact: true }).click();
    await tapBoard(page, spec, [6.5 / 9, 3.5 / 9]);
    await page.getByText("2 tapped", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Try on this photo" }).click();
    const reading = page.getByRole("region", { name: "Try on this photo" });
    await reading.getByText("D3: player 1").waitFor();
    await reading.getByText("G4: player 2").waitFor();
    await keepShot(page, "pack-grid");
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/play\/packs\/gartenfliesen$/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("TT22: areas and a track are drawn by keyboard alone, and saved", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "ipad", scheme: "dark", signedIn });
    await page.goto(`${server.url}/play/packs/new`);
    await page.getByLabel("Name").fill("Markt und Mühle");
    await page.getByRole("radio", { name: "Areas and tracks" }).press("Space");
    await page.locator('input[type="file"]').setInputFiles(fileURLToPath(new URL("garden_01.jpg", GARDEN)));
    await page.getByRole("radio", { name: "Areas", exact: true }).press("Space");
    await page.getByRole("button", { name: "Add an area" }).press("Enter");
    const corner = page.getByRole("button", { name: /^Corner 1 of Area 1/ });
    const before = await corner.boundingBox();
    for (let n = 0; n < 5; n += 1) await corner.press("Shift+ArrowLeft");
    expect((await corner.boundingBox())?.x).toBeLessThan((before?.x ?? 0) - 10);
    await page.getByRole("button", { name: "Mirror", exact: true }).press("Enter");
    await page.getByRole("button", { name: "Area 1 mirrored", exact: true }).waitFor();
    await page.getByRole("button", { name: "Add a track" }).press("Enter");
    await page.getByRole("textbox", { name: "Stops" }).fill("12");
    await page.getByRole("button", { name: /^Stop 12 of Track 3/ }).waitFor();
    await keepShot(page, "pack-zones");
    expect(await axeProblems(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).press("Enter");
    await page.waitForURL(/\/play\/packs\/markt_und_muhle$/);
    await context.close();
  });
});

/** Drags the four handles to where the corners of the board are. */
async function dragCorners(page: Page, { corners, image }: Spec): Promise<void> {
  const picture = page.getByAltText("The board as the camera sees it");
  await picture.waitFor();
  const box = await picture.boundingBox();
  if (!box) throw new Error("The photo is not shown.");
  for (const [i, [x, y]] of corners.entries()) {
    const handle = page.getByRole("button", { name: new RegExp(`^${i + 1}, ${CORNER_NAMES[i]} corner`) });
    const from = await handle.boundingBox();
    if (!from) throw new Error(`Corner ${i + 1} has no handle.`);
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + (x / image.width) * box.width, box.y + (y / image.height) * box.height, { steps: 4 });
    await page.mouse.up();
  }
}

/** Taps a place of the board, as shares of its width and height; near enough between its corners in the photo. */
async function tapBoard(page: Page, { corners, image }: Spec, [u, v]: readonly [number, number]): Promise<void> {
  const box = await page.getByAltText("The board, as the camera sees it").boundingBox();
  const [tl, tr, br, bl] = corners;
  if (!box || !tl || !tr || !br || !bl) throw new Error("The photo is not shown.");
  const at = (i: 0 | 1) => (1 - v) * ((1 - u) * tl[i] + u * tr[i]) + v * ((1 - u) * bl[i] + u * br[i]);
  await page.mouse.click(box.x + (at(0) / image.width) * box.width, box.y + (at(1) / image.height) * box.height);
}
