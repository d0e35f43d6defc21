import type { Clock, Log } from "@wopr/kernel";
import type { Stage } from "./http/ready-gate.ts";

/** One step of a start. */
export interface Step {
  readonly name: string;
  /** What probes are told while it runs. */
  readonly stage: Stage;
  run(): Promise<void>;
  /** Takes it back, when the server stops or a later step fails. Idempotent. */
  undo(): Promise<void>;
}

/** Runs steps in order and takes them back in reverse. */
export interface StartUp {
  stage(): Stage;
  /** Resolves when all steps have run. When one fails, those before it are taken back first. */
  start(): Promise<void>;
  /** Idempotent; also ends a start under way as soon as its step allows it. */
  stop(): Promise<void>;
}

/** An ordered start whose every step is logged with the time it took (platform.md 6.1). */
export function createStartUp(steps: readonly Step[], clock: Clock, log: Log): StartUp {
  let stage: Stage = "starting";
  let begun: Step[] = [];
  let stopping: Promise<void> | undefined;

  async function takeBack(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of begun.reverse()) {
      await step.undo().catch((failure: unknown) => {
        log.warn({ step: step.name, err: failure }, "a part did not stop cleanly");
        failures.push(failure);
      });
    }
    begun = [];
  }

  async function timed(step: Step): Promise<void> {
    const began = clock.monotonicMs();
    stage = step.stage;
    begun.push(step);
    await step.run();
    log.info({ step: step.name, took_ms: Math.round(clock.monotonicMs() - began) }, "start-up step done");
  }

  return {
    stage: () => stage,

    async start() {
      const began = clock.monotonicMs();
      try {
        for (const step of steps) {
          if (stopping) return;
          await timed(step);
        }
      } catch (failure) {
        if (stopping) return;
        stage = "stopping";
        await takeBack();
        throw failure;
      }
      if (stopping) return;
      stage = "ready";
      log.info({ took_ms: Math.round(clock.monotonicMs() - began) }, "ready");
    },

    stop() {
      stage = "stopping";
      stopping ??= takeBack();
      return stopping;
    },
  };
}
