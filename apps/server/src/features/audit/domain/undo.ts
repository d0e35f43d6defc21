/** The way back of an act, as it is kept. */
export interface UndoFacts {
  readonly state: "available" | "used" | "impossible";
  readonly expiresAt: Date | null;
}

/** What the way back is worth at a moment. */
export const undoStateAt = (undo: UndoFacts, now: Date): "available" | "used" | "expired" | "impossible" =>
  undo.state === "available" && undo.expiresAt !== null && undo.expiresAt <= now ? "expired" : undo.state;
