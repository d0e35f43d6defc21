import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { currentProposal, type GameWire, listMoves, readState } from "@wopr/contracts";
import { useTopic } from "../../api/context.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Age } from "../../ui/age.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import styles from "./active-game.module.css";
import { Board } from "./board/board.tsx";
import { seatLetters } from "./board/colors.ts";
import { marksOfMove } from "./board/marks.ts";
import { PlayerChip } from "./board/player-chip.tsx";
import { boardOf } from "./board/spec.ts";
import { usePacks } from "./use-packs.ts";
import { bySeat, gameStatus, gameTypeName } from "./words.ts";

/** The game on the table, with its board as it is now. */
export function ActiveGame({ game }: { readonly game: GameWire }) {
  useTopic(`game:${game.id}`);
  const params = { id: game.id };
  const packs = usePacks();
  const state = useEndpoint(readState, { params, query: {} });
  const moves = useEndpoint(listMoves, { params });
  const open = useEndpoint(currentProposal, { params });
  const board = boardOf(game, packs);
  const last = moves.data?.items.at(-1);
  const { state: mark, text } = gameStatus(game);
  const letters = seatLetters(game.players);
  const waiting = open.data?.proposal;
  const begun = game.status === "in_progress" || game.demo;
  return (
    <section className={styles["active"]} aria-label={`Active game: ${game.name}`}>
      <Link
        to="/play/$gameId"
        params={{ gameId: game.id }}
        className={styles["board"]}
        tabIndex={-1}
        aria-hidden="true"
      >
        {board ? (
          <Board
            board={board}
            state={state.data?.board_state}
            players={game.players}
            marks={marksOfMove(last)}
            labels={false}
          />
        ) : null}
      </Link>
      <div className={styles["words"]}>
        <div>
          <p className={styles["kind"]}>{gameTypeName(game.game_type, packs)}</p>
          <h2 className={styles["name"]}>{game.name}</h2>
        </div>
        <p className="state-line">
          <StateMark state={mark} word="" /> {text} · <Age at={game.updated_at} />
        </p>
        <ul className={styles["players"]} aria-label="Players">
          {bySeat(game.players).map((player) => (
            <li key={player.position} className="row-8">
              <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} />
              <span>{player.name}</span>
              {state.data?.turn_player === player.position ? <span className={styles["turn"]}>to move</span> : null}
            </li>
          ))}
        </ul>
        {last ? <p className="muted">Last move: {last.move.text}</p> : null}
        {waiting ? (
          <p className="state-line">
            <StateMark state="attention" word="" /> A photo waits for an answer: {waiting.text}
          </p>
        ) : null}
        <Button
          {...(begun
            ? { renderRoot: (props) => <Link {...props} to="/play/$gameId" params={{ gameId: game.id }} /> }
            : { renderRoot: (props) => <Link {...props} to="/play/$gameId/prepare" params={{ gameId: game.id }} /> })}
          size="lg"
          variant="light"
          rightSection={<IconArrowRight size={20} aria-hidden />}
          className={styles["go"] ?? ""}
        >
          {begun ? "Go to the table" : "Go on setting up"}
        </Button>
      </div>
    </section>
  );
}
