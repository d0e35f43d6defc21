import { Button, Switch } from "@mantine/core";
import {
  cancelJob,
  changeSchedule,
  type JobWire,
  listJobs,
  listSchedules,
  retryJob,
  runSchedule,
} from "@wopr/contracts";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Progress } from "../../ui/progress.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { countText } from "../../ui/words.ts";
import styles from "./keys-page.module.css";

const STATES = {
  queued: "planned",
  processing: "running",
  completed: "works",
  failed: "failed",
  cancelled: "unknown",
} as const;

/** Times to come; the page's ages only know the past. */
const WHEN = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** Background work and what runs by the clock. */
export function JobsPage() {
  useTopic("jobs");
  const jobs = useEndpoint(listJobs, { query: { limit: 100 } }, { keep: true });
  const { me } = useSession();
  const may = me.permissions.includes("jobs:operate");
  const dead = jobs.data?.items.filter((job) => job.dead).length ?? 0;
  const running = jobs.data?.items.filter((job) => job.state === "processing").length ?? 0;
  const sentence =
    dead > 0
      ? `${countText(dead, "job")} failed for good.`
      : running > 0
        ? `${countText(running, "job runs", "jobs run")}.`
        : "Nothing runs.";
  return (
    <Page title="Jobs" sentence={jobs.data ? sentence : "One moment."} back={{ label: "System", to: "/system" }}>
      <Schedules />
      <Section title="Background work">
        <Loaded query={jobs} what="the jobs" skeleton={<Skeletons />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No jobs yet" text="Reading photos, backups and tidying up appear here." />
            ) : (
              <ul className={styles["list"]} aria-label="Jobs, newest first">
                {items.map((job) => (
                  <Line key={job.id} job={job} may={may} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function Line({ job, may }: { readonly job: JobWire; readonly may: boolean }) {
  const touches = () => ["jobs"];
  const cancel = useAct(cancelJob, { touches });
  const retry = useAct(retryJob, { touches });
  const params = { id: job.id };
  const unfinished = job.state === "queued" || job.state === "processing";
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]}>{job.kind}</div>
        <div className="muted small">
          <StateMark state={STATES[job.state]} word="" /> {job.dead ? "failed for good" : job.state} ·{" "}
          <Age at={job.created_at} />
        </div>
        {job.error ? <div className="small">{job.error.detail}</div> : null}
        {job.state === "processing" && job.progress ? (
          <Progress
            label={job.kind}
            stages={[{ name: job.progress.stage, state: "running" }]}
            share={job.progress.share}
            leftMs={job.progress.eta_ms}
          />
        ) : null}
      </div>
      {may && unfinished ? (
        <Button variant="default" aria-label={`Stop ${job.kind}`} onClick={() => cancel.mutate({ params })}>
          Stop
        </Button>
      ) : null}
      {may && job.state === "failed" ? (
        <Button variant="default" aria-label={`Try again: ${job.kind}`} onClick={() => retry.mutate({ params })}>
          Try again
        </Button>
      ) : null}
    </li>
  );
}

function Schedules() {
  const schedules = useEndpoint(listSchedules, {});
  const { me } = useSession();
  const mayChange = me.permissions.includes("system:operate");
  const again = () => void schedules.refetch();
  const change = useAct(changeSchedule, { done: again });
  const run = useAct(runSchedule, { touches: () => ["jobs"], done: () => sayDone("It begins now.") });
  return (
    <Section title="By the clock">
      <Loaded query={schedules} what="the schedules">
        {({ items }) => (
          <ul className={styles["list"]} aria-label="Schedules">
            {items.map((one) => (
              <li key={one.name} className={styles["line"]}>
                <div className="grow">
                  <div className={styles["name"]}>{one.name}</div>
                  <div className="muted small">
                    <code>{one.cron}</code> in {one.zone} ·{" "}
                    {one.enabled ? <>next {WHEN.format(new Date(one.next_run))}</> : "switched off"}
                    {one.last_run ? (
                      <>
                        {" "}
                        · last <Age at={one.last_run} />
                      </>
                    ) : null}
                  </div>
                </div>
                {mayChange ? (
                  <Switch
                    size="md"
                    checked={one.enabled}
                    aria-label={`Run ${one.name} by the clock`}
                    onChange={() => change.mutate({ params: { name: one.name }, body: { enabled: !one.enabled } })}
                  />
                ) : null}
                {me.permissions.includes("jobs:operate") ? (
                  <Button
                    variant="default"
                    aria-label={`Run now: ${one.name}`}
                    onClick={() => run.mutate({ params: { name: one.name } })}
                  >
                    Run now
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
