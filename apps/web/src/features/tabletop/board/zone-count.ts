import type { BoardStateWire } from "@wopr/contracts";
import type { ZoneSpec } from "@wopr/games";

/** How many pieces of a player stand in a zone; of a track the step. */
export function countIn(state: BoardStateWire | undefined, zone: Pick<ZoneSpec, "id" | "kind">, seat: number): number {
  const source = zone.kind === "track" ? state?.tracks : state?.zones;
  return source?.[zone.id]?.[`player_${seat}`] ?? 0;
}
