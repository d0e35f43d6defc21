/** Longest key, characters; a path of an ordinary file system takes 255 a segment and 4,096 in all. */
const MAX_KEY = 300;
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/**
 * Whether a text may name a file: segments of letters, digits, `.`, `_` and `-` joined by `/`, none of which begins with
 * a dot. No such text leads out of the storage root or to a hidden file.
 */
export const isKey = (text: string): boolean =>
  text.length <= MAX_KEY && text.split("/").every((part) => SEGMENT.test(part));

/** How long a file stays in the trash, milliseconds. */
export const TRASH_MS = 30 * 24 * 60 * 60 * 1000;
/** A file without a row that is younger may belong to a transaction that has not committed yet, milliseconds. */
export const ORPHAN_MS = 24 * 60 * 60 * 1000;
