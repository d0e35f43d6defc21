import { brightness, quarterGrey } from "./sharpest.ts";
import type { Frame } from "./types.ts";

/** Change of brightness after which locking again is offered (tabletop.md 6.5). */
const DRIFT = 0.2;

/** Watches how bright a locked camera's table is. */
export interface LightWatch {
  /** The next photo is what later ones are compared with. */
  reset(): void;
  see(frame: Frame): Promise<void>;
  /** A sentence when the light changed by more than a fifth; else null. */
  readonly advice: string | null;
}

/** The only implementation. */
export function createLightWatch(): LightWatch {
  let reference: number | undefined;
  let advice: string | null = null;
  return {
    reset() {
      reference = undefined;
      advice = null;
    },
    async see(frame) {
      const now = brightness(await quarterGrey(frame.bytes, { width: 256, height: 256 }));
      reference ??= Math.max(1, now);
      const change = now / reference - 1;
      const percent = Math.round(Math.abs(change) * 100);
      advice =
        Math.abs(change) > DRIFT
          ? `It became ${percent} % ${change < 0 ? "darker" : "brighter"} since exposure was locked. Lock it again.`
          : null;
    },
    get advice() {
      return advice;
    },
  };
}
