import { request } from "node:http";
import { AppError, systemClock } from "@wopr/kernel";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limitBody } from "./body-limit.ts";
import type { HttpEnv } from "./env.ts";
import { createListener, type Listener } from "./listener.ts";

let listener: Listener;

beforeAll(async () => {
  const app = new Hono<HttpEnv>();
  app.onError((failure, c) => c.text(failure instanceof AppError ? failure.code : String(failure), 500));
  app.use(limitBody(10), limitBody(8));
  app.on(["POST", "DELETE"], "/", async (c) => c.text(`got ${await c.req.text()}`));
  listener = createListener({ app: app as never, host: "127.0.0.1", port: 0, clock: systemClock });
  await listener.start();
});
afterAll(() => listener.stop());

/** Sends pieces over a real socket; with more than one, or `chunked`, the length is not announced. */
function send(method: string, pieces: readonly string[], headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: listener.port(), method, headers }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      resolve(Buffer.concat(parts).toString());
    });
    sent.on("error", reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
  });
}

const chunked = { "transfer-encoding": "chunked" };

test.each([
  ["a DELETE without a body", () => send("DELETE", []), "got "],
  ["a body whose length is announced", () => send("POST", ["12345678"], { "content-length": "8" }), "got 12345678"],
  ["a body in pieces", () => send("POST", ["1234", "5678"], chunked), "got 12345678"],
  [
    "an announced body over the inner limit",
    () => send("POST", ["123456789"], { "content-length": "9" }),
    "platform.too_large",
  ],
  ["pieces over the inner limit", () => send("POST", ["12345", "6789"], chunked), "platform.too_large"],
  ["pieces over the outer limit", () => send("POST", ["123456", "789012"], chunked), "platform.too_large"],
])("%s, over a real socket", async (_, sent, answer) => {
  expect(await sent()).toBe(answer);
});
