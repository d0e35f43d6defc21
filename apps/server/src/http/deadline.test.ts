import { defineEndpoint } from "@wopr/contracts";
import { createFakeClock } from "@wopr/testkit";
import { expect, test } from "vitest";
import { z } from "zod";
import { createDeadlines } from "./deadline.ts";
import { aCaller, aHttpApp } from "./http.testing.ts";
import { mount } from "./mount.ts";

const never = () => new Promise<never>(() => {});

test("work that is done in time gives its result or its failure, and nothing waits for it any more", async () => {
  const clock = createFakeClock();
  const deadlines = createDeadlines(clock);
  expect(await deadlines.within(1000, async () => "done")).toBe("done");
  await expect(deadlines.within(1000, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  clock.advance(200);
  await expect.poll(() => clock.sleepers()).toBe(0);
});

test("work that takes too long is given up, and told so when it asked to be told", async () => {
  const clock = createFakeClock();
  const signals: AbortSignal[] = [];
  const late = createDeadlines(clock).within(1000, (signal) => {
    signals.push(signal());
    return never();
  });
  const outcome = late.catch((error: unknown) => error);
  clock.advance(800);
  await Promise.resolve();
  expect(signals[0]?.aborted).toBe(false);
  const passing = () => {
    clock.advance(200);
    return signals[0]?.aborted;
  };
  await expect.poll(passing).toBe(true);
  expect(await outcome).toMatchObject({ code: "platform.deadline_exceeded", params: { after_ms: 1000 } });
});

test("a request is given up after 30 s, or after the time its contract states", async () => {
  const clock = createFakeClock();
  const app = aHttpApp({ clock, caller: aCaller([]) });
  const slow = { method: "GET", summary: "Slow", scope: "public", status: 200, response: z.object({}) } as const;
  mount(app, defineEndpoint({ ...slow, path: "/slow" }), never);
  mount(app, defineEndpoint({ ...slow, path: "/slower", deadlineMs: 50_000 }), never);
  const ended: string[] = [];
  const ask = async (path: string) => {
    const answer = await app.request(`/api/v1${path}`);
    ended.push(`${path} ${answer.status} after ${clock.monotonicMs() / 1000} s`);
    return answer.json();
  };
  const both = Promise.all([ask("/slow"), ask("/slower")]);
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 200) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(200);
    }
  };
  await pass(51_000);
  expect(await both).toMatchObject([
    { code: "platform.deadline_exceeded", retry: "later", params: { after_ms: 30_000 } },
    { code: "platform.deadline_exceeded", params: { after_ms: 50_000 } },
  ]);
  expect(ended[0]).toMatch(/^\/slow 503 after 30(\.[024])? s/);
});
