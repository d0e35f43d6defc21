/** A fault in something a person wrote, as data: where and what to do. */
export interface Problem {
  /** JSON pointer (RFC 6901) into what was checked, `""` for the whole. */
  readonly pointer: string;
  /** A sentence for a person. */
  readonly text: string;
  /** Only errors stand in the way; a warning is shown and kept. */
  readonly severity: "error" | "warning";
}

/** An error at a place. */
export const errorAt = (pointer: string, text: string): Problem => ({ pointer, text, severity: "error" });

/** A warning at a place. */
export const warningAt = (pointer: string, text: string): Problem => ({ pointer, text, severity: "warning" });

/** Whether a value is a plain object, as JSON has them. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A key as one token of a JSON pointer. */
export const pointerToken = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
