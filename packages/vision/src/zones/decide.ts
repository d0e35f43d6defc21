import type { SimpleMove } from "@wopr/games";
import type { Decision, Question, ReasonCode } from "../types.ts";
import type { ZonesObservation } from "./observe.ts";

/** What a photo of a board of zones comes to. */
export interface ZonesDecision extends Pick<Decision, "outcome" | "reasons" | "questions"> {
  /** Changes as parts of a move, most likely counts where a question is open. */
  readonly parts: readonly SimpleMove[];
}

/** More changed zones than this are several moves at once. */
const MOST_CHANGES = 12;

/** Decides on counts and tracks: every count the photo cannot tell becomes a question (vision.md 6.10, 6.12). */
export function decideZones(observation: ZonesObservation): ZonesDecision {
  const { zones, tracks, stopped, sameAsReference, registration } = observation;
  if (sameAsReference) return { outcome: "no_change", reasons: ["same_photo"], questions: [], parts: [] };
  if (stopped) return { outcome: "retake", reasons: [stopped], questions: [], parts: [] };
  const parts: SimpleMove[] = [
    ...zones.flatMap(({ zone, changes }) =>
      changes
        .filter(({ delta }) => delta !== 0)
        .map(({ player, delta }) => ({ kind: "count" as const, player, zone, delta })),
    ),
    ...tracks.flatMap(({ track, player, after }) =>
      after === null ? [] : [{ kind: "track" as const, player, track, to: after }],
    ),
  ];
  const questions = questionsOf(observation);
  if (parts.length === 0 && questions.length === 0)
    return { outcome: "no_change", reasons: ["nothing_changed"], questions, parts };
  if (parts.length > MOST_CHANGES) return { outcome: "too_much", reasons: ["too_many_cells"], questions: [], parts };
  const reasons: ReasonCode[] = [
    ...(questions.length > 0 ? (["count_unclear"] as const) : []),
    ...(registration.weak ? (["weak_registration"] as const) : []),
  ];
  return { outcome: reasons.length > 0 ? "ask" : "sure", reasons, questions, parts };
}

function questionsOf({ zones, tracks }: ZonesObservation): readonly Question[] {
  const counts = zones.flatMap(({ zone, changes }) =>
    changes.flatMap(({ player, range }): readonly Question[] =>
      range === null ? [] : [ask(`count:${zone}:player_${player}`, "number", numbers(range[0], range[1]))],
    ),
  );
  const steps = tracks.flatMap(({ track, player, before, after }): readonly Question[] =>
    after === null
      ? [ask(`track:${track}:player_${player}`, "number", numbers(Math.max(0, before - 1), before + 2))]
      : [],
  );
  return [...counts, ...steps].slice(0, 3);
}

const ask = (id: string, kind: Question["kind"], values: readonly number[]): Question => ({
  id,
  kind,
  reason: "count_unclear",
  cells: [],
  options: values.map((value) => ({ value: String(value) })),
});

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
