/** Answers to "how far is it?" on a measured table. */
import type { GameState, Verdict } from "../types.ts";
import type { LegionOptions } from "./legion-options.ts";
import { cohesionOf, discOf, moveCheck } from "./legion-rules.ts";
import { checkLimit, lengthText, rootSum } from "./limits.ts";
import { distanceOf, type Place } from "./plane.ts";
import { BAND_MM, BANDS, type Band, bandOf, type Disc, gapBetween, reachOf } from "./range.ts";
import { sightBetween } from "./sight.ts";

/** A known base, or a bare place. */
export type MeasuredThing = { readonly baseId: string } | (Place & { readonly baseMm: number });

/** What to measure. */
export interface MeasureQuestion {
  readonly kind: "distance" | "range" | "move" | "los" | "cohesion";
  readonly from: MeasuredThing;
  /** Not needed for `cohesion`. */
  readonly to?: MeasuredThing | undefined;
  /** Tool of a move; absent: that of the unit. */
  readonly speed?: number | undefined;
}

/** What was measured; all lengths in millimetres. */
export interface MeasureAnswer {
  readonly distance: { readonly mm: number; readonly sigma: number };
  readonly band: Band | null;
  readonly bandSure: boolean;
  /** Share of the target that is seen. */
  readonly visible: number | null;
  readonly path: readonly Place[];
  readonly verdict: Verdict;
}

/** Why nothing was measured. */
export type NotMeasured = { readonly refused: "unknown_base"; readonly id: string } | { readonly refused: "no_target" };

/** Measures on the table as it stands. Pure. */
export function measureOn(
  state: GameState,
  options: LegionOptions,
  question: MeasureQuestion,
): MeasureAnswer | NotMeasured {
  const from = discAt(state, question.from);
  if ("refused" in from) return from;
  if (question.kind === "cohesion") return cohesion(state, options, question.from, from);
  if (!question.to) return { refused: "no_target" };
  const to = discAt(state, question.to);
  if ("refused" in to) return to;
  const gap = gapBetween(from, to);
  const plain = { distance: gap, band: null, bandSure: false, visible: null, path: [] };
  switch (question.kind) {
    case "distance":
      return { ...plain, verdict: info("distance", `${lengthText(gap)} from edge to edge.`, gap.mm) };
    case "range": {
      const { band, sure } = bandOf(gap);
      return { ...plain, band, bandSure: sure, verdict: rangeVerdict(gap, band, sure) };
    }
    case "los":
      return { ...plain, ...sight(from, to, options) };
    case "move": {
      const speed = question.speed ?? speedOf(options, question.from);
      const { path = [], ...verdict } = moveCheck(options, from, to, speed);
      const distance = { mm: distanceOf(from, to), sigma: rootSum(from.sigmaMm, from.sigmaMm) };
      return { ...plain, distance, path, verdict };
    }
  }
}

function discAt(state: GameState, thing: MeasuredThing): Disc | NotMeasured {
  if (!("baseId" in thing)) return { ...thing, sigmaMm: 0 };
  const base = state.bases?.find(({ id }) => id === thing.baseId);
  return base ? discOf(base) : { refused: "unknown_base", id: thing.baseId };
}

const speedOf = ({ units }: LegionOptions, thing: MeasuredThing): number | null =>
  "baseId" in thing ? (units.find(({ baseIds }) => baseIds.includes(thing.baseId))?.speed ?? null) : null;

const info = (rule: string, text: string, measured?: number): Verdict => ({
  rule,
  result: "ok",
  severity: "info",
  text,
  ...(measured === undefined ? {} : { measured: Math.round(measured * 10) / 10 }),
});

function rangeVerdict(gap: MeasureAnswer["distance"], band: Band, sure: boolean): Verdict {
  const name = band === "melee" ? "touching" : band === "beyond" ? "beyond range 5" : `range ${band}`;
  const limits = BANDS.flatMap((one) => reachOf(one) ?? []);
  const [nearest = BAND_MM] = limits.toSorted((a, b) => Math.abs(a - gap.mm) - Math.abs(b - gap.mm));
  const text = `${lengthText(gap)}: ${name}.`;
  if (sure) return { ...info("range", text, gap.mm), sigma: gap.sigma };
  const { result: _, ...close } = checkLimit({ rule: "range", what: "It is", measured: gap, limitMm: nearest });
  return {
    ...close,
    result: "cannot_tell",
    text: `${text} The limit at ${Math.round(nearest)} mm is too close to tell.`,
  };
}

function sight(from: Disc, to: Disc, { terrain }: LegionOptions): Pick<MeasureAnswer, "visible" | "verdict"> {
  const screens = terrain.filter(({ heightMm }) => heightMm > 0);
  const { visible, result, sure, blockedBy } = sightBetween(from, to, screens);
  const why = blockedBy.length > 0 ? ` In the way: ${blockedBy.join(", ")}.` : "";
  const text = `${Math.round(visible * 100)} % of the target is seen (${result}).${why}`;
  if (!sure) {
    const unsure = `${text} A few millimetres decide: look for yourselves.`;
    return { visible, verdict: { rule: "line_of_sight", result: "cannot_tell", severity: "info", text: unsure } };
  }
  const blocked = result === "blocked";
  const verdict: Verdict = {
    rule: "line_of_sight",
    result: blocked ? "violation" : "ok",
    severity: blocked ? "warn" : "info",
    text,
  };
  return { visible, verdict };
}

function cohesion(state: GameState, options: LegionOptions, thing: MeasuredThing, from: Disc): MeasureAnswer {
  const unit = "baseId" in thing ? options.units.find(({ baseIds }) => baseIds.includes(thing.baseId)) : undefined;
  const [verdict] = unit ? cohesionOf(options, state, unit) : [];
  const alone: Verdict = {
    rule: "cohesion",
    result: "not_checked",
    severity: "info",
    text: unit ? `${unit.name} has no other minis.` : "This mini belongs to no unit.",
  };
  const distance = { mm: verdict?.measured ?? 0, sigma: verdict?.sigma ?? from.sigmaMm };
  return { distance, band: null, bandSure: false, visible: null, path: [], verdict: verdict ?? alone };
}

/** How far a base may go and shoot, for rings on the board. */
export function reachOn(state: GameState, options: LegionOptions, baseId: string) {
  const base = discAt(state, { baseId });
  if ("refused" in base) return null;
  return {
    base,
    moves: [...options.tools].map(([speed, { mm, toleranceMm }]) => ({
      speed,
      mm: mm + base.baseMm,
      sigma: rootSum(base.sigmaMm, base.sigmaMm, toleranceMm / 2),
    })),
    bands: BANDS.flatMap((band) => {
      const mm = reachOf(band);
      return mm === null ? [] : [{ band, mm }];
    }),
  };
}
