import { IconMessage } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { GameDetailWire, MoveLineWire } from "@wopr/contracts";
import { useEffect, useRef } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import styles from "./move-list.module.css";

/** Moves in order, the newest in sight; each leads to the board as it was then. */
export function MoveList({ game, moves }: { readonly game: GameDetailWire; readonly moves: readonly MoveLineWire[] }) {
  const list = useRef<HTMLOListElement>(null);
  const count = moves.length;
  useEffect(() => {
    if (list.current && count > 0) list.current.scrollTop = list.current.scrollHeight;
  }, [count]);
  return (
    <section className={styles["box"]} aria-label="Moves">
      <h2 className={styles["title"]}>Moves</h2>
      {count === 0 ? (
        <p className="muted small">The first agreed photo appears here as move 1.</p>
      ) : (
        <ol ref={list} className={styles["list"]} aria-label="Moves in order">
          {moves.map((line) => (
            <li key={line.move_id}>
              <Link
                to="/play/$gameId/history"
                params={{ gameId: game.id }}
                search={{ at: line.n }}
                className={styles["line"]}
                data-last={line.n === count}
              >
                <span className={styles["number"]}>{line.n}</span>
                <span className={styles["text"]}>{line.move.text}</span>
                {line.glyph ? <span aria-hidden="true">{line.glyph}</span> : null}
                {line.comments.length > 0 ? <IconMessage size={16} aria-label="Commented" /> : null}
                {line.decided_by.kind === "system" ? <span className="muted small">by WOPR</span> : null}
                {line.flag ? <StateMark state="attention" word={line.flag} /> : null}
                {line.conflict ? <StateMark state="attention" word={line.conflict} /> : null}
                {line.verdicts.some(({ result, dismissed }) => result === "violation" && !dismissed) ? (
                  <StateMark state="attention" word="The rules see a violation" />
                ) : null}
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
