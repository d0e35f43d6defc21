import { Progress as Bar, Button } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import styles from "./progress.module.css";
import { StateMark } from "./state-mark.tsx";
import { durationText } from "./words.ts";

/** One step of long work. */
export interface Stage {
  readonly name: string;
  readonly state: "done" | "running" | "waiting" | "failed";
  readonly tookMs?: number;
}

const marks = { done: "works", running: "running", waiting: "unknown", failed: "failed" } as const;
const words = { done: "done", running: "in progress", waiting: "not yet", failed: "failed" } as const;

/** Stages, share, time left; stopping is always at the same place, at the end of the line. */
export function Progress(props: {
  readonly label: string;
  readonly stages: readonly Stage[];
  /** 0 to 1; absent when nobody knows. */
  readonly share?: number | undefined;
  readonly leftMs?: number | null | undefined;
  readonly elapsedMs?: number | undefined;
  readonly stop?: { readonly label: string; readonly run: () => void } | undefined;
}) {
  const { label, stages, share, leftMs, elapsedMs, stop } = props;
  return (
    <section className={styles["progress"]} aria-label={label}>
      <ol className={styles["stages"]}>
        {stages.map((stage) => (
          <li key={stage.name} className={styles["stage"]} data-state={stage.state}>
            <StateMark state={marks[stage.state]} word={words[stage.state]} />
            <span>{stage.name}</span>
            {stage.tookMs === undefined ? null : <span className="muted">{durationText(stage.tookMs)}</span>}
          </li>
        ))}
      </ol>
      <div className={styles["foot"]}>
        <Bar
          className={styles["bar"] ?? ""}
          value={(share ?? 0) * 100}
          size="sm"
          color="amber"
          aria-label={`${label}: ${Math.round((share ?? 0) * 100)} %`}
        />
        <span className={styles["time"]}>
          {elapsedMs === undefined ? null : durationText(elapsedMs)}
          {leftMs ? `, ${durationText(leftMs)} left` : null}
        </span>
        {stop ? (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconPlayerStop size={18} aria-hidden />}
            onClick={stop.run}
          >
            {stop.label}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
