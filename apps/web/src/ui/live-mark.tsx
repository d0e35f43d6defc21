import { useLiveState } from "../api/context.tsx";
import { useNow } from "../app/time.tsx";
import styles from "./live-mark.module.css";
import { agoText, exactText } from "./words.ts";

/** Silence after which what is shown counts as old. */
const STALE_MS = 45_000;

/** Says how old the data of this page is. */
export function LiveMark({ short = false }: { readonly short?: boolean }) {
  const { mode, heardAt } = useLiveState();
  const now = useNow(5_000);
  if (mode === "idle") return null;
  const stale = heardAt !== null && now.getTime() - heardAt.getTime() > STALE_MS;
  const tone = mode === "live" && !stale ? "live" : mode === "offline" ? "bad" : "warn";
  const age = heardAt ? agoText(heardAt, now) : "not heard yet";
  const words = {
    live: "Live",
    connecting: "Connecting",
    polling: "Asking every 2 s",
    offline: "Offline",
  }[mode];
  return (
    <span
      className={styles["mark"]}
      data-tone={tone}
      title={heardAt ? `Server heard ${exactText(heardAt)}` : undefined}
    >
      <span className={styles["dot"]} aria-hidden />
      <span>{short || (mode === "live" && !stale) ? words : `${words} · ${age}`}</span>
      {mode === "live" && !stale ? <span className="visually-hidden">, server heard {age}</span> : null}
    </span>
  );
}
