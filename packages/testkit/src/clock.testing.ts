import type { Clock } from "@wopr/kernel";
import { describe, expect, test } from "vitest";

/** A clock and how to let its time pass. */
export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets at least `ms` pass. */
  pass(ms: number): Promise<void>;
}

/** Every {@link Clock} keeps these promises. Run it against the fake and against the real one. */
export function describeClock(name: string, open: () => ClockUnderTest): void {
  describe(name, () => {
    test("both its times move on together", async () => {
      const { clock, pass } = open();
      const before = { wall: clock.now().getTime(), monotonic: clock.monotonicMs() };
      await pass(30);
      expect(clock.now().getTime() - before.wall).toBeGreaterThanOrEqual(29);
      expect(clock.monotonicMs() - before.monotonic).toBeGreaterThanOrEqual(29);
    });

    test("sleep wakes once its time is over, not before", async () => {
      const { clock, pass } = open();
      const began = clock.monotonicMs();
      let wokeAt: number | undefined;
      const sleeping = clock.sleep(40).then(() => {
        wokeAt = clock.monotonicMs();
      });
      await pass(5);
      expect(wokeAt).toBeUndefined();
      await pass(40);
      await sleeping;
      // timers may fire a fraction of a millisecond early
      expect((wokeAt ?? 0) - began).toBeGreaterThanOrEqual(39);
    });

    test("several sleepers wake in the order of their times", async () => {
      const { clock, pass } = open();
      const woken: number[] = [];
      const all = Promise.all([60, 20, 40].map((ms) => clock.sleep(ms).then(() => woken.push(ms))));
      await pass(100);
      await all;
      expect(woken).toEqual([20, 40, 60]);
    });

    test("sleep rejects with the reason of a signal that is aborted meanwhile", async () => {
      const { clock } = open();
      const controller = new AbortController();
      const sleeping = clock.sleep(60_000, controller.signal);
      controller.abort(new Error("enough"));
      await expect(sleeping).rejects.toThrow("enough");
    });

    test("sleep rejects at once when the signal is aborted already", async () => {
      const { clock } = open();
      await expect(clock.sleep(60_000, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    });

    test("a signal aborted after the sleep changes nothing", async () => {
      const { clock, pass } = open();
      const controller = new AbortController();
      const sleeping = clock.sleep(5, controller.signal);
      await pass(20);
      await sleeping;
      controller.abort(new Error("too late"));
      await expect(sleeping).resolves.toBeUndefined();
    });

    test("sleep of no time at all ends", async () => {
      const { clock, pass } = open();
      const sleeping = clock.sleep(0);
      await pass(1);
      await sleeping;
    });
  });
}
