import { Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import {
  acknowledgeIncident,
  addIncidentEntry,
  changeIncident,
  type IncidentWire,
  listIncidents,
  mergeIncident,
  readIncident,
  resolveIncident,
} from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useKeys } from "../../app/keys.tsx";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { listText } from "../../ui/words.ts";
import styles from "./status.module.css";
import { incidentMark, incidentState } from "./words.ts";

/** The story of one incident, and what people do about it. */
export function IncidentPage() {
  useTopic("status");
  const { id } = useParams({ from: "/inside/checks/incidents/$id" });
  const incident = useEndpoint(readIncident, { params: { id } }, { everyMs: 5_000 });
  const { me } = useSession();
  const mayWrite = me.permissions.includes("status:operate");
  const data = incident.data;
  const acknowledge = useAct(acknowledgeIncident, { touches: () => ["status"] });
  const canAcknowledge = mayWrite && data?.state === "open";
  useKeys([
    {
      key: "a",
      text: "Say that you look after it",
      run: () => acknowledge.mutate({ params: { id } }),
      off: !canAcknowledge,
    },
  ]);
  return (
    <Page
      title={data?.title ?? "Incident"}
      sentence={data ? sentenceOf(data) : undefined}
      back={{ label: "incidents", to: "/checks/incidents" }}
      action={
        canAcknowledge ? (
          <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate({ params: { id } })}>
            I look after it
          </Button>
        ) : null
      }
    >
      <Loaded query={incident} what="the incident" skeleton={<Skeletons />}>
        {(one) => (
          <>
            <Outline incident={one} />
            {mayWrite ? <Write incident={one} /> : null}
            <Section title="Story" sentence="Newest first. What stands on the public page is marked.">
              <ul className={styles["story"]}>
                {[...one.entries].reverse().map((entry) => (
                  <Entry key={entry.id} entry={entry} />
                ))}
              </ul>
            </Section>
            {mayWrite ? <Correct key={one.id} incident={one} /> : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const sentenceOf = ({ state, severity, acknowledged_by: by }: IncidentWire) =>
  `${incidentState(state)}${state === "acknowledged" && by ? ` by ${by}` : ""}, ${severity}`;

function Outline({ incident }: { readonly incident: IncidentWire }) {
  const { root_checks: roots, affected_checks: affected } = incident;
  const blocked = affected.filter((name) => !roots.includes(name));
  return (
    <section className={styles["card"]} data-tone={incidentMark(incident)} aria-label="Outline">
      <div className={styles["head"]}>
        <StateMark state={incidentMark(incident)} />
        <span className="grow">
          Opened <Age at={incident.opened_at} />
          {incident.resolved_at ? (
            <>
              , resolved <Age at={incident.resolved_at} />
            </>
          ) : null}
          .{incident.flaps > 0 ? ` It came back ${incident.flaps} times.` : ""}
        </span>
      </div>
      {roots.length > 0 ? (
        <p className="row-8">
          <span>To blame:</span>
          {roots.map((name) => (
            <Link key={name} to="/checks/$name" params={{ name }} className={styles["link"]}>
              {name}
            </Link>
          ))}
        </p>
      ) : null}
      {blocked.length > 0 ? <p className="muted small">Not run because of it: {listText(blocked)}.</p> : null}
      {incident.cause ? <p>Cause: {incident.cause}</p> : null}
    </section>
  );
}

function Write({ incident }: { readonly incident: IncidentWire }) {
  const { id, state } = incident;
  const [text, setText] = useState("");
  const [isPublic, setPublic] = useState(false);
  const done = () => setText("");
  const add = useAct(addIncidentEntry, { touches: () => ["status"], done });
  const resolve = useAct(resolveIncident, {
    touches: () => ["status"],
    done: () => {
      done();
      sayDone("Resolved.");
    },
  });
  const kind = state === "resolved" ? "postmortem" : "update";
  return (
    <Section title={state === "resolved" ? "What was learned" : "What is known now"}>
      <div className={styles["form"]}>
        <Textarea
          aria-label="Text"
          placeholder={
            state === "resolved"
              ? "What happened, why, and what changes."
              : "What is known, what is done, when to look again."
          }
          autosize
          minRows={3}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox
          label="Show it on the public page"
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <div className="row-8">
          <Button
            disabled={text.trim() === ""}
            loading={add.isPending}
            onClick={() => add.mutate({ params: { id }, body: { kind, text, public: isPublic } })}
          >
            Add
          </Button>
          {state === "resolved" ? null : (
            <Button
              variant="default"
              loading={resolve.isPending}
              onClick={() =>
                resolve.mutate({ params: { id }, body: text.trim() === "" ? {} : { text, public: isPublic } })
              }
            >
              Resolve
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}

function Correct({ incident }: { readonly incident: IncidentWire }) {
  const { id } = incident;
  const [title, setTitle] = useState(incident.title);
  const [cause, setCause] = useState(incident.cause ?? "");
  const [isPublic, setPublic] = useState(incident.public);
  const [other, setOther] = useState<string | null>(null);
  const change = useAct(changeIncident, { touches: () => ["status"], done: () => sayDone("Saved.") });
  const merge = useAct(mergeIncident, { touches: () => ["status"], done: () => setOther(null) });
  const open = useEndpoint(listIncidents, { query: { state: "open" } }, { enabled: incident.state !== "resolved" });
  const others = (open.data?.items ?? []).filter((one) => one.id !== id);
  return (
    <Section title="Correct it">
      <div className={styles["form"]}>
        <TextInput
          label="Title"
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="Cause"
          value={cause}
          maxLength={1000}
          onChange={(event) => setCause(event.currentTarget.value)}
        />
        <Checkbox
          label="The public page tells of it"
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          loading={change.isPending}
          disabled={title.trim().length < 3}
          onClick={() =>
            change.mutate({
              params: { id },
              body: { title, cause: cause.trim() === "" ? null : cause, public: isPublic },
            })
          }
        >
          Save
        </Button>
        {others.length > 0 ? (
          <div className={styles["pair"]}>
            <Select
              label="Make another one part of this"
              data={others.map((one) => ({ value: one.id, label: one.title }))}
              value={other}
              onChange={setOther}
            />
            <Button
              variant="default"
              style={{ alignSelf: "end" }}
              disabled={!other}
              loading={merge.isPending}
              onClick={() => other && merge.mutate({ params: { id }, body: { other } })}
            >
              Merge
            </Button>
          </div>
        ) : null}
      </div>
    </Section>
  );
}

function Entry({ entry }: { readonly entry: IncidentWire["entries"][number] }) {
  const { at, author, text, public: isPublic, kind, data } = entry;
  return (
    <li>
      <span className="muted small">
        <Age at={at} /> · {author === "system" ? "found by the checks" : author} · {kind}
        {isPublic ? " · public" : ""}
      </span>
      <p>{text}</p>
      {data ? (
        <details>
          <summary className={styles["link"]}>What was measured</summary>
          <pre className="small" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {JSON.stringify(data, null, 2)}
          </pre>
        </details>
      ) : null}
    </li>
  );
}
