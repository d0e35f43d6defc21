/** Rules of `dune_imperium` beside the counting: costs as hints, places that are taken, and the end. */
import { createGenericRules } from "../generic/rules.ts";
import type { SettingsOf } from "../generic/settings.ts";
import { partsOf } from "../generic/turns.ts";
import { playerLabel } from "../labels.ts";
import type { GameResult, GameState, Move, RuleModule, Table, Verdict, ZonesSpec } from "../types.ts";
import { costVerdicts } from "./costs.ts";
import { readDuneOptions } from "./options.ts";

const POINTS_TO_WIN = 10;
/** The end is looked at when a round is over. */
const ROUND_OVER = ["recall", "round_start"];
const TIE_BREAK = ["spice", "solari", "water"];

/** Counts and tracks by the generic rules, with advice of its own. */
export function createDuneRules(settingsOf: SettingsOf, board: ZonesSpec): RuleModule {
  const generic = createGenericRules(settingsOf);
  const names = new Map([
    ...board.zones.map(({ id, name }) => [id, name] as const),
    ...settingsOf({}).manifest.resources.map(({ id, name }) => [id, name] as const),
  ]);
  return {
    ...generic,
    check(state, move, table) {
      const said = generic.check(state, move, table);
      if (said.some(({ rule, result }) => rule === "possible" && result === "violation")) return said;
      const advice = [...placeVerdicts(board, state, move, table, names)];
      const others = said.filter(({ rule }) => rule !== "rules" && rule !== "generic");
      const all = [...others, ...advice];
      return all.length > 0 ? all : [FINE];
    },
    end,
  };
}

const FINE: Verdict = { rule: "costs", result: "ok", severity: "info", text: "Nothing speaks against it." };

/** What sending agents costs, and whether somebody is there already. */
function placeVerdicts(
  board: ZonesSpec,
  state: GameState,
  move: Move,
  table: Table,
  names: ReadonlyMap<string, string>,
): readonly Verdict[] {
  const { costs } = readDuneOptions(table.options, board);
  return partsOf(move).flatMap((part): readonly Verdict[] => {
    if (part.kind !== "count" || part.delta <= 0) return [];
    const zone = board.zones.find(({ id, kind }) => id === part.zone && kind === "occupancy");
    if (!zone) return [];
    const there = Object.entries(state.zones?.[zone.id] ?? {}).find(([, count]) => count > 0);
    const who = there && playerLabel(table, Number(there[0].slice("player_".length)));
    const text = `${zone.name} is taken: ${who} is there.`;
    return [
      ...(there ? [{ rule: "taken", result: "violation", severity: "warn", text } as const] : []),
      ...costVerdicts(costs, zone, state, part.player, table, names),
    ];
  });
}

/** Ten points at the end of a round end the game; ties go by spice, solari, water, then garrison. */
function end(state: GameState): GameResult | null {
  const points = state.tracks?.["victory_points"] ?? {};
  const over = ROUND_OVER.includes(state.phase) && Object.values(points).some((score) => score >= POINTS_TO_WIN);
  if (!over) return null;
  const amounts = (key: string) => [
    points[key] ?? 0,
    ...TIE_BREAK.map((id) => state.resources[key]?.[id] ?? 0),
    state.zones?.[`garrison_${key.slice("player_".length)}`]?.[key] ?? 0,
  ];
  const ranked = Object.keys(points).toSorted((a, b) => compare(amounts(b), amounts(a)));
  const [first, second] = ranked;
  const tied = first !== undefined && second !== undefined && compare(amounts(first), amounts(second)) === 0;
  const winner = first === undefined || tied ? null : Number(first.slice("player_".length));
  return { winner, reason: `Somebody has ${POINTS_TO_WIN} victory points and the round is over.` };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0);
  return 0;
}
