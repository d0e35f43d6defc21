import type { Clock } from "@wopr/kernel";
import type { Fact } from "../domain/types.ts";
import { type BuiltInCheck, failed, notRun, type Outcome, passed } from "../probe.ts";
import { sentenceOf } from "../probes/words.ts";

const COMPONENT = { id: "cameras", title: "Cameras" } as const;
/** A busy camera works if it gave a picture this recently. */
const FRESH_MS = 60_000;
/** Left over of the deadline for telling about the others when one hangs. */
const MARGIN_MS = 500;

/** A camera as the checks see it. */
export interface WatchedCamera {
  readonly id: string;
  readonly name: string;
}

/** How cameras are asked; given by whoever has them. */
export interface CameraPort {
  /** Cameras that can be asked: not those of browsers, which only send. */
  list(signal: AbortSignal): Promise<readonly WatchedCamera[]>;
  /** `GET /camera/status`. */
  status(
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly status: string; readonly lastCapture: Date | null; readonly detail: string | null }>;
  /** `POST /cameras/{id}/test`: a real frame, looked at. */
  test(id: string, signal: AbortSignal): Promise<{ readonly passed: boolean; readonly problems: readonly string[] }>;
}

/** The published checks of the cameras. Without a camera they are not configured, which is no failure. */
export function cameraChecks(deps: {
  readonly cameras: CameraPort | undefined;
  readonly clock: Clock;
}): readonly BuiltInCheck[] {
  const { cameras, clock } = deps;

  /** Asks every camera beside the others; one that hangs is named and delays nobody. */
  async function each(
    deadlineMs: number,
    signal: AbortSignal,
    ask: (camera: WatchedCamera, port: CameraPort, signal: AbortSignal) => Promise<string | undefined>,
  ): Promise<Outcome> {
    if (!cameras) return notRun("disabled", "The feature with the cameras is switched off.");
    const all = await cameras.list(signal);
    if (all.length === 0) return notRun("not_configured", "There is no camera yet.");
    const patience = new AbortController();
    const either = AbortSignal.any([signal, patience.signal]);
    const late = clock.sleep(deadlineMs - MARGIN_MS, either).then(
      () => "does not answer in time",
      () => "was not waited for",
    );
    const problems = await Promise.all(
      all.map((camera) => Promise.race([ask(camera, cameras, either).catch(sentenceOf), late])),
    );
    patience.abort(new Error("The check is over."));
    const facts: Record<string, Fact> = {};
    for (const [index, camera] of all.entries()) facts[camera.name] = problems[index] ?? "works";
    const broken = all.flatMap((camera, index) =>
      problems[index] === undefined ? [] : [`${camera.name}: ${problems[index]}`],
    );
    return broken.length === 0 ? passed(facts) : failed(broken.join("; "), facts);
  }

  return [
    {
      name: "wopr-cam-up",
      title: "Every camera answers",
      failing: "do not answer",
      component: COMPONENT,
      intervalS: 30,
      deadlineMs: 5_000,
      // Which cameras there are stands in the database.
      needs: ["db-up"],
      runbook: "wopr-cam-up.md",
      probe: ({ signal }) =>
        each(5_000, signal, async (camera, port, until) => {
          const { status, detail } = await port.status(camera.id, until);
          return status === "ready" || status === "busy" ? undefined : (detail ?? `says "${status}"`);
        }),
    },
    {
      name: "wopr-cam-functional",
      title: "Every camera gives a picture that shows something",
      failing: "give no usable pictures",
      component: COMPONENT,
      intervalS: 60,
      deadlineMs: 10_000,
      needs: ["wopr-cam-up"],
      runbook: "wopr-cam-functional.md",
      probe: ({ signal }) =>
        each(10_000, signal, async (camera, port, until) => {
          const { status, lastCapture } = await port.status(camera.id, until);
          const fresh = lastCapture !== null && clock.now().getTime() - lastCapture.getTime() < FRESH_MS;
          if (status === "busy" && fresh) return undefined;
          const { passed: works, problems } = await port.test(camera.id, until);
          return works ? undefined : problems.join(" ") || "its picture is not usable";
        }),
    },
  ];
}
