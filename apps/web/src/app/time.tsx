import { type Clock, systemClock } from "@wopr/kernel";
import { createContext, type ReactNode, use, useEffect, useState } from "react";

const ClockContext = createContext<Clock>(systemClock);

/** Hands the clock to everything that shows an age or waits; a test hands in its own. */
export function ClockProvider({ clock, children }: { readonly clock: Clock; readonly children: ReactNode }) {
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** The clock of this page. */
export const useClock = (): Clock => use(ClockContext);

/** Now, refreshed every `everyMs`; 0 stops the ticking. */
export function useNow(everyMs: number): Date {
  const clock = useClock();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    if (everyMs === 0) return;
    const stop = new AbortController();
    const tick = async () => {
      setNow(clock.now());
      while (!stop.signal.aborted) {
        await clock.sleep(everyMs, stop.signal);
        setNow(clock.now());
      }
    };
    tick().catch(() => {});
    return () => stop.abort();
  }, [clock, everyMs]);
  return now;
}

/** Whether `ms` have passed since `active` became true. Keeps short waits free of flicker. */
export function useAfter(ms: number, active: boolean): boolean {
  const clock = useClock();
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    if (!active) return setPassed(false);
    const stop = new AbortController();
    clock.sleep(ms, stop.signal).then(
      () => setPassed(true),
      () => {},
    );
    return () => stop.abort();
  }, [clock, ms, active]);
  return passed;
}
