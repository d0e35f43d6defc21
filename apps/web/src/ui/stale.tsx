import { type ReactNode, useId } from "react";
import { useLiveState } from "../api/context.tsx";
import { useNow } from "../app/time.tsx";
import styles from "./stale.module.css";
import { staleText } from "./stale-rules.ts";
import { StateMark } from "./state-mark.tsx";

/** Greys what is shown and says so, while the server has not been heard for long. */
export function Stale({ children }: { readonly children: ReactNode }) {
  const state = useLiveState();
  const now = useNow(5_000);
  const note = useId();
  const text = staleText(state, now);
  return (
    <>
      {text ? (
        <div className={styles["note"]} role="status" id={note}>
          <StateMark state="attention" /> {text}
        </div>
      ) : null}
      <div className={styles["content"]} data-stale={text !== undefined} aria-describedby={text ? note : undefined}>
        {children}
      </div>
    </>
  );
}
