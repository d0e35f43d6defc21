import { useEffect, useRef } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import type { Stop } from "./timeline.ts";
import styles from "./timeline-strip.module.css";

/** Thumbnails in order; the one looked at stays in sight. */
export function Timeline(props: {
  readonly stops: readonly Stop[];
  readonly at: number;
  readonly go: (at: number) => void;
  /** False in a game without photos: then the stops are their names. */
  readonly pictures: boolean;
}) {
  const { stops, at, go, pictures } = props;
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>(`[data-at="${at}"]`);
    if (!current || !strip.current) return;
    strip.current.scrollLeft = current.offsetLeft - strip.current.clientWidth / 2 + current.clientWidth / 2;
  }, [at]);
  return (
    <ol ref={strip} className={styles["strip"]} aria-label="Timeline">
      {stops.map((stop) => (
        <li key={stop.at} data-at={stop.at}>
          <button
            type="button"
            className={styles["stop"]}
            aria-current={stop.at === at ? "step" : undefined}
            onClick={() => go(stop.at)}
          >
            {!pictures ? null : stop.photo?.thumbnail_url ? (
              <img className={styles["picture"]} src={stop.photo.thumbnail_url} alt="" loading="lazy" />
            ) : (
              <span className={styles["picture"]} data-empty>
                no photo
              </span>
            )}
            <span className={styles["label"]}>
              {stop.move?.conflict ? <StateMark state="attention" word="Conflict" /> : null}
              {stop.label}
              {stop.move ? <span className="visually-hidden">: {stop.move.move.text}</span> : null}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
