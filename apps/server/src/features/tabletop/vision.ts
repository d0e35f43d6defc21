import type { Clock, Log, Runnable } from "@wopr/kernel";
import { compareWork, readWork, sampleWork } from "./look-work.ts";
import type { VisionPort } from "./vision-port.ts";

/** Looks at photos, and the workers that do it. */
export function createVision({ clock }: { readonly clock: Clock; readonly log: Log }): {
  readonly port: VisionPort;
  readonly pool: Runnable;
} {
  const timed = async <T>(
    work: (onStage: (stage: string) => void) => Promise<T>,
    onStage: ((stage: string) => void) | undefined,
  ) => {
    const times: Record<string, number> = {};
    let stage = "";
    let since = clock.monotonicMs();
    const next = (name: string) => {
      if (stage) times[stage] = Math.round(clock.monotonicMs() - since);
      stage = name;
      since = clock.monotonicMs();
      onStage?.(name);
    };
    const result = await work(next);
    next("");
    return { result, times };
  };
  return {
    port: {
      async compare(task, options = {}) {
        const { result, times } = await timed((onStage) => compareWork(task, onStage), options.onStage);
        return { observation: result, times };
      },
      async read(task, options = {}) {
        const { result, times } = await timed((onStage) => readWork(task, onStage), options.onStage);
        return { read: result, times };
      },
      sample: (task) => sampleWork(task),
      layer: async () => {
        throw new Error("layers are drawn by the pool");
      },
    },
    pool: { name: "vision", start: async () => {}, stop: async () => {} },
  };
}
