import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { found, keepShot, missing, openTab } from "./support/browser.ts";
import { axeProblems, smallTargets } from "./support/checks.ts";
import { openSession, type Session } from "./support/session.ts";

const GARDEN = new URL("../packages/games/samples/garden/", import.meta.url);

/** A network camera on loopback that streams two photos in turn. */
async function aStream(): Promise<{ readonly url: string; readonly viewers: () => number; stop(): Promise<void> }> {
  const photos = await Promise.all(["garden_00.jpg", "garden_01.jpg"].map((file) => readFile(new URL(file, GARDEN))));
  const viewers = new Set<ServerResponse>();
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=x" });
    viewers.add(response);
    response.on("close", () => viewers.delete(response));
  });
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    for (const viewer of viewers) viewer.write(Buffer.concat([Buffer.from("--x\r\n\r\n"), photos[n % 2]!]));
  }, 100);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video.mjpg`,
    viewers: () => viewers.size,
    async stop() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port where nobody listens. */
async function aClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!found.present)(`cameras${missing}`, () => {
  let session: Session;
  let stream: Awaited<ReturnType<typeof aStream>>;

  beforeAll(async () => {
    session = await openSession();
    stream = await aStream();
  });
  afterAll(async () => {
    await session?.close();
    await stream?.stop();
  });

  test("a live camera is added, tested with a real frame, looked through, and let go of", async () => {
    const { browser, server, signedIn } = session;
    const { page, context, complaints } = await openTab(browser, { size: "ipad", scheme: "light", signedIn });
    await page.goto(`${server.url}/play/cameras`);
    await page.getByRole("button", { name: "Add a camera" }).tap();
    const dialog = page.getByRole("dialog", { name: "Add a camera" });
    await dialog.getByLabel("Kind of camera").first().tap();
    await page.getByRole("option", { name: "Network camera, live" }).tap();
    await dialog.getByLabel("Name").fill("Über dem Wohnzimmertisch");
    await dialog.getByLabel("Address of the stream").fill(stream.url);
    expect(await axeProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add", exact: true }).tap();

    const card = page.getByRole("article", { name: "Camera Über dem Wohnzimmertisch" });
    await card.getByRole("button", { name: "Test" }).tap();
    await card.getByText(/The test (passed|failed) in/).waitFor({ timeout: 30_000 });
    await card.getByText("A frame came after", { exact: false }).waitFor();
    await card.getByRole("button", { name: "Look" }).tap();
    await card.getByText("Live", { exact: true }).waitFor({ timeout: 30_000 });
    await keepShot(page, "camera-live");
    expect(await axeProblems(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await card.getByRole("button", { name: "Stop looking" }).tap();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a camera nobody answers for says why, in a sentence, and stays", async () => {
    const { browser, server, signedIn } = session;
    const { page, context } = await openTab(browser, { size: "phone", scheme: "dark", signedIn });
    await page.goto(`${server.url}/play/cameras`);
    await page.getByRole("button", { name: "Add a camera" }).tap();
    const dialog = page.getByRole("dialog", { name: "Add a camera" });
    await dialog.getByLabel("Kind of camera").first().tap();
    await page.getByRole("option", { name: "Network camera, snapshots" }).tap();
    await dialog.getByLabel("Name").fill("Keller");
    await dialog.getByLabel("Address of the picture").fill(`http://127.0.0.1:${await aClosedPort()}/snapshot.jpg`);
    await dialog.getByRole("button", { name: "Add", exact: true }).tap();
    const card = page.getByRole("article", { name: "Camera Keller" });
    await card.getByRole("button", { name: "Test" }).tap();
    await card.getByText("It refused the connection.", { exact: false }).first().waitFor({ timeout: 30_000 });
    expect(await axeProblems(page)).toEqual([]);
    await context.close();
  });
});
