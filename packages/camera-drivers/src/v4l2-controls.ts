import type { LockedValues } from "./types.ts";

/** One control of a webcam as `v4l2-ctl --list-ctrls` prints it. */
export interface Control {
  readonly name: string;
  readonly value: number;
  readonly standard: number;
}

/** Reads what `v4l2-ctl --list-ctrls` prints; headings and menus are passed over. */
export function parseControls(printed: string): ReadonlyMap<string, Control> {
  const controls = new Map<string, Control>();
  for (const line of printed.split("\n")) {
    const name = /^\s*(\w+)\s+0x[0-9a-f]+\s+\(\w+\)\s*:/.exec(line)?.[1];
    const value = /\bvalue=(-?\d+)/.exec(line)?.[1];
    if (!name || value === undefined) continue;
    const standard = /\bdefault=(-?\d+)/.exec(line)?.[1] ?? value;
    controls.set(name, { name, value: Number(value), standard: Number(standard) });
  }
  return controls;
}

/**
 * What belongs together: the automatic, how it is switched off, and the value that is held then. Names changed between
 * kernels, so each has its older one beside it.
 */
const PAIRS = [
  { automatic: ["auto_exposure", "exposure_auto"], off: 1, held: ["exposure_time_absolute", "exposure_absolute"] },
  { automatic: [], off: 0, held: ["gain"] },
  {
    automatic: ["white_balance_automatic", "white_balance_temperature_auto"],
    off: 0,
    held: ["white_balance_temperature"],
  },
  { automatic: ["focus_automatic_continuous", "focus_auto"], off: 0, held: ["focus_absolute"] },
] as const;

const firstOf = (names: readonly string[], controls: ReadonlyMap<string, Control>) =>
  names.map((name) => controls.get(name)).find((control) => control !== undefined);

/**
 * Which values hold a camera as it is now: automatics off first, then what they had chosen, in that order.
 *
 * @returns Empty when the camera has nothing to hold.
 */
export function planLock(controls: ReadonlyMap<string, Control>): LockedValues {
  const values: Record<string, number> = {};
  for (const { automatic, off, held } of PAIRS) {
    const switched = firstOf(automatic, controls);
    const value = firstOf(held, controls);
    if (automatic.length > 0 && !switched) continue;
    if (switched) values[switched.name] = off;
    if (value) values[value.name] = value.value;
  }
  // A gain alone holds nothing: its exposure would go on changing.
  return Object.keys(values).some((name) => name !== "gain") ? values : {};
}

/** Which values give a locked camera its automatics back. */
export function planUnlock(controls: ReadonlyMap<string, Control>): LockedValues {
  const values: Record<string, number> = {};
  for (const { automatic } of PAIRS) {
    const switched = firstOf(automatic, controls);
    if (switched) values[switched.name] = switched.standard;
  }
  return values;
}

/** Value of `power_line_frequency` for the mains of a region: lamps flicker at twice that rate. */
export const powerLine = (hz: 50 | 60): number => (hz === 50 ? 1 : 2);
