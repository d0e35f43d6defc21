import { systemClock } from "@wopr/kernel";
import { createWorkerPool, type WorkerPool } from "@wopr/vision/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ordeal } from "./pool.worker.ts";

const STAGES = ["decode", "quality", "register", "rectify", "relight", "occlusion", "scores", "readings"] as const;
const workerUrl = new URL("./pool.worker.ts", import.meta.url);
const ordeal = (at: string, how: Ordeal["how"], times: number): Ordeal => ({
  at,
  how,
  times,
  attempts: new Int32Array(new SharedArrayBuffer(4)),
});

describe("VI32: a worker that is lost", () => {
  let pool: WorkerPool;
  beforeAll(async () => {
    pool = createWorkerPool({ workerUrl, size: 2, clock: systemClock, deadlineMs: 3_000, maxOldGenerationSizeMb: 64 });
    await pool.start();
  });
  afterAll(() => pool.stop());

  const isHealthy = async () => {
    const { attempt } = await pool.run<{ attempt: number }>({ task: "look", input: ordeal("none", "exit", 0) });
    expect(attempt).toBe(0);
    expect(pool.stats()).toMatchObject({ busy: 0, waiting: 0 });
  };

  test.each(STAGES)("once at %s: the job is done by another, unseen", async (stage) => {
    const { attempt } = await pool.run<{ attempt: number }>({ task: "look", input: ordeal(stage, "exit", 1) });
    expect(attempt).toBe(1);
    await isHealthy();
  });

  test.each(STAGES)("twice at %s: the failure names the stage, the pool goes on", async (stage) => {
    const lost = pool.run({ task: "look", input: ordeal(stage, "exit", 2) });
    await expect(lost).rejects.toMatchObject({ code: "vision.worker_lost", params: { stage } });
    await isHealthy();
  });

  test.each(["stuck", "memory"] as const)(
    "%s: ended, replaced, done once more",
    async (how) => {
      const { attempt } = await pool.run<{ attempt: number }>({ task: "look", input: ordeal("register", how, 1) });
      expect(attempt).toBe(1);
      await isHealthy();
    },
    60_000,
  );

  test("a failure of the work itself is passed on and not tried again", async () => {
    const input = ordeal("scores", "throw", 9);
    await expect(pool.run({ task: "look", input })).rejects.toThrow();
    expect(Atomics.load(input.attempts, 0)).toBe(1);
    await isHealthy();
  });
});
