import type { BoardStateWire, PlayerWire } from "@wopr/contracts";
import type { ZoneSpec, ZonesSpec } from "@wopr/games";
import { bySeat } from "../words.ts";
import { seatLetters } from "./colors.ts";
import { PlayerChip } from "./player-chip.tsx";
import styles from "./zones-board.module.css";

/** Named areas with what stands in them, and tracks with where everybody is. */
export function ZonesBoard(props: {
  readonly board: ZonesSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
}) {
  const { board, state, players } = props;
  const letters = seatLetters(players);
  return (
    <ul className={styles["zones"]} aria-label="Areas of the board">
      {board.zones.map((zone) => (
        <li key={zone.id} className={styles["zone"]}>
          <span className={styles["name"]}>{zone.name}</span>
          <span className={styles["counts"]}>
            {bySeat(players)
              .map((player) => ({ player, count: countOf(state, zone, player.position) }))
              .filter(({ count }) => count !== 0 || zone.kind === "track")
              .map(({ player, count }) => (
                <span key={player.position} className={styles["count"]} title={player.name}>
                  <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} size={22} />
                  <span className="visually-hidden">{player.name}: </span>
                  {count}
                </span>
              ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function countOf(state: BoardStateWire | undefined, zone: ZoneSpec, seat: number): number {
  const source = zone.kind === "track" ? state?.tracks : state?.zones;
  return source?.[zone.id]?.[`player_${seat}`] ?? 0;
}
