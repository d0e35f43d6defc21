import { Button, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { commentShared, readShared, type SharedGameWire, streamShared } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useEffect, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useAct } from "../../../api/use-act.tsx";
import { keyOf, useEndpoint } from "../../../api/use-endpoint.ts";
import { KeysProvider } from "../../../app/keys.tsx";
import { Logo } from "../../../app/logo.tsx";
import { useNow } from "../../../app/time.tsx";
import { Age } from "../../../ui/age.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Failed, Loaded, Skeletons } from "../../../ui/states.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import { countText } from "../../../ui/words.ts";
import { Board } from "../board/board.tsx";
import { seatLetters } from "../board/colors.ts";
import { marksOfMove } from "../board/marks.ts";
import { PlayerChip } from "../board/player-chip.tsx";
import { readBoard } from "../board/spec.ts";
import { Replay } from "../history/replay.tsx";
import { untilText } from "../share/until.ts";
import { asPlayers, photoAt } from "./spectator.ts";
import styles from "./watch-page.module.css";

/** A shared game, readable without an account: board, moves, the last photo; live, or stepped back. */
export function WatchPage() {
  const { token } = useParams({ from: "/watch/$token" });
  const params = { token };
  const { client } = useApi();
  const queries = useQueryClient();
  const newest = useEndpoint(readShared, { params, query: {} }, { everyMs: 15_000 });
  const [live, setLive] = useState(false);
  const gone = newest.error instanceof AppError && newest.error.status === 404;

  useEffect(() => {
    if (gone) return;
    const source = new EventSource(client.url(streamShared, { params: { token } }));
    const read = () => {
      queries.invalidateQueries({ queryKey: keyOf(readShared, { params: { token }, query: {} }) }).catch(() => {});
    };
    source.onopen = () => {
      setLive(true);
      // Whatever happened while the line was cut is read now.
      read();
    };
    source.onerror = () => setLive(false);
    for (const kind of ["changed", "reset"]) source.addEventListener(kind, read);
    return () => source.close();
  }, [client, queries, token, gone]);

  return (
    <KeysProvider>
      <div className={styles["page"]}>
        <header className={styles["head"]}>
          <Logo />
          <span className="grow" />
          {newest.data ? <LiveSign live={live} game={newest.data} /> : null}
        </header>
        <main className={styles["main"]}>
          {gone ? (
            <Gone />
          ) : newest.error && !newest.data ? (
            <Failed failure={newest.error} retry={() => void newest.refetch()} />
          ) : (
            <Loaded query={newest} what="the game" skeleton={<Skeletons count={2} height={280} />}>
              {(game) => <Spectator token={token} newest={game} />}
            </Loaded>
          )}
        </main>
      </div>
    </KeysProvider>
  );
}

function Gone() {
  useEffect(() => {
    document.title = "This link no longer works · WOPR";
  }, []);
  return (
    <div className={styles["gone"]}>
      <h1>This link no longer works</h1>
      <p className="muted">It has expired or was taken back. Ask whoever sent it to you for a new one.</p>
    </div>
  );
}

function LiveSign({ live, game }: { readonly live: boolean; readonly game: SharedGameWire }) {
  const now = useNow(60_000);
  const over = game.status === "completed" || game.status === "abandoned";
  return (
    <span className="state-line muted small">
      <StateMark state={over ? "unknown" : live ? "works" : "attention"} word="" />
      {over ? "Finished" : live ? "Live" : "Read every 15 s"}
      <span title={game.expires_at}> · link works {untilText(new Date(game.expires_at), now)}</span>
    </span>
  );
}

function Spectator({ token, newest }: { readonly token: string; readonly newest: SharedGameWire }) {
  const [chosen, setChosen] = useState<number>();
  const moves = newest.moves;
  const at = Math.min(chosen ?? moves.length, moves.length);
  const then = useEndpoint(
    readShared,
    { params: { token }, query: { at_move: at } },
    { enabled: at < moves.length, keep: true },
  );
  const state = at < moves.length ? then.data?.state : newest.state;
  const board = readBoard(newest.board);
  const players = asPlayers(newest.players);
  const move = moves.find(({ n }) => n === at);
  const photo = photoAt(newest, at);
  // Whoever steps to the newest move follows the game again.
  const go = (next: number) => setChosen(next >= moves.length ? undefined : next);
  useEffect(() => {
    document.title = `${newest.name} · WOPR`;
  }, [newest.name]);
  return (
    <>
      <div>
        <h1 className={styles["title"]}>{newest.name}</h1>
        <p className="muted">
          {countText(moves.length, "move")} so far
          {chosen === undefined ? "" : `; you look at ${at === 0 ? "the setup" : `move ${at}`}`}.
        </p>
      </div>
      <Replay
        at={at}
        moves={moves.length}
        label={at === 0 ? "Setup" : `Move ${at}`}
        text={`${move?.move.text ?? "The board before the first move"}${move?.glyph ?? ""}`}
        go={go}
        step={(by) => go(Math.min(moves.length, Math.max(0, at + by)))}
      />
      <div className={styles["columns"]}>
        <div className={styles["board"]}>
          {board ? (
            <Board board={board} state={state?.board_state} players={players} marks={marksOfMove(move)} />
          ) : (
            <p className="muted">The board of this game cannot be drawn here.</p>
          )}
        </div>
        <div className="stack">
          <ul className={styles["players"]} aria-label="Players">
            {newest.players.map((player) => (
              <li key={player.position} className="row-8">
                <PlayerChip color={player.color} letter={seatLetters(players).get(player.position) ?? ""} />
                <span className="grow">{player.name}</span>
                {state?.turn_player === player.position ? <span className={styles["turn"]}>to move</span> : null}
              </li>
            ))}
          </ul>
          <ol className={styles["moves"]} aria-label="Moves">
            {moves.map((line) => (
              <li key={line.move_id}>
                <button
                  type="button"
                  className={styles["move"]}
                  aria-current={line.n === at ? "step" : undefined}
                  onClick={() => go(line.n)}
                >
                  <span className={styles["number"]}>{line.n}</span>
                  <span>
                    {line.move.text}
                    {line.glyph ?? ""}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </div>
      </div>
      {photo ? (
        <figure className={styles["figure"]}>
          <img className={styles["photo"]} src={photo.url} alt={`Photo: ${photo.label}`} />
          <figcaption className="muted small">
            {photo.label}
            {photo.at ? (
              <>
                , taken <Age at={photo.at} />
              </>
            ) : null}
          </figcaption>
        </figure>
      ) : null}
      <Comments token={token} game={newest} moveId={move?.move_id ?? null} />
    </>
  );
}

function Comments(props: { readonly token: string; readonly game: SharedGameWire; readonly moveId: string | null }) {
  const { token, game, moveId } = props;
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const queries = useQueryClient();
  const add = useAct(commentShared, {
    done: () => {
      setText("");
      sayDone("Your comment is there.");
      queries.invalidateQueries({ queryKey: keyOf(readShared, { params: { token }, query: {} }) }).catch(() => {});
    },
  });
  const shown = game.comments.filter((comment) => comment.move_id === moveId || moveId === null);
  if (shown.length === 0 && game.scope === "view") return null;
  return (
    <section aria-label="Comments" className="stack-8">
      <h2 className={styles["subtitle"]}>Comments</h2>
      {shown.map((comment) => (
        <div key={comment.event_id} className={styles["comment"]}>
          <p className={styles["said"]}>{comment.text}</p>
          <p className="muted small">
            {comment.by}, <Age at={comment.at} />
          </p>
        </div>
      ))}
      {game.scope === "comment" ? (
        <form
          className="stack-8"
          onSubmit={(event) => {
            event.preventDefault();
            const body = { name: name.trim(), text: text.trim(), ...(moveId ? { move_id: moveId } : {}) };
            add.mutate({ params: { token }, body });
          }}
        >
          <TextInput
            label="Your name"
            required
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={moveId ? "Comment on this move" : "Comment"}
            required
            autosize
            minRows={2}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button
            type="submit"
            style={{ alignSelf: "flex-start" }}
            loading={add.isPending}
            disabled={name.trim() === "" || text.trim() === ""}
          >
            Comment
          </Button>
        </form>
      ) : null}
    </section>
  );
}
