/** Rules of the measured table: advice with margins; what may be done is still what people do. */
import { createGenericRules } from "../generic/rules.ts";
import type { SettingsOf } from "../generic/settings.ts";
import { partsOf } from "../generic/turns.ts";
import { playerLabel } from "../labels.ts";
import type { Base, GameState, Hypothesis, Move, RuleModule, SimpleMove, Table, Verdict } from "../types.ts";
import { type LegionOptions, readLegionOptions, type Unit } from "./legion-options.ts";
import { checkLimit, lengthText, rootSum } from "./limits.ts";
import { distanceOf } from "./plane.ts";
import { type Disc, gapBetween } from "./range.ts";
import { findWay } from "./walk.ts";

/** Of a base nobody measured: it was placed by hand. */
const TYPED_SIGMA_MM = 0.7;
const ROUNDS = 6;

/** A base as a disc with its error bar. */
export const discOf = ({ x, y, baseMm, sigmaMm = TYPED_SIGMA_MM }: Base): Disc => ({ x, y, baseMm, sigmaMm });

/** Moves of bases in millimetres. */
export function createLegionRules(settingsOf: SettingsOf): RuleModule {
  const generic = createGenericRules(settingsOf);
  return {
    ...generic,
    initial: (table) => ({ ...generic.initial(table), bases: optionsOf(table).start }),
    hypotheses: (state, seen, table, plies) => (plies === 2 ? [] : movesSeen(state, seen.bases ?? [], table)),
    check(state, move, table) {
      const measured = measuredVerdicts(state, move, table);
      const said = generic.check(state, move, table);
      const impossible = said.some(({ rule, result }) => rule === "possible" && result === "violation");
      if (impossible) return said;
      const others = said.filter(({ rule }) => rule !== "generic" && rule !== "rules");
      const all = [...others, ...measured];
      return all.length > 0 ? all : said;
    },
    describe: (state, move, table) => describe(state, move, table) ?? generic.describe(state, move, table),
    end: (state) => (state.round > ROUNDS ? { winner: null, reason: `${ROUNDS} rounds are over.` } : null),
  };
}

const optionsOf = (table: Table): LegionOptions => readLegionOptions(table.options).options;

const unitOf = (options: LegionOptions, baseId: string): Unit | undefined =>
  options.units.find(({ baseIds }) => baseIds.includes(baseId));

const baseCalled = (state: GameState, id: string): Base | undefined => state.bases?.find((base) => base.id === id);

type Relocate = Extract<SimpleMove, { kind: "relocate" }>;

const relocations = (move: Move): readonly Relocate[] =>
  partsOf(move).filter((part): part is Relocate => part.kind === "relocate");

/** What is to be said about the lengths of a move. */
function measuredVerdicts(state: GameState, move: Move, table: Table): readonly Verdict[] {
  const options = optionsOf(table);
  const moved = relocations(move);
  const after = afterMove(state, moved);
  const units = new Set(moved.map(({ base_id: id }) => unitOf(options, id)));
  return [
    ...moved.flatMap((part) => moveVerdict(options, state, part)),
    ...[...units].flatMap((unit) => (unit ? cohesionOf(options, after, unit) : [])),
  ];
}

const afterMove = (state: GameState, moved: readonly Relocate[]): GameState => ({
  ...state,
  bases: (state.bases ?? []).map((base) => {
    const part = moved.findLast(({ base_id: id }) => id === base.id);
    return part ? { ...base, x: part.to.x, y: part.to.y } : base;
  }),
});

function moveVerdict(options: LegionOptions, state: GameState, { base_id: id, to }: Relocate): readonly Verdict[] {
  const base = baseCalled(state, id);
  if (!base) return [];
  const unit = unitOf(options, id);
  // Only the leader is measured along the tool; the others are placed around it.
  if (unit && unit.leader !== id) return [];
  return [moveCheck(options, discOf(base), to, unit?.speed ?? null)];
}

/** Whether a base may get somewhere in one move. @param speed Null where nobody said how fast it is. */
export function moveCheck(
  options: LegionOptions,
  from: Disc,
  to: { readonly x: number; readonly y: number },
  speed: number | null,
): Verdict & { readonly path?: readonly { readonly x: number; readonly y: number }[] } {
  const measured = { mm: distanceOf(from, to), sigma: rootSum(from.sigmaMm, from.sigmaMm) };
  const tool = speed === null ? undefined : options.tools.get(speed);
  if (!tool) {
    const text = `Moved ${lengthText(measured)}; say how fast the unit is to have it checked.`;
    return { rule: "move_distance", result: "not_checked", severity: "info", text, measured: measured.mm };
  }
  const limitMm = tool.mm + from.baseMm;
  const verdict = checkLimit({
    rule: "move_distance",
    what: `Moved`,
    measured,
    limitMm,
    toleranceMm: tool.toleranceMm,
  });
  if (verdict.result === "violation") return verdict;
  const obstacles = options.terrain.filter(({ kind }) => kind === "impassable");
  const longest = tool.mm + tool.toleranceMm + 2 * measured.sigma;
  const way = findWay({ from, to, baseMm: from.baseMm, toolMm: longest, obstacles });
  if (way.found) return { ...verdict, path: way.points };
  if (!way.blockedBy) return verdict;
  const name = way.blockedBy.name || way.blockedBy.id;
  const text = `No way around ${name} was found with one bend. Look for yourselves.`;
  return { ...verdict, rule: "move_way", result: "cannot_tell", text };
}

/** Whether the minis of a unit stand near enough to their leader: one verdict for the one that is furthest. */
export function cohesionOf(options: LegionOptions, state: GameState, unit: Unit): readonly Verdict[] {
  const leader = baseCalled(state, unit.leader);
  const tool = options.tools.get(1);
  if (!leader || !tool) return [];
  const gaps = unit.baseIds.flatMap((id) => {
    const base = id === unit.leader ? undefined : baseCalled(state, id);
    return base ? [gapBetween(discOf(leader), discOf(base))] : [];
  });
  const [furthest] = gaps.toSorted((a, b) => b.mm - a.mm);
  if (!furthest) return [];
  return [
    checkLimit({
      rule: "cohesion",
      what: `${unit.name}: the furthest mini is from its leader by`,
      measured: furthest,
      limitMm: tool.mm,
      toleranceMm: tool.toleranceMm,
    }),
  ];
}

/** "Blue: Troopers move 131 mm" */
function describe(state: GameState, move: Move, table: Table): string | null {
  const moved = relocations(move);
  if (moved.length === 0 || moved.length !== partsOf(move).length) return null;
  const options = optionsOf(table);
  const lines = moved.flatMap((part) => {
    const base = baseCalled(state, part.base_id);
    const unit = unitOf(options, part.base_id);
    if (!base || (unit && unit.leader !== part.base_id && moved.some(({ base_id: id }) => id === unit.leader)))
      return [];
    return [`${unit?.name ?? part.base_id} moves ${Math.round(distanceOf(base, part.to))} mm`];
  });
  if (lines.length === 0) return null;
  const player = move.player ?? moved[0]?.player;
  return `${player ? playerLabel(table, player) : "Board"}: ${lines.join(", ")}`;
}

/** The one move a photo of the table shows: every base that is somewhere else now. */
function movesSeen(
  state: GameState,
  seen: NonNullable<Parameters<RuleModule["hypotheses"]>[1]["bases"]>,
  table: Table,
): readonly Hypothesis[] {
  const parts = seen.flatMap((found): readonly Relocate[] => {
    if (found.status !== "moved" || found.baseId === null) return [];
    const known = baseCalled(state, found.baseId);
    if (!known) return [];
    const player = known.player ?? state.turnPlayer ?? table.players[0]?.seat ?? 1;
    return [{ kind: "relocate", player, base_id: known.id, to: { x: tenth(found.x), y: tenth(found.y) } }];
  });
  const [first] = parts;
  if (!first) return [];
  const move: Move = parts.length === 1 ? first : { kind: "composite", player: first.player, parts };
  return [{ move, cells: [], plies: 1 }];
}

const tenth = (mm: number) => Math.round(mm * 10) / 10;
