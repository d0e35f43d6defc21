import { serveWorker } from "./index.ts";

/** What the worker of the pool's tests is told to suffer. */
export interface Ordeal {
  /** Stage at which something happens. */
  readonly at: string;
  readonly how: "exit" | "stuck" | "memory" | "throw";
  /** How many attempts suffer; the next one lives. Shared, so that a new worker knows of the earlier ones. */
  readonly times: number;
  readonly attempts: Int32Array<SharedArrayBuffer>;
}

/** Stages as the pipeline names them. */
export const STAGES = [
  "decode",
  "quality",
  "register",
  "rectify",
  "relight",
  "occlusion",
  "scores",
  "readings",
] as const;

serveWorker({
  async look({ at, how, times, attempts }: Ordeal, { stage }) {
    const attempt = Atomics.add(attempts, 0, 1);
    for (const name of STAGES) {
      stage(name);
      // The message that names the stage leaves the thread before the thread ends.
      await new Promise((resolve) => setImmediate(resolve));
      if (name === at && attempt < times) suffer(how);
    }
    return { output: { attempt } };
  },
});

function suffer(how: Ordeal["how"]): void {
  if (how === "exit") process.exit(1);
  if (how === "throw") throw new Error("a bug");
  const kept: number[][] = [];
  for (;;) if (how === "memory") kept.push(new Array<number>(1_000_000).fill(kept.length));
}
