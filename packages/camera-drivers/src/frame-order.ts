/** A fault a replay folder plays before it delivers a photo. */
export type Fault = "unreachable" | "stall" | "truncated" | "black" | "white" | "frozen";

const FAULTS: readonly string[] = ["unreachable", "stall", "truncated", "black", "white", "frozen"] satisfies Fault[];

/** One photo of a replay folder, in playing order. */
export interface PlannedFrame {
  readonly file: string;
  readonly notes: string | null;
  /** Played on the first `times` shots of this photo; then the photo comes. */
  readonly fault: { readonly kind: Fault; readonly times: number } | null;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders file names as people count: `photo-2` before `photo-10`; equal but for case by code unit. */
export const naturalOrder = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Whether a file of a folder is a photo a camera would deliver. Hidden and unfinished files are not. */
export const isPhotoName = (file: string): boolean => /^[^.~].*\.jpe?g$/i.test(file);

/** A folder without a plan is played in natural order. */
export const planFromNames = (files: readonly string[]): readonly PlannedFrame[] =>
  files
    .filter(isPhotoName)
    .toSorted(naturalOrder)
    .map((file) => ({ file, notes: null, fault: null }));

/**
 * Reads a playing order from `manifest.json`, `sample.json` or `truth.json`: `{frames: [{file, notes?, fault?, times?}]}`,
 * where a frame may also be just the file name. Shipped samples call the list `photos` and the note `hint`.
 *
 * @returns The order; or why the description cannot be used.
 */
export function planFromDescription(
  description: unknown,
  files: ReadonlySet<string>,
): { readonly ok: true; readonly frames: readonly PlannedFrame[] } | { readonly ok: false; readonly why: string } {
  const listed = description as { frames?: unknown; photos?: unknown } | null;
  const frames = listed?.frames ?? listed?.photos;
  if (!Array.isArray(frames) || frames.length === 0)
    return { ok: false, why: "it has no list called frames or photos." };
  const planned: PlannedFrame[] = [];
  for (const [index, entry] of frames.entries()) {
    const record = (typeof entry === "string" ? { file: entry } : entry) as Record<string, unknown> | null;
    const file = record?.["file"];
    if (typeof file !== "string") return { ok: false, why: `frame ${index + 1} names no file.` };
    if (!files.has(file)) return { ok: false, why: `frame ${index + 1} names ${file}, which is not in the folder.` };
    const fault = record?.["fault"];
    if (fault !== undefined && !FAULTS.includes(String(fault)))
      return { ok: false, why: `frame ${index + 1} asks for the unknown fault ${String(fault)}.` };
    const times = record?.["times"];
    const notes = record?.["notes"] ?? record?.["hint"];
    planned.push({
      file,
      notes: typeof notes === "string" ? notes : null,
      fault: fault === undefined ? null : { kind: fault as Fault, times: typeof times === "number" ? times : 1 },
    });
  }
  return { ok: true, frames: planned };
}
