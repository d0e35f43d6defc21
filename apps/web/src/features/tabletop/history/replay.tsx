import { ActionIcon, Select, Slider } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useKeys } from "../../../app/keys.tsx";
import { useClock } from "../../../app/time.tsx";
import styles from "./replay.module.css";
import { nextSpeed, SPEEDS, stepMs } from "./speeds.ts";

/** The controls of a replay: play, speed, step and scrub. Board and photo follow whatever `at` says. */
export function Replay(props: {
  readonly at: number;
  readonly moves: number;
  readonly label: string;
  readonly text: string;
  readonly go: (at: number) => void;
  readonly step: (by: number) => void;
}) {
  const { at, moves, label, text, go, step } = props;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const clock = useClock();
  const over = at >= moves;
  useEffect(() => {
    if (!playing) return;
    if (over) return setPlaying(false);
    const stop = new AbortController();
    clock.sleep(stepMs(speed), stop.signal).then(
      () => go(at + 1),
      () => {},
    );
    return () => stop.abort();
  }, [playing, over, speed, clock, go, at]);
  const toggle = () => {
    if (!playing && over) go(0);
    setPlaying(!playing);
  };
  const walk = (by: number) => {
    setPlaying(false);
    step(by);
  };
  useKeys([
    { key: "p", text: "Play or pause", run: toggle, off: moves === 0 },
    { key: "+", text: "Faster", run: () => setSpeed(nextSpeed(speed, 1)) },
    { key: "-", text: "Slower", run: () => setSpeed(nextSpeed(speed, -1)) },
  ]);
  return (
    <div className={styles["replay"]}>
      <div className={styles["what"]} aria-live={playing ? "off" : "polite"}>
        <span className={styles["label"]}>{label}</span>
        <span className={styles["text"]}>{text}</span>
      </div>
      <div className={styles["controls"]}>
        <ActionIcon variant="default" size={48} aria-label="Step back" disabled={at === 0} onClick={() => walk(-1)}>
          <IconChevronLeft size={26} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="filled"
          color="amber"
          size={56}
          aria-label={playing ? "Pause" : over ? "Play from the beginning" : "Play"}
          disabled={moves === 0}
          onClick={toggle}
        >
          {playing ? <IconPlayerPause size={26} aria-hidden /> : <IconPlayerPlay size={26} aria-hidden />}
        </ActionIcon>
        <ActionIcon variant="default" size={48} aria-label="Step forward" disabled={over} onClick={() => walk(1)}>
          <IconChevronRight size={26} aria-hidden />
        </ActionIcon>
        <Slider
          className={styles["scrub"] ?? ""}
          min={0}
          max={Math.max(1, moves)}
          step={1}
          value={at}
          disabled={moves === 0}
          label={(value) => (value === 0 ? "Setup" : `Move ${value}`)}
          thumbLabel="Move shown"
          thumbSize={28}
          onChange={(value) => {
            setPlaying(false);
            go(Math.min(moves, value));
          }}
        />
        <Select
          aria-label="Speed"
          className={styles["speed"] ?? ""}
          allowDeselect={false}
          data={SPEEDS.map((value) => ({ value: String(value), label: `${value}×` }))}
          value={String(speed)}
          onChange={(value) => setSpeed(Number(value ?? 1))}
        />
      </div>
    </div>
  );
}
