import { ActionIcon, Button, SegmentedControl, Select } from "@mantine/core";
import { IconArrowsDiff, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { readCapture, readState } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useKeys } from "../../../app/keys.tsx";
import { Age } from "../../../ui/age.tsx";
import { Page } from "../../../ui/page.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { countText, shareText } from "../../../ui/words.ts";
import { Board } from "../board/board.tsx";
import { marksOfMove } from "../board/marks.ts";
import { boardOf } from "../board/spec.ts";
import { type GameView, useGame } from "../game/use-game.ts";
import { usePacks } from "../use-packs.ts";
import { bySeat, playerLabel } from "../words.ts";
import styles from "./history-page.module.css";
import { ALL, passes, type Stop, stepped, stopsOf, type TimelineFilter } from "./timeline.ts";
import { Timeline } from "./timeline-strip.tsx";

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
  const stops = stopsOf(moves, game.captures);
  const shown = stops.filter((stop) => passes(stop, filter));
  const at = Math.min(search.at ?? moves.length, moves.length);
  const current = stops.find((stop) => stop.at === at);
  const before = stops.findLast((stop) => stop.at < at && stop.photo);
  const go = (next: number) => {
    navigate({ to: "/play/$gameId/history", params: { gameId: game.id }, search: { at: next }, replace: true }).catch(
      () => {},
    );
  };
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
      <Timeline stops={shown} at={at} go={go} />
      <div className={styles["step"]}>
        <ActionIcon variant="default" size={56} aria-label="Step back" disabled={at === 0} onClick={() => step(-1)}>
          <IconChevronLeft size={28} aria-hidden />
        </ActionIcon>
        <div className={styles["what"]} aria-live="polite">
          <div className={styles["label"]}>{current?.label ?? ""}</div>
          <div className={styles["text"]}>{current?.move?.move.text ?? "The board before the first move"}</div>
        </div>
        <ActionIcon
          variant="default"
          size={56}
          aria-label="Step forward"
          disabled={at >= moves.length}
          onClick={() => step(1)}
        >
          <IconChevronRight size={28} aria-hidden />
        </ActionIcon>
      </div>
      <div className={styles["pair"]}>
        <BoardThen view={view} stop={current} at={at} />
        <PhotoThen view={view} stop={current} />
      </div>
      {current?.move ? <Facts gameId={game.id} stop={current} /> : null}
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
      <SegmentedControl
        aria-label="Which moves"
        data={[
          { value: "all", label: "All" },
          { value: "asked", label: "Asked" },
          { value: "verdict", label: "Rules" },
          { value: "conflict", label: "Conflicts" },
        ]}
        value={filter.only}
        onChange={(value) => change({ ...filter, only: value as TimelineFilter["only"] })}
      />
      {shown < all ? <span className="muted small">{`${shown} of ${all}`}</span> : null}
    </div>
  );
}

function BoardThen({
  view,
  stop,
  at,
}: {
  readonly view: GameView;
  readonly stop: Stop | undefined;
  readonly at: number;
}) {
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
      <div className={styles["board"]}>
        <Board
          board={board}
          state={state.data?.board_state}
          players={view.game.players}
          marks={marksOfMove(stop?.move)}
        />
      </div>
      <figcaption className="muted small">The board as it was agreed</figcaption>
    </figure>
  );
}

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

function Facts({ gameId, stop }: { readonly gameId: string; readonly stop: Stop }) {
  const { move } = stop;
  if (!move) return null;
  const sure = move.confidence === null ? "entered by hand" : `read with ${shareText(move.confidence)}`;
  return (
    <div className="stack-8">
      <p className="muted">
        Agreed by {move.decided_by.name}, {sure}, <Age at={move.at} />.
      </p>
      {move.conflict ? (
        <p className="state-line">
          <StateMark state="attention" /> {move.conflict}
        </p>
      ) : null}
      {move.verdicts
        .filter(({ result }) => result !== "ok" && result !== "not_checked")
        .map((verdict) => (
          <p key={verdict.rule} className="state-line">
            <StateMark state="attention" word="The rules say" /> {verdict.text}
          </p>
        ))}
      <p className="muted small">
        Moves can be taken back one after the other on the{" "}
        <Link to="/play/$gameId" params={{ gameId }} style={{ color: "var(--info)" }}>
          table
        </Link>
        .
      </p>
    </div>
  );
}
