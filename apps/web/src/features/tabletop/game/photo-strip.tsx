import { Link } from "@tanstack/react-router";
import type { GameDetailWire } from "@wopr/contracts";
import { useEffect, useRef } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import { outcomeMark } from "../words.ts";
import styles from "./photo-strip.module.css";

/** Every photo of the game, oldest first; each leads to its place in the history. */
export function PhotoStrip({ game }: { readonly game: GameDetailWire }) {
  const strip = useRef<HTMLUListElement>(null);
  const photos = game.captures.filter(({ thumbnail_url }) => thumbnail_url !== null);
  const count = photos.length;
  useEffect(() => {
    if (!strip.current || count === 0) return;
    strip.current.scrollLeft = strip.current.scrollWidth;
    strip.current.scrollTop = strip.current.scrollHeight;
  }, [count]);
  if (count === 0) return null;
  return (
    <ul ref={strip} className={styles["strip"]} aria-label="Photos">
      {photos.map((photo, index) => {
        const { state, text } = outcomeMark(photo);
        return (
          <li
            key={photo.id}
            className={styles["photo"]}
            data-newest={index === count - 1}
            data-agreed={photo.move !== null || photo.id === game.agreed_capture_id}
          >
            <Link
              to="/play/$gameId/history"
              params={{ gameId: game.id }}
              search={photo.move === null ? {} : { at: photo.move }}
              className={styles["link"]}
            >
              <img src={photo.thumbnail_url ?? ""} alt={`Photo: ${photo.label}, ${text}`} loading="lazy" />
              <span className={styles["label"]}>
                <StateMark state={state} word="" /> {photo.label}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
