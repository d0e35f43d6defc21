/** What a place of the board costs, as advice. */
import { playerLabel } from "../labels.ts";
import type { GameState, Seat, Table, Verdict } from "../types.ts";

/** Price of sending an agent somewhere: resources, and how far one must be on a track. */
export interface Cost {
  readonly resources: Readonly<Record<string, number>>;
  readonly tracks?: Readonly<Record<string, number>>;
}

/** Costs by place; places that are free are absent. Editable: the host checks them against the printed rules. */
export type Costs = Readonly<Record<string, Cost>>;

/** As printed on the board. */
export const SHIPPED_COSTS: Costs = {
  conspire: { resources: { spice: 4 } },
  heighliner: { resources: { spice: 6 } },
  selective_breeding: { resources: { spice: 2 } },
  hardy_warriors: { resources: { water: 1 } },
  high_council: { resources: { solari: 5 } },
  mentat: { resources: { solari: 2 } },
  swordmaster: { resources: { solari: 8 } },
  rally_troops: { resources: { solari: 4 } },
  sell_melange: { resources: { spice: 2 } },
  hagga_basin: { resources: { water: 1 } },
  great_flat: { resources: { water: 2 } },
  research_station: { resources: { water: 2 } },
  sietch_tabr: { resources: {}, tracks: { influence_fremen: 2 } },
};

/** "Hagga Basin costs 1 water; Red has 0." One verdict per price that is not met; none where all are. */
export function costVerdicts(
  costs: Costs,
  place: { readonly id: string; readonly name: string },
  state: GameState,
  player: Seat,
  table: Table,
  names: ReadonlyMap<string, string>,
): readonly Verdict[] {
  const cost = costs[place.id];
  if (!cost) return [];
  const key = `player_${player}`;
  const who = playerLabel(table, player);
  const short = Object.entries(cost.resources).flatMap(([id, price]): readonly Verdict[] => {
    const has = state.resources[key]?.[id] ?? 0;
    if (has >= price) return [];
    const text = `${place.name} costs ${price} ${(names.get(id) ?? id).toLowerCase()}; ${who} has ${has}.`;
    return [{ rule: "cost", result: "violation", severity: "warn", text, measured: has, limit: price }];
  });
  const behind = Object.entries(cost.tracks ?? {}).flatMap(([id, step]): readonly Verdict[] => {
    const stands = state.tracks?.[id]?.[key] ?? 0;
    if (stands >= step) return [];
    const text = `${place.name} needs ${names.get(id) ?? id} of ${step}; ${who} has ${stands}.`;
    return [{ rule: "requirement", result: "violation", severity: "warn", text, measured: stands, limit: step }];
  });
  return [...short, ...behind];
}
