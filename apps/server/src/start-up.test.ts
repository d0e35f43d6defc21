import { silentLog } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import { expect, test } from "vitest";
import { createStartUp, type Step } from "./start-up.ts";

function recorded(names: readonly string[], failing?: string) {
  const acts: string[] = [];
  const steps = names.map(
    (name): Step => ({
      name,
      stage: "starting_features",
      run: async () => {
        acts.push(name);
        if (name === failing) throw new Error(`${name} fails`);
      },
      undo: async () => void acts.push(`-${name}`),
    }),
  );
  return { acts, startUp: createStartUp(steps, createFakeClock(), silentLog) };
}

test("steps run in order and are taken back in reverse, once", async () => {
  const { acts, startUp } = recorded(["a", "b", "c"]);
  await startUp.start();
  expect(startUp.stage()).toBe("ready");
  await Promise.all([startUp.stop(), startUp.stop()]);
  expect(acts).toEqual(["a", "b", "c", "-c", "-b", "-a"]);
  expect(startUp.stage()).toBe("stopping");
});

test("a step that fails takes back itself and those before it, and says why", async () => {
  const { acts, startUp } = recorded(["a", "b", "c"], "b");
  await expect(startUp.start()).rejects.toThrow("b fails");
  expect(acts).toEqual(["a", "b", "-b", "-a"]);
});

test("a stop during the start begins no further step", async () => {
  const acts: string[] = [];
  const opened = Promise.withResolvers<void>();
  const open: Step = {
    name: "open",
    stage: "opening_database",
    run: () => opened.promise,
    undo: async () => opened.reject(new Error("stopped")),
  };
  const after: Step = {
    name: "after",
    stage: "migrating",
    run: async () => void acts.push("after"),
    undo: async () => {},
  };
  const startUp = createStartUp([open, after], createFakeClock(), silentLog);
  const starting = startUp.start();
  await startUp.stop();
  await starting;
  expect(acts).toEqual([]);
});
