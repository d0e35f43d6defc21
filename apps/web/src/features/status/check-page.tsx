import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import {
  type CheckWire,
  checkChanges,
  checkHistory,
  checkResults,
  type RunWire,
  readCheck,
  runCheck,
} from "@wopr/contracts";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useKeys } from "../../app/keys.tsx";
import { useSession } from "../../app/session.tsx";
import { useNow } from "../../app/time.tsx";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { PushToken } from "./push-token.tsx";
import styles from "./status.module.css";
import { Strip } from "./strip.tsx";
import { checkSentence, letterText, markOf, uptimeText } from "./words.ts";

const DAY_MS = 86_400_000;
const DAYS = 90;

/** One check: how it is, what its newest run found, how it was. */
export function CheckPage() {
  useTopic("status");
  const { name } = useParams({ from: "/inside/checks/$name" });
  const params = { name };
  const check = useEndpoint(readCheck, { params }, { everyMs: 5_000 });
  const results = useEndpoint(checkResults, { params, query: { limit: 20 } }, { everyMs: 10_000 });
  const { me } = useSession();
  const act = useAct(runCheck, { touches: () => ["status"] });
  const canRun = me.permissions.includes("status:operate") && check.data?.kind !== "push";
  useKeys([{ key: "r", text: "Run it now", run: () => act.mutate({ params }), off: !canRun }]);
  return (
    <Page
      title={name}
      sentence={check.data?.title}
      back={{ label: "Status", to: "/checks" }}
      action={
        canRun ? (
          <Button
            leftSection={<IconRefresh size={18} aria-hidden />}
            loading={act.isPending}
            onClick={() => act.mutate({ params })}
          >
            Run now
          </Button>
        ) : null
      }
    >
      <Loaded query={check} what="the check" skeleton={<Skeletons count={4} />}>
        {(data) => (
          <>
            <Now check={data} />
            {data.kind === "push" && me.permissions.includes("status:write") ? <PushToken name={name} /> : null}
            <Uptime check={data} />
            <Section title="The last 60 runs">
              <Strip letters={data.recent} room={60} label={`Newest results of ${name}`} />
            </Section>
            <Days name={name} />
            <Needs check={data} />
          </>
        )}
      </Loaded>
      <Changes name={name} />
      <Section title="Single runs" sentence="Kept for 14 days.">
        <Loaded query={results} what="the runs">
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">It has not run yet. Its first run appears here.</p>
            ) : (
              <ul className={styles["list"]} aria-label="Single runs">
                {items.map((run) => (
                  <RunRow key={run.run_id} run={run} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function Now({ check }: { readonly check: CheckWire }) {
  const { newest } = check;
  const mark = markOf(check);
  return (
    <section className={styles["card"]} data-tone={mark} aria-label="Now">
      <div className={styles["head"]}>
        <StateMark state={mark} />
        <strong className="grow">{checkSentence(check)}</strong>
      </div>
      {newest ? (
        <>
          <p className="muted small">
            Ran <Age at={newest.ended_at} /> in {newest.ms.toFixed(newest.ms < 10 ? 1 : 0)} ms ({newest.trigger}).
            {check.since ? (
              <>
                {" "}
                In this state since <Age at={check.since} />.
              </>
            ) : null}
          </p>
          <Facts facts={newest.facts} />
        </>
      ) : null}
      {check.runbook ? (
        <p className="muted small">
          What to do when it fails: <code>{check.runbook}</code>
        </p>
      ) : null}
    </section>
  );
}

function Facts({ facts }: { readonly facts: RunWire["facts"] }) {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return (
    <dl className={styles["facts"]}>
      {entries.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name.replaceAll("_", " ")}</dt>
          <dd>
            <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Uptime({ check }: { readonly check: CheckWire }) {
  const spans = [
    ["24 hours", check.uptime.h24],
    ["7 days", check.uptime.d7],
    ["30 days", check.uptime.d30],
    ["90 days", check.uptime.d90],
  ] as const;
  return (
    <Section title="Uptime" sentence="What did not run counts neither for nor against it.">
      <div className={styles["cards"]}>
        {spans.map(([label, { uptime, coverage }]) => (
          <div key={label} className={styles["card"]}>
            <span className="muted small">{label}</span>
            <span className={styles["number"]}>{uptime === null ? "–" : uptimeText(uptime)}</span>
            <span className="muted small">
              {uptime === null ? "not enough data" : `measured ${uptimeText(coverage)} of the time`}
            </span>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Days({ name }: { readonly name: string }) {
  const now = useNow(60_000);
  const first = Math.floor(now.getTime() / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS;
  const from = new Date(first).toISOString();
  const history = useEndpoint(checkHistory, { params: { name }, query: { from, bucket: "1d" } }, { keep: true });
  return (
    <Section title="90 days">
      <Loaded query={history} what="the history">
        {({ items }) => {
          const letters = Array.from({ length: DAYS }, (_, day) => {
            const bucket = items.find(({ start }) => Date.parse(start) === first + day * DAY_MS);
            if (!bucket) return "-";
            if (bucket.fail > 0) return "f";
            if (bucket.pass > 0) return "p";
            return bucket.maintenance > 0 ? "m" : "n";
          }).join("");
          const titleOf = (day: number) => {
            const date = new Date(first + day * DAY_MS).toISOString().slice(0, 10);
            const bucket = items.find(({ start }) => start.startsWith(date));
            const failed = bucket && bucket.fail > 0 ? `, ${bucket.fail} of ${bucket.pass + bucket.fail} failed` : "";
            return `${date}: ${letterText(letters[day] ?? "-")}${failed}`;
          };
          return <Strip letters={letters} room={DAYS} label={`${name} by days`} titleOf={titleOf} />;
        }}
      </Loaded>
    </Section>
  );
}

function Needs({ check }: { readonly check: CheckWire & { readonly blocks: readonly string[] } }) {
  const list = (names: readonly string[]) =>
    names.map((other) => (
      <Link key={other} to="/checks/$name" params={{ name: other }} className={styles["link"]}>
        {other}
      </Link>
    ));
  if (check.needs.length === 0 && check.blocks.length === 0) return null;
  return (
    <Section title="What it needs, and who needs it">
      <dl className={styles["facts"]}>
        <dt>Needs</dt>
        <dd className="row-8">{check.needs.length > 0 ? list(check.needs.map((need) => need.check)) : "nothing"}</dd>
        <dt>Needed by</dt>
        <dd className="row-8">{check.blocks.length > 0 ? list(check.blocks) : "nobody"}</dd>
      </dl>
    </Section>
  );
}

function Changes({ name }: { readonly name: string }) {
  const changes = useEndpoint(checkChanges, { params: { name }, query: { limit: 10 } }, { everyMs: 10_000 });
  const words = { pass: "passed", fail: "failed", norun: "was not run" } as const;
  return (
    <Section title="Changes">
      <Loaded query={changes} what="the changes">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">It has never changed.</p>
          ) : (
            <ul className={styles["story"]}>
              {items.map(({ run_id: id, at, to, from }) => (
                <li key={id}>
                  <Age at={at} />: {words[to]}
                  {from ? `, after it ${words[from]}` : ""}.
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const RESULT_MARKS = { pass: "works", fail: "failed", norun: "unknown" } as const;

function RunRow({ run }: { readonly run: RunWire }) {
  return (
    <li className={styles["row"]} data-slim="true">
      <StateMark state={run.maintenance ? "planned" : RESULT_MARKS[run.result]} />
      <span className={styles["name"]}>
        <Age at={run.ended_at} />{" "}
        <span className="muted">
          {run.trigger}
          {run.error || run.norun_reason ? ` · ${run.error ?? run.norun_reason?.replaceAll("_", " ")}` : ""}
        </span>
      </span>
      <span className={`${styles["uptime"]} muted small`}>
        {run.result === "norun" ? "" : `${run.ms.toFixed(1)} ms`}
      </span>
    </li>
  );
}
