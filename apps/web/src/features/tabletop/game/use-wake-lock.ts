import { useEffect } from "react";

/** Keeps the screen awake while `active`; browsers without wake lock, or on plain HTTP, just do not. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const hold = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(
        (got) => {
          if (ended) return got.release();
          lock = got;
          return undefined;
        },
        () => {},
      );
    };
    hold();
    // The browser lets go when the page is hidden; coming back asks again.
    document.addEventListener("visibilitychange", hold);
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", hold);
      lock?.release().catch(() => {});
    };
  }, [active]);
}
