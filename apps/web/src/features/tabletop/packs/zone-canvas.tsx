import type { ZoneWire } from "@wopr/contracts";
import { fitHomography, invert, mapPoint, type Point } from "@wopr/vision";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from "react";
import type { Corners, Size } from "../calibrate/corners.ts";
import { type BoardPlace, placesOf, type Sample, withPlace, withPlaces } from "./pack-draft.ts";
import styles from "./zone-canvas.module.css";

const BOARD: readonly Point[] = [
  [0, 0],
  [1000, 0],
  [1000, 1000],
  [0, 1000],
];
/** How far an arrow key moves a corner, thousandths of the board; with Shift ten times as far. */
const STEP = 2;

/** A photo with the zones of a board over it. The chosen zone has handles: drag them, or move them with the arrow keys. */
export function ZoneCanvas(props: {
  readonly url: string;
  readonly size: Size;
  readonly corners: Corners;
  readonly zones: readonly ZoneWire[];
  readonly samples: readonly Sample[];
  readonly chosen: string | undefined;
  /** What a tap on the photo does: a new corner of the chosen zone, or something else. */
  readonly tap: ((at: BoardPlace) => void) | undefined;
  readonly change: (zone: ZoneWire) => void;
}) {
  const { url, size, corners, zones, samples, chosen, tap, change } = props;
  const stage = useRef<HTMLDivElement>(null);
  const toPhoto = useMemo(() => fitHomography(BOARD, corners), [corners]);
  const toBoard = useMemo(() => (toPhoto ? invert(toPhoto) : undefined), [toPhoto]);
  const photoOf = (at: BoardPlace): Point => (toPhoto ? mapPoint(toPhoto, at) : undefined) ?? [0, 0];
  const placeAt = (event: PointerEvent): BoardPlace | undefined => {
    const box = stage.current?.getBoundingClientRect();
    if (!box || !toBoard) return undefined;
    return mapPoint(toBoard, [
      ((event.clientX - box.left) / box.width) * size.width,
      ((event.clientY - box.top) / box.height) * size.height,
    ]);
  };
  const zone = zones.find(({ id }) => id === chosen);
  const drawn = (one: ZoneWire) =>
    placesOf(one)
      .map((at) => photoOf(at).join(","))
      .join(" ");
  return (
    <div
      ref={stage}
      className={styles["stage"]}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
      onPointerDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const at = placeAt(event);
        if (at && tap) tap(at);
        else if (at && zone) change(withPlace(zone, at));
      }}
    >
      <img src={url} alt="The board, as the camera sees it" className={styles["photo"]} draggable={false} />
      <svg viewBox={`0 0 ${size.width} ${size.height}`} className={styles["overlay"]} aria-hidden="true">
        {zones.map((one) =>
          one.kind === "track" ? (
            <polyline
              key={one.id}
              className={styles["line"]}
              data-chosen={one.id === chosen}
              points={drawn(one)}
              vectorEffect="non-scaling-stroke"
            />
          ) : (
            <polygon
              key={one.id}
              className={styles["area"]}
              data-chosen={one.id === chosen}
              points={drawn(one)}
              vectorEffect="non-scaling-stroke"
            />
          ),
        )}
        {samples.map(({ at }) => {
          const [x, y] = photoOf(at);
          return <circle key={at.join(" ")} className={styles["sample"]} cx={x} cy={y} r={size.width / 110} />;
        })}
      </svg>
      {zone
        ? numbered(placesOf(zone)).map(({ at, index, key }) => (
            <Handle
              key={`${zone.id} ${key}`}
              number={index + 1}
              at={photoOf(at)}
              size={size}
              called={`${zone.kind === "track" ? "Stop" : "Corner"} ${index + 1} of ${zone.name}`}
              drag={(event) => {
                const to = placeAt(event);
                if (to) change(withPlaces(zone, replaced(placesOf(zone), index, to)));
              }}
              nudge={([dx, dy]) => change(withPlaces(zone, replaced(placesOf(zone), index, [at[0] + dx, at[1] + dy])))}
              remove={() => {
                const least = zone.kind === "track" ? 2 : 3;
                if (placesOf(zone).length > least)
                  change(
                    withPlaces(
                      zone,
                      placesOf(zone).filter((_, i) => i !== index),
                    ),
                  );
              }}
            />
          ))
        : null}
    </div>
  );
}

/** Corners have no name but their number; a moved one must keep its focus. */
const numbered = (places: readonly BoardPlace[]) => places.map((at, index) => ({ at, index, key: `place ${index}` }));

const replaced = (places: readonly BoardPlace[], index: number, to: BoardPlace) =>
  places.map((place, i) => (i === index ? to : place));

const WAYS: Readonly<Record<string, BoardPlace>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

function Handle(props: {
  readonly number: number;
  readonly at: Point;
  readonly size: Size;
  readonly called: string;
  readonly drag: (event: PointerEvent) => void;
  readonly nudge: (by: BoardPlace) => void;
  readonly remove: () => void;
}) {
  const { number, at, size, called, drag, nudge, remove } = props;
  const press = (event: KeyboardEvent) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove();
    }
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const factor = event.shiftKey ? 10 : 1;
    nudge([way[0] * factor, way[1] * factor]);
  };
  return (
    <button
      type="button"
      className={styles["handle"]}
      style={{ left: `${(at[0] / size.width) * 100}%`, top: `${(at[1] / size.height) * 100}%` }}
      aria-label={`${called}. Arrow keys move it, Delete takes it away.`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event);
      }}
      onKeyDown={press}
    >
      <span className={styles["dot"]}>{number}</span>
    </button>
  );
}
