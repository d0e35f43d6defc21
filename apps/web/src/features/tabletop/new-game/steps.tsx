import { StateMark } from "../../../ui/state-mark.tsx";
import styles from "./steps.module.css";

/** Steps on the way to the first photo, in order. */
export const STEPS = ["game", "players", "camera", "corners", "areas", "colours", "photo"] as const;
/** One of {@link STEPS}. */
export type StepName = (typeof STEPS)[number];

const LABELS: Readonly<Record<StepName, string>> = {
  game: "Game",
  players: "Players",
  camera: "Camera",
  corners: "Corners",
  areas: "Areas",
  colours: "Colours",
  photo: "Setup photo",
};

/** Where a new game stands; steps that are done can be gone back to. */
export function Steps(props: {
  readonly current: StepName;
  readonly done: ReadonlySet<StepName>;
  readonly open?: ((step: StepName) => void) | undefined;
  /** Steps that can be opened from here. */
  readonly reachable: ReadonlySet<StepName>;
  /** Steps this kind of board does not have. */
  readonly without?: ReadonlySet<StepName>;
}) {
  const { current, done, open, reachable, without } = props;
  return (
    <nav aria-label="Steps">
      <ol className={styles["steps"]}>
        {STEPS.filter((step) => !without?.has(step)).map((step) => {
          const state = done.has(step) ? "works" : step === current ? "running" : "unknown";
          const word = done.has(step) ? "done" : step === current ? "now" : "to do";
          return (
            <li key={step}>
              <button
                type="button"
                className={styles["step"]}
                aria-current={step === current ? "step" : undefined}
                disabled={!reachable.has(step) || step === current}
                onClick={() => open?.(step)}
              >
                <StateMark state={state} word={word} />
                {LABELS[step]}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
