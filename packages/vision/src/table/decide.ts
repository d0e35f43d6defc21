import type { Base, SimpleMove } from "@wopr/games";
import type { Decision, Question, ReasonCode } from "../types.ts";
import type { TableObservation } from "./observe.ts";

/** What a photo of a table comes to. */
export interface TableDecision extends Pick<Decision, "outcome" | "reasons" | "questions"> {
  /** Bases that moved, as parts of a move. */
  readonly parts: readonly SimpleMove[];
}

/** A rim seen less than this is not trusted without asking. */
const SURE_SUPPORT = 0.5;
/** More moved bases than this were several moves. */
const MOST_MOVED = 20;

/** Decides on bases: whatever may have gone to another's place, is not seen any more, or is new, is asked. */
export function decideTable(
  observation: TableObservation,
  bases: readonly Pick<Base, "id" | "player">[],
): TableDecision {
  const { tracks, added, stopped, sameAsReference, registration } = observation;
  if (sameAsReference) return { outcome: "no_change", reasons: ["same_photo"], questions: [], parts: [] };
  if (stopped) return { outcome: "retake", reasons: [stopped], questions: [], parts: [] };
  const moved = tracks.filter(({ status }) => status === "moved");
  const gone = tracks.filter(({ status }) => status === "gone");
  const parts = moved.map(({ id, xMm, yMm }): SimpleMove => {
    const player = bases.find((base) => base.id === id)?.player ?? 0;
    return { kind: "relocate", player, base_id: id, to: { x: round(xMm), y: round(yMm) } };
  });
  if (moved.length + gone.length === 0 && added.length === 0)
    return { outcome: "no_change", reasons: ["nothing_changed"], questions: [], parts };
  if (moved.length > MOST_MOVED) return { outcome: "too_much", reasons: ["too_many_cells"], questions: [], parts };
  const questions: Question[] = [
    ...moved
      .filter(({ unclear, support }) => unclear.length > 0 || support < SURE_SUPPORT)
      .map(({ id, unclear }) => ask(`base:${id}`, [id, ...unclear])),
    ...gone.map(({ id }) => ask(`gone:${id}`, ["removed", "hidden"])),
    ...added.map(({ xMm, yMm }) => ask(`new:${round(xMm)},${round(yMm)}`, ["new", "ignore"])),
  ];
  const reasons: ReasonCode[] = [
    ...(questions.length > 0 ? (["base_unclear"] as const) : []),
    ...(registration.weak ? (["weak_registration"] as const) : []),
  ];
  return { outcome: reasons.length > 0 ? "ask" : "sure", reasons, questions: questions.slice(0, 3), parts };
}

const ask = (id: string, values: readonly string[]): Question => ({
  id,
  kind: "choice",
  reason: "base_unclear",
  cells: [],
  options: values.map((value) => ({ value })),
});

const round = (mm: number): number => Math.round(mm * 10) / 10;
