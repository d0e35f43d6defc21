import type { GridSpec } from "@wopr/games";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import styles from "./corner-picker.module.css";
import { type Corners, moved, nudge, type Size } from "./corners.ts";
import { Loupe } from "./loupe.tsx";
import type { CornerQuality } from "./quality.ts";

const NAMES = ["top left", "top right", "bottom right", "bottom left"] as const;

/** A photo with four handles on the corners of the board and the grid they give, redrawn while dragging. */
export function CornerPicker(props: {
  readonly url: string;
  readonly size: Size;
  readonly board: GridSpec;
  readonly corners: Corners;
  readonly quality: CornerQuality;
  readonly grid: boolean;
  readonly change: (corners: Corners) => void;
}) {
  const { url, size, corners, quality, grid, change } = props;
  const stage = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<number>();
  // Where in the handle it was taken hold of, so that it does not jump to the finger.
  const grip = useRef<readonly [number, number]>([0, 0]);

  const toPhoto = (event: PointerEvent): readonly [number, number] => {
    const box = stage.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    return [
      ((event.clientX - box.left) / box.width) * size.width,
      ((event.clientY - box.top) / box.height) * size.height,
    ];
  };
  const take = (index: number) => (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = toPhoto(event);
    const corner = corners[index] ?? at;
    grip.current = [corner[0] - at[0], corner[1] - at[1]];
    setActive(index);
  };
  const drag = (index: number) => (event: PointerEvent<HTMLButtonElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const at = toPhoto(event);
    change(moved(corners, index, [at[0] + grip.current[0], at[1] + grip.current[1]], size));
  };
  const press = (index: number) => (event: KeyboardEvent) => {
    const way = nudge(event.key, event.shiftKey);
    const corner = corners[index];
    if (!way || !corner) return;
    event.preventDefault();
    change(moved(corners, index, [corner[0] + way[0], corner[1] + way[1]], size));
  };

  return (
    <div
      ref={stage}
      className={styles["stage"]}
      style={{
        aspectRatio: `${size.width} / ${size.height}`,
        maxWidth: `calc(max(300px, 100dvh - 330px) * ${size.width / size.height})`,
      }}
      data-refused={quality.refused}
    >
      <img src={url} alt="The board as the camera sees it" className={styles["photo"]} draggable={false} />
      <svg
        className={styles["overlay"]}
        viewBox={`0 0 ${size.width} ${size.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {grid
          ? quality.lines.map(([from, to]) => (
              <line
                key={`${from} ${to}`}
                className={styles["line"]}
                x1={from[0]}
                y1={from[1]}
                x2={to[0]}
                y2={to[1]}
                vectorEffect="non-scaling-stroke"
              />
            ))
          : null}
        <polygon
          className={styles["outline"]}
          points={corners.map(([x, y]) => `${x},${y}`).join(" ")}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      {corners.map(([x, y], index) => (
        <button
          key={NAMES[index]}
          type="button"
          className={styles["handle"]}
          style={{ left: `${(x / size.width) * 100}%`, top: `${(y / size.height) * 100}%` }}
          aria-label={`${index + 1}, ${NAMES[index]} corner at ${x.toFixed(1)}, ${y.toFixed(1)} pixels. Arrow keys move it by 0.2.`}
          data-first={index === 0}
          data-active={active === index}
          onPointerDown={take(index)}
          onPointerMove={drag(index)}
          onPointerUp={() => setActive(undefined)}
          onPointerCancel={() => setActive(undefined)}
          onFocus={() => setActive(index)}
          onBlur={() => setActive(undefined)}
          onKeyDown={press(index)}
        >
          <span className={styles["dot"]}>{index + 1}</span>
        </button>
      ))}
      {active === undefined || !corners[active] ? null : <Loupe url={url} size={size} at={corners[active]} />}
    </div>
  );
}
