import type { GameDetailWire, PackWire, StateWire } from "@wopr/contracts";
import { seatLetters } from "../board/colors.ts";
import { PlayerChip } from "../board/player-chip.tsx";
import { bySeat } from "../words.ts";
import styles from "./players-panel.module.css";

/** Who plays, whose turn it is, and what everybody has. */
export function PlayersPanel(props: {
  readonly game: GameDetailWire;
  readonly state: StateWire | undefined;
  readonly pack: PackWire | undefined;
}) {
  const { game, state, pack } = props;
  const letters = seatLetters(game.players);
  const counts = piecesPerSeat(state);
  return (
    <section className={styles["box"]} aria-label="Players">
      <ul className={styles["list"]}>
        {bySeat(game.players).map((player) => {
          const moves = state?.turn_player === player.position;
          return (
            <li key={player.position} className={styles["player"]} data-turn={moves}>
              <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} size={32} />
              <span className={styles["name"]}>{player.name}</span>
              <span className={styles["facts"]}>{factsOf(player.position, state, pack, counts)}</span>
              {moves ? <span className={styles["turn"]}>to move</span> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function factsOf(
  seat: number,
  state: StateWire | undefined,
  pack: PackWire | undefined,
  counts: ReadonlyMap<number, number>,
): string {
  const resources = Object.entries(state?.resources[`player_${seat}`] ?? {}).map(
    ([id, value]) => `${value} ${pack?.resources.find((resource) => resource.id === id)?.name ?? id}`,
  );
  const pieces = counts.get(seat);
  return [...resources, ...(pieces ? [`${pieces} on the board`] : [])].join(" · ");
}

function piecesPerSeat(state: StateWire | undefined): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const piece of state?.board_state.grid?.flat() ?? []) {
    if (piece?.player) counts.set(piece.player, (counts.get(piece.player) ?? 0) + 1);
  }
  return counts;
}
