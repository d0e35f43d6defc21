import { availableParallelism } from "node:os";
import type { Clock, Runnable } from "@wopr/kernel";
import { createWorkerPool, defaultPoolSize } from "@wopr/vision/node";
import type { TaskOptions, VisionPort } from "./vision-port.ts";

/** Looks at photos, and the worker threads that do it. */
export function createVision({ clock }: { readonly clock: Clock }): {
  readonly port: VisionPort;
  readonly pool: Runnable;
} {
  const pool = createWorkerPool({
    workerUrl: new URL("./worker.ts", import.meta.url),
    size: defaultPoolSize(availableParallelism()),
    clock,
  });
  const run = <Output>(task: { readonly kind: string }, { signal, onStage }: TaskOptions = {}) =>
    pool.run<Output>({
      task: task.kind,
      input: task,
      ...(signal ? { signal } : {}),
      ...(onStage ? { onStage } : {}),
    });
  const port: VisionPort = {
    compare: (task, options) => run(task, options),
    read: (task, options) => run(task, options),
    zones: (task, options) => run(task, options),
    readZones: (task, options) => run(task, options),
    table: (task, options) => run(task, options),
    sampleZones: (task, options) => run(task, options),
    sample: (task, options) => run(task, options),
    layer: (task, options) => run(task, options),
    crop: (task, options) => run(task, options),
    markers: (task, options) => run(task, options),
  };
  return { port, pool };
}
