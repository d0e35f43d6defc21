const pad = (value: number) => String(value).padStart(2, "0");

/** `20251213_100000`: UTC to the second. */
function stamp(at: Date): string {
  const day = `${at.getUTCFullYear()}${pad(at.getUTCMonth() + 1)}${pad(at.getUTCDate())}`;
  return `${day}_${pad(at.getUTCHours())}${pad(at.getUTCMinutes())}${pad(at.getUTCSeconds())}`;
}

/** What a file name says. */
export interface PhotoName {
  readonly gameId: string;
  readonly sequence: number;
  readonly capturedAt: Date;
  readonly extension: "jpg" | "png";
  /** Of an extra camera of a set; the primary camera has none. */
  readonly cameraSlug?: string | undefined;
}

/** Storage keys of a photo and its thumbnail (tabletop.md 4.1); below `/images/` they are their addresses. */
export function photoKeys(name: PhotoName): { readonly image: string; readonly thumbnail: string } {
  const tail = `${name.sequence}_${stamp(name.capturedAt)}${name.cameraSlug ? `_${name.cameraSlug}` : ""}`;
  const folder = `games/${name.gameId}`;
  return { image: `${folder}/cap_${tail}.${name.extension}`, thumbnail: `${folder}/thumb_${tail}.jpg` };
}

/** Game a storage key belongs to, or undefined for keys that are no photo of a game. */
export const gameOfKey = (key: string): string | undefined => /^games\/([0-9a-f-]{36})\/[^/]+$/.exec(key)?.[1];
