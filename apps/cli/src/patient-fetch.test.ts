import { createFakeClock } from "@wopr/testkit";
import { expect, test } from "vitest";
import { createPatientFetch } from "./patient-fetch.ts";

/** Answers with these statuses, one after the other; 429 asks for `retryAfter` seconds. */
function play(statuses: readonly number[], retryAfter = "3") {
  const clock = createFakeClock();
  const left = [...statuses];
  const fetchOnce = async () => {
    const status = left.shift() ?? 200;
    return new Response(status === 204 ? null : "{}", {
      status,
      headers: status === 429 ? { "retry-after": retryAfter } : {},
    });
  };
  const patient = createPatientFetch(fetchOnce, { clock, interrupted: new AbortController().signal });
  const advance = async () => {
    while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(3000);
  };
  return { answer: patient("http://wopr.lan/x", {}), left, clock, advance };
}

test("what the server refuses as too much is asked again after the time it names", async () => {
  const { answer, advance, clock } = play([429, 429, 200]);
  await advance();
  await advance();
  expect((await answer).status).toBe(200);
  expect(clock.monotonicMs()).toBe(6000);
});

test.each([200, 403, 500])("%i is passed on at once", async (status) => {
  expect((await play([status]).answer).status).toBe(status);
});

test("a wait that is too long is not begun: the refusal is passed on", async () => {
  expect((await play([429], "3600").answer).status).toBe(429);
});
