import { Button } from "@mantine/core";
import { IconSunrise } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import {
  completeOccurrence,
  type FeedItemWire,
  type FeedWire,
  markAwake,
  readLifeProfile,
  readTimelineDay,
  readToday,
  reopenOccurrence,
  skipOccurrence,
  undoAction,
} from "@wopr/contracts";
import { useState } from "react";
import { useApi } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useKeys } from "../../app/keys.tsx";
import { useSession } from "../../app/session.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone, sayFailed } from "../../ui/toast.tsx";
import { offerUndo } from "../../ui/undo.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";
import { FirstRun } from "./first-run.tsx";
import { ItemLine } from "./item-line.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { ScoreCard } from "./score-card.tsx";
import { daySentence, isOpen, xpText } from "./words.ts";

/** Today: what is due, and what it comes to. */
export function TodayPage() {
  const profile = useEndpoint(readLifeProfile, {});
  return (
    <Loaded query={profile} what="your day">
      {(data) => (data.set_up ? <Today /> : <FirstRun profile={data} done={() => void profile.refetch()} />)}
    </Loaded>
  );
}

function Today() {
  // The server decides what is due; asking once a minute keeps "now" and "still open" right.
  const feed = useEndpoint(readTimelineDay, { query: {} }, { everyMs: 60_000, keep: true });
  const today = useEndpoint(readToday, {}, { keep: true });
  const sentence = feed.data ? daySentence(feed.data) : "One moment.";
  return (
    <DayFrame title="Today" sentence={sentence} width="wide" action={<AwakeButton />}>
      <div className={styles["columns"]}>
        <Loaded query={feed} what="what is due" skeleton={<Skeletons count={5} height={64} />}>
          {(data) => <Timeline feed={data} />}
        </Loaded>
        <Loaded query={today} what="your score" skeleton={<Skeletons count={2} height={160} />}>
          {(data) => <ScoreCard today={data} />}
        </Loaded>
      </div>
    </DayFrame>
  );
}

function AwakeButton() {
  const { touches } = useTouches();
  const wake = useAct(markAwake, {
    touches,
    done: ({ already, at }) => sayDone(already ? `You were up at ${at}.` : `Good morning. Up at ${at}.`),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconSunrise size={18} aria-hidden />}
      loading={wake.isPending}
      onClick={() => wake.mutate({ body: {} })}
    >
      I'm up
    </Button>
  );
}

/** After an act everything of the day is read again. */
function useTouches() {
  const { me } = useSession();
  return { touches: () => [`life:${me.id}`] };
}

function Timeline({ feed }: { readonly feed: FeedWire }) {
  const { client } = useApi();
  const { touches } = useTouches();
  const [chosen, setChosen] = useState<string | null>(null);
  const [moving, setMoving] = useState<FeedItemWire | null>(null);
  const undo = useAct(undoAction, { touches });
  const [lastAction, setLastAction] = useState<string | null>(null);
  const remember = (actionId: string, text: string) => {
    setLastAction(actionId);
    offerUndo({ text, undo: () => undo.mutateAsync({ params: { id: actionId } }) });
  };
  const complete = useAct(completeOccurrence, {
    touches,
    done: (done) => remember(done.action_id, `${done.message} ${xpText(done.xp_granted)}`.trim()),
  });
  const skip = useAct(skipOccurrence, { touches, done: (done) => remember(done.action_id, done.message) });
  const reopen = useAct(reopenOccurrence, { touches });
  const open = feed.items.filter(isOpen);
  const rest = feed.items.filter((item) => !isOpen(item));
  const current = open.find(({ id }) => id === chosen) ?? open[0];
  const act = {
    done: (item: FeedItemWire) => complete.mutate({ params: { id: item.id }, body: {} }),
    skip: (item: FeedItemWire) => skip.mutate({ params: { id: item.id }, body: {} }),
    move: (item: FeedItemWire) => setMoving(item),
    undo: (item: FeedItemWire) =>
      item.status === "skipped"
        ? reopen.mutate({ params: { id: item.id } })
        : void undoLatest(client, item, touches, undo.mutateAsync).catch(sayFailed),
  };
  const step = (by: number) => {
    const at = Math.max(
      0,
      open.findIndex(({ id }) => id === current?.id),
    );
    const next = open[Math.min(open.length - 1, Math.max(0, at + by))];
    if (next) setChosen(next.id);
  };
  useKeys([
    { key: "j", text: "Next item", run: () => step(1) },
    { key: "k", text: "Item before", run: () => step(-1) },
    { key: "c", text: "Done", run: () => current && act.done(current), off: !current },
    { key: "p", text: "Move", run: () => current && act.move(current), off: !current },
    { key: "s", text: "Skip", run: () => current && act.skip(current), off: !current },
    {
      key: "u",
      text: "Undo",
      run: () => lastAction && undo.mutate({ params: { id: lastAction } }),
      off: lastAction === null,
    },
  ]);

  if (feed.items.length === 0)
    return (
      <Empty
        title="Nothing is planned"
        text="What you plan appears here at its time, with a window and a reward."
        action={
          <Button component={Link} {...{ to: "/day/plan" }}>
            Plan something
          </Button>
        }
      />
    );
  return (
    <div className="stack">
      <ul className={styles["list"]} aria-label="Due today">
        {open.map((item, index) => (
          <ItemLine
            key={item.id}
            item={item}
            act={act}
            chosen={item.id === current?.id}
            nowBefore={index > 0 && isLater(item) && !isLater(open[index - 1])}
            busy={complete.isPending && complete.variables?.params.id === item.id}
          />
        ))}
      </ul>
      {open.length === 0 ? <p className="muted">Nothing is due any more today.</p> : null}
      {rest.length > 0 ? (
        <details open={open.length === 0}>
          <summary style={{ minHeight: 44, display: "flex", alignItems: "center", cursor: "pointer" }}>
            Decided today: {rest.length}
          </summary>
          <ul className={styles["list"]} aria-label="Decided today">
            {rest.map((item) => (
              <ItemLine key={item.id} item={item} act={act} chosen={false} nowBefore={false} busy={false} />
            ))}
          </ul>
        </details>
      ) : null}
      <p className="muted small">
        Keys: j k choose, c done, p move, s skip, u undo. On a phone: swipe right for done, left to move.
      </p>
      <MoveDialog
        item={moving}
        close={() => setMoving(null)}
        moved={(moved) => {
          setMoving(null);
          remember(moved.action_id, moved.message);
        }}
      />
    </div>
  );
}

const isLater = (item: FeedItemWire | undefined) => item?.status === "upcoming" || item?.status === "pending";

/** A completed line is undone through the action that completed it. */
async function undoLatest(
  client: ReturnType<typeof useApi>["client"],
  item: FeedItemWire,
  _touches: () => readonly string[],
  undo: (request: { readonly params: { readonly id: string } }) => Promise<unknown>,
): Promise<void> {
  const again = await client.call(completeOccurrence, { params: { id: item.id }, body: {} });
  await undo({ params: { id: again.action_id } });
}
