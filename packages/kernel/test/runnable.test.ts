import { describe, expect, test, vi } from "vitest";
import { type Clock, inOrder, type Runnable, repeatedly } from "../src/index.ts";

/** A part that writes down what happens to it. */
function aPart(name: string, said: string[], differs: Partial<Runnable> = {}): Runnable {
  return {
    name,
    async start() {
      said.push(`start ${name}`);
    },
    async stop() {
      said.push(`stop ${name}`);
    },
    ...differs,
  };
}
const fails = (message: string) => () => Promise.reject(new Error(message));

describe("inOrder", () => {
  test("starts in order and stops in reverse", async () => {
    const said: string[] = [];
    const all = inOrder("all", [aPart("a", said), aPart("b", said), aPart("c", said)]);
    expect(said).toEqual([]);
    await all.start();
    await all.stop();
    expect(said).toEqual(["start a", "start b", "start c", "stop c", "stop b", "stop a"]);
  });

  test("stopping twice stops once", async () => {
    const said: string[] = [];
    const all = inOrder("all", [aPart("a", said)]);
    await all.start();
    await Promise.all([all.stop(), all.stop()]);
    await all.stop();
    expect(said).toEqual(["start a", "stop a"]);
  });

  test("can be started again after it was stopped", async () => {
    const said: string[] = [];
    const all = inOrder("all", [aPart("a", said)]);
    await all.start();
    await all.stop();
    await all.start();
    expect(said).toEqual(["start a", "stop a", "start a"]);
  });

  test("a part that does not start: those before it are stopped, those after it never started, the cause is kept", async () => {
    const said: string[] = [];
    const broken = aPart("b", said, { start: fails("no disk") });
    const failure = await inOrder("all", [aPart("a", said), broken, aPart("c", said)])
      .start()
      .catch((caught: unknown) => caught);
    expect(said).toEqual(["start a", "stop a"]);
    expect(failure).toMatchObject({ message: 'all: "b" did not start', cause: new Error("no disk") });
  });

  test("a failed start and a failed stop after it are both told", async () => {
    const said: string[] = [];
    const stuck = aPart("a", said, { stop: fails("stuck") });
    const broken = aPart("b", said, { start: fails("no disk") });
    const failure = await inOrder("all", [stuck, broken])
      .start()
      .catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors).toHaveLength(2);
  });

  test("one part that does not stop does not keep the others running", async () => {
    const said: string[] = [];
    const all = inOrder("all", [aPart("a", said), aPart("b", said, { stop: fails("stuck") }), aPart("c", said)]);
    await all.start();
    await expect(all.stop()).rejects.toThrow("all: 1 parts did not stop cleanly");
    expect(said).toEqual(["start a", "start b", "start c", "stop c", "stop a"]);
  });
});

/** A clock whose sleeps end when the test says so. */
function aStoppedClock() {
  let wake = () => {};
  const slept: number[] = [];
  const clock: Clock = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        slept.push(ms);
        wake = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
      }),
  };
  return { clock, slept, wake: () => wake() };
}

describe("repeatedly", () => {
  test("acts at once, then after every pause, also when an act failed, until it is stopped", async () => {
    const time = aStoppedClock();
    const failures: unknown[] = [];
    let acts = 0;
    const part = repeatedly("part", {
      everyMs: 500,
      clock: time.clock,
      act: async () => {
        acts += 1;
        if (acts === 2) throw new Error("planted");
      },
      onFailure: (err) => failures.push(err),
    });
    await part.start();
    for (const turn of [1, 2, 3]) {
      await vi.waitFor(() => expect([acts, time.slept.length]).toEqual([turn, turn]));
      time.wake();
    }
    await vi.waitFor(() => expect(time.slept).toEqual([500, 500, 500, 500]));
    await part.stop();
    expect([acts, failures.length]).toEqual([4, 1]);
  });

  test("can be started again, and stopping what never ran is nothing", async () => {
    const time = aStoppedClock();
    let acts = 0;
    const act = async () => {
      acts += 1;
    };
    const part = repeatedly("part", { everyMs: 1, clock: time.clock, act, onFailure: () => {} });
    await part.stop();
    for (const turn of [1, 2]) {
      await part.start();
      await vi.waitFor(() => expect(acts).toBe(turn));
      await part.stop();
    }
  });
});
