import { systemClock } from "@wopr/kernel";
import { expect, test } from "vitest";
import { describeClock } from "./clock.testing.ts";
import { createFakeClock } from "./fake-clock.ts";

describeClock("the real clock", () => ({ clock: systemClock, pass: (ms) => systemClock.sleep(ms + 1) }));

describeClock("the fake clock", () => {
  const clock = createFakeClock();
  return {
    clock,
    async pass(ms) {
      clock.advance(ms);
    },
  };
});

test("the fake clock stands still until it is told otherwise", () => {
  const clock = createFakeClock("2026-07-01T12:00:00Z");
  expect([clock.now(), clock.now()]).toEqual([new Date("2026-07-01T12:00:00Z"), new Date("2026-07-01T12:00:00Z")]);
  expect(clock.monotonicMs()).toBe(clock.monotonicMs());
});

test("setting the wall clock moves no sleeper and no monotonic time", () => {
  const clock = createFakeClock();
  void clock.sleep(10);
  clock.setWallClock(new Date("2099-01-01T00:00:00Z"));
  expect(clock.now()).toEqual(new Date("2099-01-01T00:00:00Z"));
  expect(clock.monotonicMs()).toBe(0);
  expect(clock.sleepers()).toBe(1);
  clock.advance(10);
  expect(clock.now()).toEqual(new Date("2099-01-01T00:00:00.010Z"));
  expect(clock.sleepers()).toBe(0);
});

test("an aborted sleeper is forgotten", async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(10, controller.signal);
  expect(clock.sleepers()).toBe(1);
  controller.abort(new Error("enough"));
  await expect(sleeping).rejects.toThrow("enough");
  expect(clock.sleepers()).toBe(0);
});
