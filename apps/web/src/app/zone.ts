const KEY = "wopr.time_zone";

/** The time zone this device shows and new games get: the chosen one, else the system's. */
export function deviceZone(): string {
  const system = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    const chosen = localStorage.getItem(KEY);
    return chosen && isZone(chosen) ? chosen : system;
  } catch {
    return system;
  }
}

/** Remembers a time zone on this device. */
export function chooseZone(zone: string): void {
  try {
    localStorage.setItem(KEY, zone);
  } catch {
    // Storage may be forbidden; then the system's zone is used.
  }
}

/** Every zone the browser knows, the device's own first. */
export function knownZones(): readonly string[] {
  const own = deviceZone();
  return [own, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== own)];
}

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
