/** One claim of speed, size or accuracy, measured beside its peer in the same run. */
export interface BenchRow {
  /** `tabletop.md 10` or `vision.md 10`: where the target stands. */
  readonly source: string;
  readonly what: string;
  /** What it is measured against, by name. */
  readonly peer: string;
  /** What must hold of the ratio ours / peer; or of ours alone where the target is absolute. */
  readonly target: { readonly kind: "at most" | "at least"; readonly value: number; readonly of: "ratio" | "ours" };
  readonly unit: string;
  /** Answers both figures in `unit`, or why the row could not run here. */
  measure(): Promise<Figures | NotRun>;
}

/** Medians of ours and of the peer. */
export interface Figures {
  readonly ours: number;
  readonly peer: number;
  readonly note?: string;
}

/** A row that could not run, with its reason. */
export interface NotRun {
  readonly notRun: string;
}

/** Whether the measured figures meet the target. */
export function meets(row: BenchRow, figures: Figures): boolean {
  const value = row.target.of === "ours" ? figures.ours : figures.ours / figures.peer;
  return row.target.kind === "at most" ? value <= row.target.value : value >= row.target.value;
}
