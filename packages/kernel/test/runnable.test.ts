import { describe, expect, test } from "vitest";
import { inOrder, type Runnable } from "../src/index.ts";

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
