import { Button, Checkbox, MultiSelect, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { listChecks, listIncidents, openIncident } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { IncidentCard } from "./incident-card.tsx";
import styles from "./status.module.css";

/** Every incident, newest first, and a form for one that no check has seen. */
export function IncidentsPage() {
  useTopic("status");
  const { open } = useSearch({ from: "/inside/checks/incidents" });
  const { me } = useSession();
  const navigate = useNavigate();
  const incidents = useEndpoint(listIncidents, { query: { limit: 100 } });
  const mayOpen = me.permissions.includes("status:operate");
  return (
    <Page
      title="Incidents"
      sentence="What went wrong, for how long, and what was done about it."
      back={{ label: "Status", to: "/checks" }}
      action={
        mayOpen && !open ? (
          <Button onClick={() => navigate({ to: "/checks/incidents", search: { open: true } }).catch(() => {})}>
            Open an incident
          </Button>
        ) : null
      }
    >
      {open && mayOpen ? <OpenForm /> : null}
      <Loaded query={incidents} what="the incidents" skeleton={<Skeletons />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="Nothing has happened"
              text="Incidents open by themselves when a check stays down, and people can open one by hand."
            />
          ) : (
            <div className="stack-8">
              {items.map((incident) => (
                <IncidentCard key={incident.id} incident={incident} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function OpenForm() {
  const navigate = useNavigate();
  const checks = useEndpoint(listChecks, {});
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [severity, setSeverity] = useState<"info" | "warning" | "critical">("warning");
  const [components, setComponents] = useState<string[]>([]);
  const [isPublic, setPublic] = useState(true);
  const act = useAct(openIncident, {
    touches: () => ["status"],
    done: ({ id }) => {
      navigate({ to: "/checks/incidents/$id", params: { id } }).catch(() => {});
    },
  });
  const send = () => act.mutate({ body: { title, text, severity, components, public: isPublic } });
  return (
    <Section title="A new incident">
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          label="Title"
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div>
          <div id="severity" style={{ marginBottom: 4, fontWeight: 500 }}>
            How bad
          </div>
          <SegmentedControl
            aria-labelledby="severity"
            value={severity}
            onChange={(value) => setSeverity(value as typeof severity)}
            data={[
              { value: "info", label: "Information" },
              { value: "warning", label: "Warning" },
              { value: "critical", label: "Critical" },
            ]}
          />
        </div>
        <MultiSelect
          label="What it touches"
          data={(checks.data?.components ?? []).map((one) => ({ value: one.id, label: one.title }))}
          value={components}
          onChange={setComponents}
        />
        <Textarea
          label="What happened"
          required
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
        <Button type="submit" loading={act.isPending} disabled={title.trim().length < 3 || text.trim() === ""}>
          Open it
        </Button>
      </form>
    </Section>
  );
}
