import { Button, Select } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { readCapture, readState, toggleArrow } from "@wopr/contracts";
import { useCallback, useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useKeys } from "../../../app/keys.tsx";
import { Age } from "../../../ui/age.tsx";
import { Page } from "../../../ui/page.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { countText, shareText } from "../../../ui/words.ts";
import { Board } from "../board/board.tsx";
import { CellButtons } from "../board/cell-buttons.tsx";
import { cellsWithin, drawingRatio } from "../board/cells-within.ts";
import { marksOfMove } from "../board/marks.ts";
import { boardOf } from "../board/spec.ts";
import { type GameView, useGame } from "../game/use-game.ts";
import { usePacks } from "../use-packs.ts";
import { bySeat, playerLabel } from "../words.ts";
import { Annotations } from "./annotations.tsx";
import { Correction } from "./correction.tsx";
import styles from "./history-page.module.css";
import { Replay } from "./replay.tsx";
import { ALL, passes, type Stop, stepped, stopsOf, type TimelineFilter } from "./timeline.ts";
import { Timeline } from "./timeline-strip.tsx";
import { TurnForm } from "./turn-form.tsx";

/** A game at every point of its life: board and photo, step by step. */
export function GameHistoryPage() {
  const { gameId } = useParams({ from: "/inside/play/$gameId/history" });
  const { query, view } = useGame(gameId);
  return (
    <Page
      width="wide"
      title={query.data ? `History of ${query.data.name}` : "History"}
      sentence={view ? sentenceOf(view) : "One moment."}
      back={{ label: "the table", to: "/play/$gameId", params: { gameId } }}
    >
      <Loaded query={query} what="the history" skeleton={<Skeletons count={2} height={220} />}>
        {() => (view ? <History view={view} /> : null)}
      </Loaded>
    </Page>
  );
}

const sentenceOf = ({ game, moves }: GameView) =>
  `${countText(moves.length, "move")}, ${countText(game.captures.length, "photo")}. Every point can be looked at again.`;

function History({ view }: { readonly view: GameView }) {
  const { game, moves } = view;
  const search = useSearch({ from: "/inside/play/$gameId/history" });
  const navigate = useNavigate();
  const [filter, setFilter] = useState<TimelineFilter>(ALL);
  const [drawing, setDrawing] = useState(false);
  const packs = usePacks();
  const canDraw = boardOf(game, packs)?.kind === "grid";
  const stops = stopsOf(moves, game.captures);
  const shown = stops.filter((stop) => passes(stop, filter));
  const at = Math.min(search.at ?? moves.length, moves.length);
  const current = stops.find((stop) => stop.at === at);
  const before = stops.findLast((stop) => stop.at < at && stop.photo);
  const go = useCallback(
    (next: number) => {
      const there = { to: "/play/$gameId/history", params: { gameId: game.id }, search: { at: next } } as const;
      navigate({ ...there, replace: true }).catch(() => {});
    },
    [navigate, game.id],
  );
  const step = (by: number) => go(stepped(shown, at, by));
  const compare = () =>
    navigate({
      to: "/play/$gameId/compare",
      params: { gameId: game.id },
      search: {
        ...(before?.photo ? { left: before.photo.id } : {}),
        ...(current?.photo ? { right: current.photo.id } : {}),
      },
    }).catch(() => {});
  useKeys([
    { key: "ArrowLeft", text: "Step back", run: () => step(-1) },
    { key: "ArrowRight", text: "Step forward", run: () => step(1) },
    { key: "Home", text: "To the setup", run: () => go(0) },
    { key: "End", text: "To the newest move", run: () => go(moves.length) },
    { key: "c", text: "Compare with the photo before", run: compare, off: !before?.photo || !current?.photo },
  ]);
  return (
    <div className={styles["history"]}>
      <Filters view={view} filter={filter} change={setFilter} shown={shown.length} all={stops.length} />
      <Timeline stops={shown} at={at} go={go} pictures={game.captures.length > 0} />
      <Replay
        at={at}
        moves={moves.length}
        label={current?.label ?? ""}
        text={`${current?.move?.move.text ?? "The board before the first move"}${current?.move?.glyph ?? ""}`}
        go={go}
        step={step}
      />
      <div className={styles["pair"]} data-alone={game.captures.length === 0}>
        <BoardThen view={view} stop={current} at={at} drawing={drawing} done={() => setDrawing(false)} />
        {view.game.captures.length > 0 ? <PhotoThen view={view} stop={current} /> : null}
      </div>
      {current?.move ? (
        <>
          <Facts stop={current} />
          <Annotations
            key={current.move.move_id}
            gameId={game.id}
            move={current.move}
            drawing={drawing}
            draw={canDraw ? () => setDrawing(!drawing) : undefined}
          />
          <TurnForm game={game} move={current.move} />
        </>
      ) : null}
      <Correction key={at} view={view} move={current?.move} />
      {before?.photo && current?.photo ? (
        <Button
          variant="default"
          leftSection={<IconArrowsDiff size={20} aria-hidden />}
          onClick={compare}
          style={{ alignSelf: "flex-start" }}
        >
          Compare with {before.label.toLowerCase()}
        </Button>
      ) : null}
    </div>
  );
}

function Filters(props: {
  readonly view: GameView;
  readonly filter: TimelineFilter;
  readonly change: (filter: TimelineFilter) => void;
  readonly shown: number;
  readonly all: number;
}) {
  const { view, filter, change, shown, all } = props;
  const players = bySeat(view.game.players);
  if (all < 4) return null;
  return (
    <div className="row">
      <Select
        aria-label="Player"
        clearable
        placeholder="All players"
        data={players.map(({ position }) => ({ value: String(position), label: playerLabel(players, position) }))}
        value={filter.player === undefined ? null : String(filter.player)}
        onChange={(value) => change({ ...filter, player: value === null ? undefined : Number(value) })}
        clearButtonProps={{ "aria-label": "All players" }}
      />
      <Select
        aria-label="Which moves"
        allowDeselect={false}
        data={[
          { value: "all", label: "All moves" },
          { value: "asked", label: "Asked about" },
          { value: "corrected", label: "Corrected" },
          { value: "commented", label: "Commented" },
          { value: "verdict", label: "Rules object" },
          { value: "conflict", label: "Need somebody" },
        ]}
        value={filter.only}
        onChange={(value) => change({ ...filter, only: value as TimelineFilter["only"] })}
      />
      {shown < all ? <span className="muted small">{`${shown} of ${all}`}</span> : null}
    </div>
  );
}

function BoardThen(props: {
  readonly view: GameView;
  readonly stop: Stop | undefined;
  readonly at: number;
  /** Taps on the board draw an arrow. */
  readonly drawing: boolean;
  readonly done: () => void;
}) {
  const { view, stop, at, drawing, done } = props;
  const [from, setFrom] = useState<string>();
  const arrow = useAct(toggleArrow, { touches: () => [`game:${view.game.id}`] });
  const tap = (to: string) => {
    if (from === undefined) return setFrom(to);
    setFrom(undefined);
    done();
    if (from === to || !stop?.move) return;
    arrow.mutate({ params: { id: view.game.id }, body: { move_id: stop.move.move_id, from, to } });
  };
  const packs = usePacks();
  const board = boardOf(view.game, packs);
  const newest = at === view.moves.length;
  const state = useEndpoint(
    readState,
    { params: { id: view.game.id }, query: newest ? {} : { at_move: at } },
    { keep: true },
  );
  if (!board) return null;
  return (
    <figure className={styles["side"]}>
      <div
        className={styles["board"]}
        data-kind={board.kind}
        style={board.kind === "grid" ? stageOf(drawingRatio(board)) : {}}
      >
        <Board
          board={board}
          state={state.data?.board_state}
          players={view.game.players}
          marks={marksOfMove(stop?.move)}
        />
        {drawing && board.kind === "grid" ? (
          <CellButtons
            board={board}
            label={from === undefined ? "Where the arrow begins" : `Where the arrow from ${from} ends`}
            look={(name) => ({ says: "", pressed: name === from })}
            tap={tap}
            style={cellsWithin(board)}
          />
        ) : null}
      </div>
      <figcaption className="muted small">The board as it was agreed</figcaption>
    </figure>
  );
}

/** As large as fits, whatever shape the board has. */
const stageOf = (ratio: number) => ({
  aspectRatio: ratio,
  maxWidth: `calc(max(320px, 100dvh - 400px) * ${ratio})`,
});

function PhotoThen({ view, stop }: { readonly view: GameView; readonly stop: Stop | undefined }) {
  const id = stop?.photo?.id;
  const photo = useEndpoint(
    readCapture,
    { params: { id: view.game.id, cid: id ?? "" } },
    { enabled: id !== undefined },
  );
  if (!id) {
    return (
      <figure className={styles["side"]}>
        <div className={styles["none"]}>No photo belongs to this point.</div>
      </figure>
    );
  }
  return (
    <figure className={styles["side"]}>
      {photo.data?.image_url ? (
        <a
          href={photo.data.image_url}
          target="_blank"
          rel="noreferrer"
          className={styles["photoLink"]}
          aria-label="Open the photo in full size"
        >
          <img
            className={styles["photo"]}
            src={photo.data.image_url}
            width={photo.data.width ?? undefined}
            height={photo.data.height ?? undefined}
            alt={`Photo: ${photo.data.label}`}
          />
        </a>
      ) : (
        <div className={styles["none"]}>
          {photo.data?.status === "removed" ? "This photo was erased." : "One moment."}
        </div>
      )}
      <figcaption className="muted small">
        {photo.data?.captured_at ? (
          <>
            Taken <Age at={photo.data.captured_at} />
          </>
        ) : (
          "The photo"
        )}
      </figcaption>
    </figure>
  );
}

function Facts({ stop }: { readonly stop: Stop }) {
  const { move } = stop;
  if (!move) return null;
  const sure = move.confidence === null ? "entered by hand" : `read with ${shareText(move.confidence)}`;
  return (
    <div className="stack-8">
      <p className="muted">
        Agreed by {move.decided_by.name}, {sure}, <Age at={move.at} />.
        {move.corrected ? " It was corrected later." : ""}
      </p>
      {move.conflict ? (
        <p className="state-line">
          <StateMark state="attention" /> {move.conflict}
        </p>
      ) : null}
      {move.flag ? (
        <p className="state-line">
          <StateMark state="attention" word="Needs you" /> {move.flag}
        </p>
      ) : null}
    </div>
  );
}
