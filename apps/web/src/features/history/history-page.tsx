import { Button, SegmentedControl, Select, Switch } from "@mantine/core";
import { IconArrowBackUp, IconHistory } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type GameEventWire, listGameEvents, listGames, readGame, undoGame } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useFeatures, useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page } from "../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { eventText, isDetail } from "./event-words.ts";
import { Everything } from "./everything.tsx";
import styles from "./history-page.module.css";

/** Who did what, when and why, with the way back: of every area, and of each game. */
export function HistoryPage() {
  const { game } = useSearch({ from: "/inside/history" });
  const { me } = useSession();
  const plays = (useFeatures()?.includes("tabletop") ?? false) && me.permissions.includes("tabletop:read");
  const mayAll = me.permissions.includes("audit:read");
  const [view, setView] = useState<"all" | "games">(game === undefined ? "all" : "games");
  const shown = mayAll && (view === "all" || !plays) ? "all" : "games";
  return (
    <Page title="History" sentence="Everything that was done, by whom, and the way back.">
      {mayAll && plays ? (
        <SegmentedControl
          aria-label="What is shown"
          data={[
            { value: "all", label: "Every area" },
            { value: "games", label: "Games" },
          ]}
          value={shown}
          onChange={(value) => setView(value === "games" ? "games" : "all")}
        />
      ) : null}
      {shown === "all" ? <Everything /> : <Games />}
    </Page>
  );
}

/** The log of a game, newest first. */
function Games() {
  const { game: asked } = useSearch({ from: "/inside/history" });
  const navigate = useNavigate();
  const games = useEndpoint(listGames, { query: { limit: 100 } });
  const chosen = games.data?.games.find(({ id }) => id === asked)?.id ?? games.data?.games[0]?.id;
  return (
    <Loaded query={games} what="the games" skeleton={<Skeletons />}>
      {({ games: all }) =>
        chosen === undefined ? (
          <Empty
            icon={<IconHistory size={28} aria-hidden />}
            title="Nothing has happened yet"
            text="Once a game is played, every move, photo and correction is kept here."
            action={
              <Button component={Link} to="/play">
                To the games
              </Button>
            }
          />
        ) : (
          <>
            <Select
              label="Game"
              searchable
              allowDeselect={false}
              data={all.map(({ id, name }) => ({ value: id, label: name }))}
              value={chosen}
              onChange={(value) => {
                if (value) navigate({ to: "/history", search: { game: value }, replace: true }).catch(() => {});
              }}
            />
            <Log key={chosen} gameId={chosen} />
          </>
        )
      }
    </Loaded>
  );
}

const PAGE = 500;

function Log({ gameId }: { readonly gameId: string }) {
  useTopic(`game:${gameId}`);
  const params = { id: gameId };
  const [details, setDetails] = useState(false);
  const game = useEndpoint(readGame, { params });
  const head = game.data?.head_seq ?? 0;
  const events = useEndpoint(
    listGameEvents,
    { params, query: { after_seq: Math.max(0, head - PAGE), limit: PAGE } },
    { enabled: game.isSuccess, keep: true },
  );
  const undo = useAct(undoGame, { touches: () => [`game:${gameId}`, "games"], done: ({ text }) => sayDone(text) });
  return (
    <>
      <div className="row">
        <Switch label="Photos and proposals too" checked={details} onChange={() => setDetails(!details)} />
        <span className="grow" />
        <Button
          renderRoot={(props) => <Link {...props} to="/play/$gameId/history" params={{ gameId }} />}
          variant="default"
        >
          Boards and photos
        </Button>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={18} aria-hidden />}
          disabled={!game.data?.can_undo}
          loading={undo.isPending}
          onClick={() => undo.mutate({ params, body: { expected_seq: head } })}
        >
          Undo the newest change
        </Button>
      </div>
      <Loaded query={events} what="the log" skeleton={<Skeletons count={5} height={52} />}>
        {({ items }) => <Lines events={details ? items : items.filter(({ kind }) => !isDetail(kind))} />}
      </Loaded>
    </>
  );
}

function Lines({ events }: { readonly events: readonly GameEventWire[] }) {
  return (
    <ol className={styles["log"]} aria-label="Log, newest first">
      {events.toReversed().map((event) => (
        <li key={event.seq} className={styles["line"]} data-undone={event.undone}>
          <span className={styles["seq"]}>{event.seq}</span>
          <span className={styles["text"]}>
            {event.undone ? <s>{eventText(event)}</s> : eventText(event)}
            {event.undone ? <span className="muted small"> taken back</span> : null}
            {event.reason ? <span className="muted small"> “{event.reason}”</span> : null}
          </span>
          <span className={styles["who"]}>
            {event.actor.name} · <Age at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
