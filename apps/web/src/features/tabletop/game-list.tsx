import { Link } from "@tanstack/react-router";
import type { GameWire } from "@wopr/contracts";
import { Age } from "../../ui/age.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { seatLetters } from "./board/colors.ts";
import { PlayerChip } from "./board/player-chip.tsx";
import styles from "./game-list.module.css";
import { usePacks } from "./use-packs.ts";
import { bySeat, gameStatus, gameTypeName } from "./words.ts";

/** Games with thumbnail, players and where they stand. */
export function GameList({ games, empty }: { readonly games: readonly GameWire[]; readonly empty: string }) {
  if (games.length === 0) return <p className="muted">{empty}</p>;
  return (
    <ul className={styles["list"]} aria-label="Games">
      {games.map((game) => (
        <li key={game.id}>
          <GameLine game={game} />
        </li>
      ))}
    </ul>
  );
}

function GameLine({ game }: { readonly game: GameWire }) {
  const { state, text } = gameStatus(game);
  const letters = seatLetters(game.players);
  const packs = usePacks();
  return (
    <Link to="/play/$gameId" params={{ gameId: game.id }} className={styles["line"]}>
      {game.thumbnail_url ? (
        <img className={styles["picture"]} src={game.thumbnail_url} alt="" loading="lazy" />
      ) : (
        <span className={styles["picture"]} data-empty />
      )}
      <span className={styles["words"]}>
        <span className={styles["name"]}>{game.name}</span>
        <span className={styles["detail"]}>
          <StateMark state={state} word="" /> {text} · {gameTypeName(game.game_type, packs)} ·{" "}
          <Age at={game.updated_at} />
        </span>
      </span>
      <span className={styles["players"]}>
        {bySeat(game.players).map((player) => (
          <span key={player.position} title={player.name}>
            <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} size={26} />
            <span className="visually-hidden">{player.name}</span>
          </span>
        ))}
      </span>
    </Link>
  );
}
