import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aChessGame, callAs } from "./support/api.ts";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

describe.skipIf(!found.present)(`the past of a game${missing}`, () => {
  let session: Session;

  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(async () => {
    await session?.close();
  });

  test("TT37: an earlier move is corrected by keyboard, with a preview, and the correction is undone", async () => {
    const { browser, server, signedIn } = session;
    const { page, context, complaints } = await openTab(browser, { size: "desktop", scheme: "dark", signedIn });
    await page.goto(`${server.url}/play`);
    const id = await aChessGame(page, "Correction");
    const hash = async () => (await callAs<{ state_hash: string }>(page, "GET", `/games/${id}/state`)).state_hash;
    const before = await hash();
    await page.goto(`${server.url}/play/${id}/history?at=3`);
    await page.getByText("White: Nf3", { exact: true }).waitFor();
    await page.keyboard.press("e");
    const editor = page.getByRole("dialog", { name: "What was the move?" });
    await editor.waitFor();
    await editor.getByRole("button", { name: /^f3, / }).press("Enter");
    await editor.getByRole("button", { name: /^h3, / }).press("Enter");
    await editor.getByText(/g1 → h3/).waitFor();
    await editor.getByRole("button", { name: "See what it changes" }).press("Enter");
    const preview = page.getByRole("dialog", { name: "Correct move 3?" });
    await preview.getByText(/h3/).first().waitFor();
    expect(await hash()).toBe(before);
    await keepShot(page, "correction-preview");
    expect(await axeProblems(page)).toEqual([]);
    await preview.getByRole("button", { name: "Correct" }).press("Enter");
    await page.getByText("White: Nh3").first().waitFor();
    expect(await hash()).not.toBe(before);
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await expect.poll(hash).toBe(before);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a game is replayed with speed, stepped by keys, scrubbed; moves are marked and commented", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    await page.goto(`${server.url}/play`);
    const id = await aChessGame(page, "Replay");
    await page.goto(`${server.url}/play/${id}/history?at=0`);
    await page.getByText("4 moves, 0 photos", { exact: false }).waitFor();
    for (const key of ["+", "+", "+", "+", "p"]) await page.keyboard.press(key);
    await page.getByText("Black: d6").first().waitFor();
    await page.getByRole("button", { name: "Play from the beginning" }).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "interesting" }).tap();
    await page.getByText("White: e4!?").waitFor();
    await page.getByRole("textbox", { name: "Comment on move 1" }).fill("<b>King's pawn</b>");
    await page.getByRole("button", { name: "Comment", exact: true }).tap();
    await page.getByText("<b>King's pawn</b>").waitFor();
    await page.getByRole("button", { name: "Draw an arrow" }).tap();
    await page.getByRole("button", { name: "e4", exact: true }).tap();
    await page.getByRole("button", { name: "d5", exact: true }).tap();
    await page.locator("svg path[transform*=rotate]").waitFor({ state: "attached" });
    await keepShot(page, "replay");
    expect(await axeProblems(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await context.close();
  });

  test("TT31: a spectator without an account follows a link live, also after the line was cut, until it is revoked", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "desktop", scheme: "light", signedIn });
    await page.goto(`${server.url}/play`);
    const id = await aChessGame(page, "Shared");
    await page.goto(`${server.url}/play/${id}`);
    await page.getByRole("button", { name: "More about this game" }).click();
    await page.getByRole("menuitem", { name: "Share with a link" }).click();
    await page.getByLabel("Who it is for").fill("Großeltern");
    await page.getByRole("button", { name: "Make a link" }).click();
    const href = await page.getByRole("textbox", { name: "The link" }).inputValue();

    const guest = await openTab(browser, { size: "phone", scheme: "light" });
    await guest.page.goto(href);
    await guest.page.getByText("Live", { exact: false }).first().waitFor();
    await guest.page.getByRole("heading", { name: "Shared" }).waitFor();
    await keepShot(guest.page, "spectator");
    expect(await axeProblems(guest.page)).toEqual([]);
    expect(await smallTargets(guest.page)).toEqual([]);

    const play = async (player: number, from: string, to: string) => {
      const { seq } = await callAs<{ seq: number }>(page, "GET", `/games/${id}/state`);
      const move = { kind: "move", player, from, to };
      await callAs(page, "POST", `/games/${id}/moves`, { expected_seq: seq, move });
    };
    const began = performance.now();
    await play(1, "f1", "c4");
    await guest.page.getByText("White: Bc4").first().waitFor();
    expect(performance.now() - began).toBeLessThan(5_000);

    await guest.context.setOffline(true);
    await play(2, "c8", "g4");
    await guest.context.setOffline(false);
    await guest.page.getByText("Black: Bg4").first().waitFor();

    await page.getByRole("button", { name: "Revoke the link Großeltern" }).click();
    await page.getByText("Revoked").waitFor();
    await guest.page.goto(href);
    await guest.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
    await guest.context.close();
    await context.close();
  });

  test("the result is written on a score sheet and finishes the game", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "dark", signedIn });
    await page.goto(`${server.url}/play`);
    const id = await aChessGame(page, "Result");
    await page.goto(`${server.url}/play/${id}`);
    await page.getByRole("button", { name: "More about this game" }).tap();
    await page.getByRole("menuitem", { name: "Finish: the result" }).tap();
    await page.getByRole("button", { name: "White won" }).tap();
    await page.getByLabel("How it ended").fill("Black resigned.");
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Finish the game" }).tap();
    await expect
      .poll(async () => (await callAs<{ status: string }>(page, "GET", `/games/${id}`)).status)
      .toBe("completed");
    await context.close();
  });
});
