import type { BoardStateWire, PlayerWire } from "@wopr/contracts";
import type { ZoneSpec, ZonesSpec } from "@wopr/games";
import { bySeat } from "../words.ts";
import { seatLetters } from "./colors.ts";
import { type Marks, NO_MARKS } from "./marks.ts";
import { PlayerChip } from "./player-chip.tsx";
import { countIn } from "./zone-count.ts";
import { ZoneDrawing } from "./zone-drawing.tsx";
import styles from "./zones-board.module.css";

/** Named areas with what stands in them, and tracks with where everybody is: drawn where somebody drew them, and as a list. */
export function ZonesBoard(props: {
  readonly board: ZonesSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marks?: Marks;
}) {
  const { board, state, players, marks = NO_MARKS } = props;
  const drawn = board.zones.some(({ polygon, stops }) => (polygon?.length ?? 0) > 2 || (stops?.length ?? 0) > 1);
  const marked = new Set([...marks.from, ...marks.to, ...marks.asked]);
  if (!drawn) return <ZoneList board={board} state={state} players={players} marked={marked} />;
  return (
    <div className={styles["both"]}>
      <ZoneDrawing board={board} state={state} players={players} marked={marked} />
      <details className={styles["details"]}>
        <summary>Areas as a list</summary>
        <ZoneList board={board} state={state} players={players} marked={marked} />
      </details>
    </div>
  );
}

function ZoneList(props: {
  readonly board: ZonesSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marked: ReadonlySet<string>;
}) {
  const { board, state, players, marked } = props;
  return (
    <ul className={styles["zones"]} aria-label="Areas of the board">
      {board.zones.map((zone) => (
        <ZoneLine key={zone.id} zone={zone} state={state} players={players} marked={marked.has(zone.id)} />
      ))}
    </ul>
  );
}

function ZoneLine(props: {
  readonly zone: ZoneSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marked: boolean;
}) {
  const { zone, state, players, marked } = props;
  const letters = seatLetters(players);
  const counts = bySeat(players)
    .map((player) => ({ player, count: countIn(state, zone, player.position) }))
    .filter(({ count }) => count !== 0 || zone.kind === "track");
  return (
    <li className={styles["zone"]} data-marked={marked}>
      <span className={styles["name"]}>{zone.name}</span>
      <span className={styles["counts"]}>
        {counts.map(({ player, count }) => (
          <span key={player.position} className={styles["count"]} title={player.name}>
            <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} size={22} />
            <span className="visually-hidden">{player.name}: </span>
            {count}
          </span>
        ))}
      </span>
    </li>
  );
}
