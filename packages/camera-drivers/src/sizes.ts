import type { ResolutionName, Size } from "./types.ts";

/** Long side of the named sizes below `4k`, pixels. */
const LONG_SIDE = { "1080p": 1920, "720p": 1280 } as const;
const LONG_SIDE_4K = 3840;

const scaleTo = ([width, height]: Size, longSide: number): Size => {
  const factor = longSide / Math.max(width, height);
  return [Math.round(width * factor), Math.round(height * factor)];
};

/**
 * The named sizes a camera of this native size can deliver: never one it would have to invent pixels for.
 *
 * Sizes go by the long side, so that a camera on its side has them too. Stored photos stand in for any camera, so their
 * own size is always their `4k`.
 */
export function namedSizes(native: Size | undefined, stored: boolean): Readonly<Partial<Record<ResolutionName, Size>>> {
  if (!native) return {};
  const long = Math.max(...native);
  return {
    ...(stored || long >= LONG_SIDE_4K ? { "4k": native } : {}),
    ...(long >= LONG_SIDE["1080p"] ? { "1080p": scaleTo(native, LONG_SIDE["1080p"]) } : {}),
    ...(long >= LONG_SIDE["720p"] ? { "720p": scaleTo(native, LONG_SIDE["720p"]) } : {}),
  };
}
