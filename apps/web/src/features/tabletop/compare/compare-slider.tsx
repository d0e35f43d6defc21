import { ActionIcon, Switch } from "@mantine/core";
import { IconMinus, IconPlus, IconZoomReset } from "@tabler/icons-react";
import { type compareCaptures, type ResponseOf, readLayer } from "@wopr/contracts";
import { type PointerEvent, useRef, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useKeys } from "../../../app/keys.tsx";
import styles from "./compare-slider.module.css";
import { NO_ZOOM, panned, type View, zoomed } from "./view.ts";

/** Two pictures of one board under one slider, with boxes and heat, and zoom to the pixel. */
export function CompareSlider(props: {
  readonly gameId: string;
  readonly leftId: string;
  readonly rightId: string;
  readonly result: ResponseOf<typeof compareCaptures>;
  readonly labels: { readonly left: string; readonly right: string };
}) {
  const { gameId, leftId, rightId, result, labels } = props;
  const { client } = useApi();
  const [split, setSplit] = useState(50);
  const [boxes, setBoxes] = useState(true);
  const [heat, setHeat] = useState(false);
  const [view, setView] = useState<View>(NO_ZOOM);
  const stage = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, readonly [number, number]>());
  useKeys([
    { key: "g", text: "Boxes on or off", run: () => setBoxes(!boxes) },
    { key: "h", text: "Heat on or off", run: () => setHeat(!heat) },
    { key: "+", text: "Closer", run: () => setView((now) => zoomed(now, 1.5, [0.5, 0.5])) },
    { key: "-", text: "Farther", run: () => setView((now) => zoomed(now, 1 / 1.5, [0.5, 0.5])) },
  ]);

  const inStage = (event: PointerEvent): readonly [number, number] => {
    const box = stage.current?.getBoundingClientRect();
    return box ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] : [0, 0];
  };
  const move = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = inStage(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      const ratio = distance(now, other) / Math.max(0.01, distance(before, other));
      setView((view_) => zoomed(view_, ratio, [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]));
    } else if (view.scale > 1) setView((view_) => panned(view_, [now[0] - before[0], now[1] - before[1]]));
    else setSplit(Math.min(100, Math.max(0, now[0] * 100)));
  };
  const release = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  const rightUrl = heat
    ? client.url(readLayer, { params: { id: gameId, cid: rightId, name: "heat" }, query: { against: leftId } })
    : result.right_url;
  const transform = `translate(${view.x * 100}%, ${view.y * 100}%) scale(${view.scale})`;

  return (
    <div className="stack-8">
      <div
        ref={stage}
        className={styles["stage"]}
        style={{
          aspectRatio: `${result.width} / ${result.height}`,
          maxWidth: `calc(max(320px, 100dvh - 380px) * ${result.width / result.height})`,
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          fingers.current.set(event.pointerId, inStage(event));
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
      >
        <div className={styles["layer"]} style={{ transform }}>
          <img src={rightUrl} alt={heat ? "Where the photos differ" : `Right: ${labels.right}`} draggable={false} />
        </div>
        <div className={styles["half"]} style={{ clipPath: `inset(0 ${100 - split}% 0 0)` }}>
          <div className={styles["layer"]} style={{ transform }}>
            <img src={result.left_url} alt={`Left: ${labels.left}`} draggable={false} />
          </div>
        </div>
        {boxes ? (
          <svg
            className={styles["layer"]}
            style={{ transform }}
            viewBox={`0 0 ${result.width} ${result.height}`}
            aria-hidden="true"
          >
            {result.cells.map(({ cell, region: [x, y, width, height] }) => (
              <rect
                key={cell}
                className={styles["box"]}
                x={x}
                y={y}
                width={width}
                height={height}
                rx={width * 0.1}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
        ) : null}
        <div className={styles["split"]} style={{ left: `${split}%` }} aria-hidden="true">
          <span className={styles["grip"]} />
        </div>
        <span className={styles["label"]} data-side="left">
          {labels.left}
        </span>
        <span className={styles["label"]} data-side="right">
          {labels.right}
        </span>
      </div>
      <input
        type="range"
        className={styles["range"]}
        min="0"
        max="100"
        value={split}
        aria-label="How much of the left photo is shown"
        aria-valuetext={`${Math.round(split)} % left, ${Math.round(100 - split)} % right`}
        onChange={(event) => setSplit(Number(event.currentTarget.value))}
      />
      <div className="row">
        <Switch label="Boxes" checked={boxes} onChange={() => setBoxes(!boxes)} />
        <Switch label="Heat" checked={heat} onChange={() => setHeat(!heat)} />
        <span className="grow" />
        <ActionIcon variant="default" aria-label="Farther" onClick={() => setView(zoomed(view, 1 / 1.5, [0.5, 0.5]))}>
          <IconMinus size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Closer" onClick={() => setView(zoomed(view, 1.5, [0.5, 0.5]))}>
          <IconPlus size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Whole picture" onClick={() => setView(NO_ZOOM)}>
          <IconZoomReset size={20} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

const distance = (a: readonly [number, number], b: readonly [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
