import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLAGS, found, keepShot, missing, openTab } from "./support/browser.ts";
import { openSession, type Session } from "./support/session.ts";
import { tablePage } from "./support/table.ts";

const GARDEN = new URL("../packages/games/samples/garden/", import.meta.url);
const photo = (file: string) => fileURLToPath(new URL(file, GARDEN));
const CORNER_NAMES = ["top left", "top right", "bottom right", "bottom left"] as const;
const PLAYERS = [
  { name: "Rosa", color: "red" },
  { name: "Sol", color: "yellow" },
  { name: "Iris", color: "blue" },
  { name: "Viola-Franziska", color: "purple" },
] as const;

describe.skipIf(!found.present)(`a game of one's own${missing}`, () => {
  let session: Session;

  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(async () => {
    await session?.close();
  });

  test("is set up from photos of this device: kind, players, corners by dragging, colours by tapping, and the first move is read", async () => {
    const { browser, server, signedIn } = session;
    const { page, context, complaints } = await openTab(browser, { size: "ipad", scheme: "dark", signedIn });
    const spec = JSON.parse(await readFile(new URL("sample.json", GARDEN), "utf8"));
    await page.goto(`${server.url}/play/new`);
    await describeGame(page, "Gartenfliesenlegemeisterschaft am Freitagabend");
    await page.getByRole("button", { name: "Begin" }).click();

    await page.getByRole("button", { name: "Next: corners" }).click();
    await page.locator('input[type="file"]').setInputFiles(photo("garden_00.jpg"));
    await dragCorners(page, spec.corners, spec.image);
    await page.getByText(/^Good\. The smallest cell is 9\d pixels\.$/).waitFor();
    await keepShot(page, "own-corners");
    await page.getByRole("button", { name: "Next: colours" }).click();

    for (const { player, cell } of spec.palette) {
      await page.locator("label", { hasText: PLAYERS[player - 1]?.name ?? "" }).click();
      await page.getByRole("button", { name: new RegExp(`^${cell}(,|$)`) }).click();
    }
    await page.getByRole("button", { name: "Learn these colours" }).click();
    await page
      .getByText(/\d+ from (Red|Yellow|Blue|Purple)/)
      .first()
      .waitFor();
    await keepShot(page, "own-colours");
    await page.getByRole("button", { name: "Next: setup photo" }).click();

    const table = tablePage(page);
    await table.waitForProposal(/set-up has 8 pieces: Red 2, Yellow 2, Blue 2, Purple 2/);
    await table.agree();
    await page.locator('input[type="file"]').setInputFiles(photo("garden_01.jpg"));
    await table.waitForProposal(/E4, E5/);
    await table.agree();
    await expect.poll(() => table.moves()).toEqual(["Red: places E4, E5"]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("what was typed for a new game is there again after a reload", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "light", signedIn });
    await page.goto(`${server.url}/play/new`);
    await page.getByLabel("Name of the game").fill("Half typed");
    await page.reload();
    await expect.poll(() => page.getByLabel("Name of the game").inputValue()).toBe("Half typed");
    await context.close();
  });

  test("a file that is no photo is refused with what to do, and nothing is kept", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "light", signedIn });
    await page.goto(`${server.url}/play/new`);
    await describeGame(page, "No photo");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("button", { name: "Next: corners" }).click();
    const file = { name: "holiday.heic", mimeType: "image/heic", buffer: Buffer.from("not a picture") };
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.getByText(/cannot be read as a photo here/).waitFor();
    await page.getByRole("button", { name: "Take or choose a photo" }).waitFor();
    await context.close();
  });

  test("the live picture of this device is a camera", async () => {
    if (!found.present) return;
    const { server, signedIn } = session;
    const fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    const browser = await chromium.launch({ executablePath: found.command, args: [...FLAGS, ...fake] });
    const { page } = await openTab(browser, { size: "phone", scheme: "light", signedIn });
    await page.goto(`${server.url}/play/new`);
    await describeGame(page, "Live");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("button", { name: "Next: corners" }).click();
    await page.getByRole("button", { name: "Live picture" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take photo" }).click();
    await page.getByRole("button", { name: /top left corner/ }).waitFor({ timeout: 20_000 });
    await keepShot(page, "own-live");
    await browser.close();
  });
});

/** Kind, name and players of a game on a board of 9 × 9. */
async function describeGame(page: Page, name: string): Promise<void> {
  await page.getByLabel("Columns").fill("9");
  await page.getByLabel("Rows").fill("9");
  await page.getByLabel("Name of the game").fill(name);
  await page.getByRole("button", { name: "Next: players" }).click();
  for (const { name: player, color } of PLAYERS) {
    const seat = PLAYERS.findIndex((candidate) => candidate.name === player) + 1;
    const field = page.getByLabel(`Name of player ${seat}`);
    if ((await field.count()) === 0) await page.getByRole("button", { name: "Add a player" }).click();
    await field.fill(player);
    await page.getByRole("button", { name: `Colour of player ${seat}:` }).click();
    await page.getByRole("menuitem", { name: color }).click();
  }
}

/** Drags the four handles to where the corners of the board lie in the photo. */
async function dragCorners(
  page: Page,
  corners: readonly (readonly [number, number])[],
  image: { readonly width: number; readonly height: number },
): Promise<void> {
  const picture = page.getByAltText("The board as the camera sees it");
  await picture.waitFor({ timeout: 20_000 });
  for (const [index, name] of CORNER_NAMES.entries()) {
    const handle = await page.getByRole("button", { name: new RegExp(`, ${name} corner`) }).boundingBox();
    const stage = await picture.boundingBox();
    const [x, y] = corners[index] ?? [0, 0];
    if (!handle || !stage) throw new Error("The photo is not shown.");
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(stage.x + (x / image.width) * stage.width, stage.y + (y / image.height) * stage.height, {
      steps: 4,
    });
    await page.mouse.up();
  }
}
