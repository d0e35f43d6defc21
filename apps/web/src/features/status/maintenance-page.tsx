import { Button, Checkbox, MultiSelect, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { dropMaintenance, listChecks, listMaintenance, type MaintenanceWire, planMaintenance } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { deviceZone, knownZones } from "../../app/zone.ts";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { exactText } from "../../ui/words.ts";
import styles from "./status.module.css";

/** Planned times: checks run on, but what fails meanwhile alarms nobody. */
export function MaintenancePage() {
  useTopic("status");
  const { me } = useSession();
  const planned = useEndpoint(listMaintenance, {}, { everyMs: 10_000 });
  const checks = useEndpoint(listChecks, {});
  const drop = useAct(dropMaintenance, { touches: () => ["status"] });
  const mayPlan = me.permissions.includes("status:operate");
  const titles = new Map((checks.data?.components ?? []).map(({ id, title }) => [id, title]));
  return (
    <Page
      title="Maintenance"
      sentence="In a planned time failures count as maintenance: no incident, no alarm, no loss of uptime."
      back={{ label: "Status", to: "/checks" }}
    >
      <Loaded query={planned} what="the planned times">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is planned" text="A time you plan below appears here and on the public page." />
          ) : (
            <ul className={styles["list"]} aria-label="Planned times">
              {items.map((one) => (
                <li key={one.id} className={styles["row"]} data-slim="true">
                  <StateMark state={one.active ? "running" : "planned"} word={one.active ? "Under way" : "Planned"} />
                  <span className={styles["name"]}>
                    <strong>{one.title}</strong>
                    <br />
                    <span className="muted small">
                      {whenText(one)} ·{" "}
                      {one.components.length === 0
                        ? "everything"
                        : one.components.map((id) => titles.get(id) ?? id).join(", ")}
                    </span>
                  </span>
                  {mayPlan ? (
                    <Button
                      variant="subtle"
                      size="sm"
                      aria-label={`Take back ${one.title}`}
                      title={`Take back ${one.title}`}
                      onClick={() => drop.mutate({ params: { id: one.id } })}
                    >
                      <IconTrash size={18} aria-hidden />
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayPlan ? <PlanForm components={checks.data?.components ?? []} /> : null}
    </Page>
  );
}

function whenText({ from, to, cron, duration_s: durationS, zone, next_from: next }: MaintenanceWire): string {
  if (from && to) return `${exactText(new Date(from))} to ${exactText(new Date(to))}`;
  const after = next ? `, next ${exactText(new Date(next))}` : "";
  return `${cron} in ${zone}, each time ${Math.round((durationS ?? 0) / 60)} min${after}`;
}

/** A local time of the form as an instant; null while it is not complete. */
const instantOf = (text: string): string | null => {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
};

function PlanForm({ components }: { readonly components: readonly { readonly id: string; readonly title: string }[] }) {
  const [title, setTitle] = useState("");
  const [touched, setTouched] = useState<string[]>([]);
  const [kind, setKind] = useState<"once" | "again">("once");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [cron, setCron] = useState("0 3 * * 0");
  const [minutes, setMinutes] = useState<number | string>(60);
  const [zone, setZone] = useState(deviceZone);
  const [suspend, setSuspend] = useState(false);
  const act = useAct(planMaintenance, { touches: () => ["status"], done: () => setTitle("") });
  const when =
    kind === "once"
      ? { from: instantOf(from), to: instantOf(to) }
      : { cron, duration_s: Math.round(Number(minutes) * 60), zone };
  const isReady =
    title.trim().length >= 3 && (kind === "again" || (instantOf(from) !== null && instantOf(to) !== null));
  return (
    <Section title="Plan a time">
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ body: { title, components: touched, suspend, ...when } });
        }}
      >
        <TextInput
          label="What is done"
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <MultiSelect
          label="What it touches"
          description="Nothing chosen: everything."
          data={components.map((one) => ({ value: one.id, label: one.title }))}
          value={touched}
          onChange={setTouched}
        />
        <SegmentedControl
          aria-label="How often"
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          data={[
            { value: "once", label: "Once" },
            { value: "again", label: "Again and again" },
          ]}
        />
        {kind === "once" ? (
          <div className={styles["pair"]}>
            <TextInput
              type="datetime-local"
              label="From"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label="To"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </div>
        ) : (
          <div className={styles["pair"]}>
            <TextInput
              label="Plan (cron)"
              description="minute hour day month weekday"
              value={cron}
              onChange={(event) => setCron(event.currentTarget.value)}
            />
            <NumberInput label="Minutes each time" min={1} max={10_080} value={minutes} onChange={setMinutes} />
            <Select
              label="Time zone"
              searchable
              allowDeselect={false}
              data={[...knownZones()]}
              value={zone}
              onChange={(value) => value && setZone(value)}
            />
          </div>
        )}
        <Checkbox
          label="Do not run the checks meanwhile"
          checked={suspend}
          onChange={(event) => setSuspend(event.currentTarget.checked)}
        />
        <Button type="submit" disabled={!isReady} loading={act.isPending}>
          Plan it
        </Button>
      </form>
    </Section>
  );
}
