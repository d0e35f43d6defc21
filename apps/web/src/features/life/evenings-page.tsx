import { Button, TextInput } from "@mantine/core";
import {
  addManualMetrics,
  changeWindDown,
  listNights,
  type ResponseOf,
  readInsights,
  readWindDown,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Section } from "../../ui/page.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";

/** Tonight, the nights that were, and what goes together. */
export function EveningsPage() {
  const tonight = useEndpoint(readWindDown, {}, { everyMs: 60_000 });
  return (
    <DayFrame
      title="Evenings"
      sentence={
        tonight.data ? `Tonight to bed around ${tonight.data.bedtime}, up at ${tonight.data.wake}.` : "One moment."
      }
    >
      <Loaded query={tonight} what="tonight" skeleton={<Skeletons count={2} />}>
        {(data) => <Tonight data={data} />}
      </Loaded>
      <Nights />
      <Insights />
    </DayFrame>
  );
}

const clock = (at: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(at));

function Tonight({ data }: { readonly data: ResponseOf<typeof readWindDown> }) {
  const { me } = useSession();
  const touches = () => [`life:${me.id}`];
  const [wake, setWake] = useState("");
  const aim = useAct(changeWindDown, { touches, done: () => sayDone("The plan begins today.") });
  const plan =
    data.steps === 0
      ? "You are at your wake time; nothing needs to change."
      : `Step ${data.step} of ${data.steps}, about ${data.weeks} weeks in all, a quarter of an hour every two weeks.`;
  return (
    <Section
      title="Tonight"
      sentence={`${plan}${data.nights_known < 5 ? " Your own nights are not known yet, so 7 h 45 min of sleep is assumed." : ""}`}
    >
      <ol className={styles["list"]} aria-label="Phases">
        {data.phases.map((phase) => (
          <li
            key={phase.code}
            className={styles["line"]}
            aria-current={phase.code === data.phase.code ? "step" : undefined}
            data-chosen={phase.code === data.phase.code}
          >
            <span className={styles["time"]}>{clock(phase.at)}</span>
            <span className="grow">{phase.sentence}</span>
          </li>
        ))}
      </ol>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          aim.mutate({ body: { target_wake: wake } });
        }}
      >
        <TextInput
          label="I want to wake at"
          type="time"
          value={wake}
          onChange={(event) => setWake(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" style={{ alignSelf: "end" }} disabled={!wake} loading={aim.isPending}>
          Begin this plan
        </Button>
      </form>
    </Section>
  );
}

function Nights() {
  const nights = useEndpoint(listNights, { query: { days: 21 } });
  return (
    <Section title="Nights" sentence="From noon to noon, by the clock of where you slept." action={null}>
      <Loaded query={nights} what="your nights" skeleton={<Skeletons count={1} height={160} />}>
        {(data) =>
          data.nights.length === 0 ? (
            <p className="muted">
              No night is known. A ring brings them, or you say yourself when you went to bed and got up.
            </p>
          ) : (
            <NightBars nights={data.nights} />
          )
        }
      </Loaded>
      <TellNight />
    </Section>
  );
}

function NightBars({ nights }: { readonly nights: ResponseOf<typeof listNights>["nights"] }) {
  const at = (minutesAfterNoon: number) => 70 + (minutesAfterNoon / 1440) * 620;
  return (
    <svg
      className={styles["plot"]}
      viewBox={`0 0 700 ${nights.length * 18 + 24}`}
      role="img"
      aria-label={`${nights.length} nights`}
    >
      {[0, 360, 720, 1080].map((minutes) => (
        <g key={minutes}>
          <line x1={at(minutes)} x2={at(minutes)} y1="16" y2={nights.length * 18 + 20} stroke="var(--line)" />
          <text x={at(minutes)} y="12" fontSize="11" textAnchor="middle" fill="var(--muted)">
            {["12:00", "18:00", "0:00", "6:00"][minutes / 360]}
          </text>
        </g>
      ))}
      {nights.map((night, row) => {
        const end = night.wake_minutes + 720;
        return (
          <g key={night.day}>
            <text x="0" y={row * 18 + 32} fontSize="11" fill="var(--muted)">
              {night.day.slice(5)}
            </text>
            <rect
              x={at(night.bed_minutes)}
              width={Math.max(2, at(end) - at(night.bed_minutes))}
              y={row * 18 + 22}
              height="12"
              rx="4"
              fill="var(--accent)"
            >
              <title>{`${night.day}: ${night.start.slice(-5)} to ${night.end.slice(-5)}`}</title>
            </rect>
          </g>
        );
      })}
    </svg>
  );
}

function TellNight() {
  const { me } = useSession();
  const [bed, setBed] = useState("");
  const [wake, setWake] = useState("");
  const [quality, setQuality] = useState(0);
  const tell = useAct(addManualMetrics, { touches: () => [`life:${me.id}`], done: () => sayDone("Noted.") });
  const save = () => {
    const metrics = {
      ...(bed ? { bed_time: bed } : {}),
      ...(wake ? { wake_time: wake } : {}),
      ...(quality ? { sleep_quality: quality } : {}),
    };
    tell.mutate({ body: { metrics } });
  };
  return (
    <div className="stack-8">
      <div className="row">
        <TextInput label="To bed at" type="time" value={bed} onChange={(event) => setBed(event.currentTarget.value)} />
        <TextInput label="Up at" type="time" value={wake} onChange={(event) => setWake(event.currentTarget.value)} />
      </div>
      <fieldset className={`row-8 ${styles["plain"]}`}>
        <legend className="visually-hidden">How was the night, 1 to 5</legend>
        <span className="small">How was it?</span>
        {[1, 2, 3, 4, 5].map((value) => (
          <Button
            key={value}
            variant={quality === value ? "filled" : "default"}
            aria-pressed={quality === value}
            px={14}
            onClick={() => setQuality(value)}
          >
            {value}
          </Button>
        ))}
        <Button loading={tell.isPending} disabled={!bed && !wake && quality === 0} onClick={save}>
          Note last night
        </Button>
      </fieldset>
    </div>
  );
}

function Insights() {
  const insights = useEndpoint(readInsights, {});
  return (
    <Section
      title="What goes together"
      sentence="Only what stands against chance and against the number of pairs tried. Going together is no proof."
    >
      <Loaded query={insights} what="insights" skeleton={<Skeletons count={1} />}>
        {(data) =>
          data.findings.length === 0 ? (
            <p className="muted">{data.message}</p>
          ) : (
            <ul className={styles["list"]} aria-label="Findings">
              {data.findings.map((finding) => (
                <li key={finding.code} className={styles["line"]}>
                  <div className="grow">
                    {finding.sentence}
                    <div className="muted small">
                      ρ {finding.rho.toFixed(2)} ({finding.interval[0].toFixed(2)} to {finding.interval[1].toFixed(2)}),
                      n = {finding.n}, {finding.pairs_tried} pairs tried
                    </div>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
