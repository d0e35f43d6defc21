import { Button } from "@mantine/core";
import { IconCalendarTime, IconExternalLink, IconPencil, IconPlus, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { acknowledgeIncident, type CheckWire, listChecks, listIncidents, runCheck } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useKeys } from "../../app/keys.tsx";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { HeaderLink } from "../../ui/header-link.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Partial, Skeletons } from "../../ui/states.tsx";
import { countText } from "../../ui/words.ts";
import { IncidentCard } from "./incident-card.tsx";
import styles from "./status.module.css";
import { Strip } from "./strip.tsx";
import { checkSentence, markOf, overviewSentence, uptimeText } from "./words.ts";

/** Root causes first, then what they block, then everything else by component. */
export function StatusPage() {
  useTopic("status");
  const checks = useEndpoint(listChecks, {}, { everyMs: 5_000 });
  const incidents = useEndpoint(listIncidents, { query: { state: "open" } });
  const { me } = useSession();
  const mayRun = me.permissions.includes("status:operate");
  const act = useAct(runCheck, { touches: () => ["status"] });
  const acknowledge = useAct(acknowledgeIncident, { touches: () => ["status"] });
  const run = (name: string) => act.mutate({ params: { name } });
  const [selected, setSelected] = useState(-1);
  const items = checks.data?.items ?? [];
  const chosen = items[selected];
  const firstOpen = incidents.data?.items.find(({ state }) => state === "open");
  useKeys([
    { key: "j", text: "Next check", run: () => setSelected((at) => Math.min(items.length - 1, at + 1)) },
    { key: "k", text: "Check before", run: () => setSelected((at) => Math.max(0, at - 1)) },
    { key: "r", text: "Run the chosen check", run: () => chosen && run(chosen.name), off: !chosen || !mayRun },
    {
      key: "a",
      text: "Say that you look after the first open incident",
      run: () => firstOpen && acknowledge.mutate({ params: { id: firstOpen.id } }),
      off: !firstOpen || !mayRun,
    },
  ]);
  return (
    <Page
      title="Status"
      sentence={checks.data ? overviewSentence(items, checks.data.roots) : "Reading what was checked."}
      action={
        <>
          <Button
            component="a"
            href="/status"
            variant="default"
            leftSection={<IconExternalLink size={18} aria-hidden />}
          >
            Public page
          </Button>
          <HeaderLink
            label="Maintenance"
            icon={<IconCalendarTime size={18} aria-hidden />}
            link={{ to: "/checks/maintenance" }}
          />
          {me.permissions.includes("status:write") ? (
            <HeaderLink label="Edit checks" icon={<IconPencil size={18} aria-hidden />} link={{ to: "/checks/edit" }} />
          ) : null}
        </>
      }
    >
      <Loaded query={checks} what="the checks" skeleton={<Skeletons count={6} height={56} />}>
        {({ items: all, roots, components, runner }) => (
          <>
            {runner.running || !runner.here ? null : (
              <Partial>
                <p>This server does not run the checks; another one does, or it is still starting.</p>
              </Partial>
            )}
            {runner.journal_backlog > 0 ? (
              <Partial>
                <p>
                  {countText(runner.journal_backlog, "result")} wait in the journal and are stored as soon as the
                  database can be written.
                </p>
              </Partial>
            ) : null}
            {roots.length > 0 ? <Roots roots={roots} checks={all} run={mayRun ? run : undefined} /> : null}
            <Section title="Incidents" action={<IncidentLinks mayOpen={mayRun} />}>
              <Loaded query={incidents} what="the incidents">
                {({ items: open }) =>
                  open.length === 0 ? (
                    <p className="muted">No open incident. What happened before stands under “All incidents”.</p>
                  ) : (
                    <>
                      {open.map((incident) => (
                        <IncidentCard key={incident.id} incident={incident} />
                      ))}
                    </>
                  )
                }
              </Loaded>
            </Section>
            {components.map(({ id, title }) => {
              const own = all.filter(({ component }) => component === id);
              return own.length === 0 ? null : (
                <Section key={id} title={title}>
                  <ul className={styles["list"]} aria-label={title}>
                    {own.map((check) => (
                      <CheckRow
                        key={check.name}
                        check={check}
                        selected={check.name === chosen?.name}
                        run={mayRun && check.kind !== "push" ? run : undefined}
                        running={act.isPending && act.variables?.params.name === check.name}
                      />
                    ))}
                  </ul>
                </Section>
              );
            })}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function IncidentLinks({ mayOpen }: { readonly mayOpen: boolean }) {
  return (
    <div className="row-8">
      <Link to="/checks/incidents" className={styles["link"]}>
        All incidents
      </Link>
      {mayOpen ? (
        <HeaderLink
          label="Open one by hand"
          icon={<IconPlus size={18} aria-hidden />}
          link={{ to: "/checks/incidents", search: { open: true } }}
        />
      ) : null}
    </div>
  );
}

function Roots(props: {
  readonly roots: readonly string[];
  readonly checks: readonly CheckWire[];
  readonly run: ((name: string) => void) | undefined;
}) {
  const { roots, checks, run } = props;
  return (
    <Section title="What is to blame">
      {roots.map((name) => {
        const check = checks.find((one) => one.name === name);
        const blocked = checks.filter(({ newest }) => newest?.root.includes(name));
        return check ? (
          <article key={name} className={styles["card"]} data-tone="failed">
            <div className={styles["head"]}>
              <StateMark state="failed" />
              <Link to="/checks/$name" params={{ name }} className={`${styles["name"]} grow`}>
                <strong>{name}</strong> · {check.title}
              </Link>
              {run ? (
                <Button
                  variant="default"
                  size="sm"
                  leftSection={<IconRefresh size={18} aria-hidden />}
                  onClick={() => run(name)}
                >
                  Run now
                </Button>
              ) : null}
            </div>
            <p>{check.newest?.error ?? "It failed."}</p>
            {check.since ? (
              <p className="muted small">
                Since <Age at={check.since} />
              </p>
            ) : null}
            {blocked.length > 0 ? (
              <details>
                <summary className={styles["link"]}>
                  {countText(blocked.length, "check")} not run because of {name}
                </summary>
                <p>{blocked.map((one) => one.name).join(", ")}</p>
              </details>
            ) : null}
          </article>
        ) : null;
      })}
    </Section>
  );
}

function CheckRow(props: {
  readonly check: CheckWire;
  readonly selected: boolean;
  readonly run: ((name: string) => void) | undefined;
  readonly running: boolean;
}) {
  const { check, selected, run, running } = props;
  const mark = markOf(check);
  return (
    <li className={styles["row"]} data-selected={selected}>
      <StateMark state={running ? "running" : mark} />
      <Link to="/checks/$name" params={{ name: check.name }} className={styles["name"]}>
        <strong>{check.name}</strong> <span className="muted">{check.title}</span>
      </Link>
      <div className={styles["strip"]}>
        <Strip letters={check.recent} room={60} label={`Newest results of ${check.name}`} />
      </div>
      <span className={`${styles["uptime"]} muted small`} title="Uptime of 30 days">
        {uptimeText(check.uptime.d30.uptime)}
      </span>
      {run ? (
        <Button
          variant="subtle"
          size="sm"
          aria-label={`Run ${check.name} now`}
          title={`Run ${check.name} now`}
          loading={running}
          onClick={() => run(check.name)}
        >
          <IconRefresh size={18} aria-hidden />
        </Button>
      ) : (
        <span />
      )}
      {mark === "works" ? null : <p className={`${styles["said"]} small muted`}>{checkSentence(check)}</p>}
    </li>
  );
}
