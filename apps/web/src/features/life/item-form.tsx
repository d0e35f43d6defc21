import { Button, Checkbox, Drawer, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import {
  addLifeItem,
  changeLifeItem,
  type LifeItemWire,
  previewSchedule,
  type RequestOf,
  stopLifeItem,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import styles from "./day.module.css";
import { ANCHOR_WORDS, DAY_NAMES, DAYS } from "./words.ts";

type Fields = Required<Pick<RequestOf<typeof addLifeItem>["body"], "name" | "schedule_type">> & {
  readonly schedule_days: readonly number[];
  readonly rrule: string;
  readonly after_days: number;
  readonly times: number;
  readonly period_days: number;
  readonly scheduled_date: string;
  readonly anchor: string;
  readonly exact_time: string;
  readonly window_minutes: number;
  readonly priority: number;
  readonly category: "task" | "chore" | "habit" | "reminder" | "event";
  readonly stat: string;
  readonly xp: number;
  readonly essential: boolean;
};

const NEW: Fields = {
  name: "",
  schedule_type: "daily",
  schedule_days: [],
  rrule: "FREQ=MONTHLY;BYDAY=1MO",
  after_days: 3,
  times: 3,
  period_days: 7,
  scheduled_date: "",
  anchor: "morning",
  exact_time: "",
  window_minutes: 60,
  priority: 5,
  category: "habit",
  stat: "WIS",
  xp: 15,
  essential: false,
};

const TYPES = [
  ["daily", "Every day"],
  ["weekdays", "Monday to Friday"],
  ["weekends", "Saturday and Sunday"],
  ["weekly", "Once a week"],
  ["specific_days", "On some weekdays"],
  ["times_per_period", "Some times in some days"],
  ["after_completion", "Some days after it was done"],
  ["once", "Once"],
  ["rrule", "By a rule (RFC 5545)"],
] as const;

/** Makes or changes an item, with the next dates while one types. */
export function ItemForm({
  editing,
  close,
}: {
  readonly editing: LifeItemWire | "new" | null;
  readonly close: () => void;
}) {
  const title = editing === "new" ? "Add an item" : editing ? `Change ${editing.name}` : "";
  return (
    <Drawer opened={editing !== null} onClose={close} title={title} position="right" size={480}>
      {editing ? <Form key={editing === "new" ? "new" : editing.id} editing={editing} close={close} /> : null}
    </Drawer>
  );
}

function Form({ editing, close }: { readonly editing: LifeItemWire | "new"; readonly close: () => void }) {
  const { me } = useSession();
  const touches = () => [`life:${me.id}`];
  const [fields, setFields] = useState<Fields>(editing === "new" ? NEW : fieldsOf(editing));
  const set = (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change }));
  const add = useAct(addLifeItem, { touches, done: close, failed: () => true });
  const change = useAct(changeLifeItem, { touches, done: close, failed: () => true });
  const stop = useAct(stopLifeItem, { touches, done: close });
  const preview = useEndpoint(previewSchedule, { body: scheduleOf(fields) }, { keep: true });
  const problem = add.error ?? change.error;
  const save = () => {
    const body = { ...scheduleOf(fields), ...restOf(fields) };
    if (editing === "new") add.mutate({ body: { code: codeOf(fields.name), ...body } });
    else change.mutate({ params: { code: editing.code }, body: { ...body, is_active: true } });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        label="What"
        required
        maxLength={120}
        data-autofocus
        value={fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label="How often"
        value={fields.schedule_type}
        onChange={(event) => set({ schedule_type: event.currentTarget.value as Fields["schedule_type"] })}
        data={TYPES.map(([value, label]) => ({ value, label }))}
      />
      <ScheduleFields fields={fields} set={set} />
      <p className="muted small" aria-live="polite">
        {preview.isError
          ? sentenceOf(preview.error)
          : preview.data
            ? `${capital(preview.data.words)}: ${preview.data.dates.slice(0, 10).join(", ")}`
            : "One moment."}
      </p>
      <div className={styles["grid2"]}>
        <NativeSelect
          label="When"
          value={fields.anchor}
          onChange={(event) => set({ anchor: event.currentTarget.value })}
          data={ANCHOR_WORDS.map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          label="Or exactly at"
          type="time"
          value={fields.exact_time}
          onChange={(event) => set({ exact_time: event.currentTarget.value })}
        />
        <NumberInput
          label="Window, minutes"
          min={1}
          max={1440}
          value={fields.window_minutes}
          onChange={(value) => set({ window_minutes: Number(value) || 60 })}
        />
        <NumberInput
          label="Priority, 1 is highest"
          min={1}
          max={10}
          value={fields.priority}
          onChange={(value) => set({ priority: Number(value) || 5 })}
        />
        <NativeSelect
          label="Kind"
          value={fields.category}
          onChange={(event) => set({ category: event.currentTarget.value as Fields["category"] })}
          data={["habit", "chore", "task", "reminder", "event"]}
        />
        <NativeSelect
          label="Reward in"
          value={fields.stat}
          onChange={(event) => set({ stat: event.currentTarget.value })}
          data={["STR", "STA", "WIS", "INT", "CHA", "LCK"]}
        />
        <NumberInput
          label="Reward, XP"
          min={0}
          max={500}
          value={fields.xp}
          onChange={(value) => set({ xp: Number(value) || 0 })}
        />
      </div>
      <Checkbox
        size="md"
        classNames={{ body: styles["choice"] ?? "" }}
        label="Essential: stays due while everything else is paused"
        checked={fields.essential}
        onChange={(event) => set({ essential: event.currentTarget.checked })}
      />
      {problem ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(problem)}
        </p>
      ) : null}
      <div className="row">
        <Button type="submit" loading={add.isPending || change.isPending} disabled={fields.name.trim() === ""}>
          {editing === "new" ? "Add" : editing.is_active ? "Save" : "Start again"}
        </Button>
        {editing !== "new" && editing.is_active ? (
          <Button
            variant="default"
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { code: editing.code } })}
          >
            Stop it
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function ScheduleFields({ fields, set }: { readonly fields: Fields; readonly set: (change: Partial<Fields>) => void }) {
  const { schedule_type: type, schedule_days: days } = fields;
  if (type === "weekly" || type === "specific_days")
    return (
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="small" style={{ padding: 0 }}>
          On
        </legend>
        <div className={styles["days"]}>
          {DAYS.map((day, index) => {
            const on = days.includes(index);
            const others = type === "weekly" ? [] : days.filter((other) => other !== index);
            return (
              <Button
                key={day}
                variant={on ? "filled" : "default"}
                aria-pressed={on}
                aria-label={DAY_NAMES[index] ?? day}
                px={10}
                onClick={() => set({ schedule_days: on && type !== "weekly" ? others : [...others, index].sort() })}
              >
                {day}
              </Button>
            );
          })}
        </div>
      </fieldset>
    );
  if (type === "once")
    return (
      <TextInput
        label="On"
        type="date"
        required
        value={fields.scheduled_date}
        onChange={(event) => set({ scheduled_date: event.currentTarget.value })}
      />
    );
  if (type === "after_completion")
    return (
      <NumberInput
        label="Days after it was done"
        min={1}
        max={3650}
        value={fields.after_days}
        onChange={(value) => set({ after_days: Number(value) || 1 })}
      />
    );
  if (type === "rrule")
    return (
      <TextInput label="Rule" value={fields.rrule} onChange={(event) => set({ rrule: event.currentTarget.value })} />
    );
  if (type === "times_per_period")
    return (
      <div className={styles["grid2"]}>
        <NumberInput
          label="Times"
          min={1}
          max={366}
          value={fields.times}
          onChange={(value) => set({ times: Number(value) || 1 })}
        />
        <NumberInput
          label="In days"
          min={1}
          max={366}
          value={fields.period_days}
          onChange={(value) => set({ period_days: Number(value) || 7 })}
        />
      </div>
    );
  return null;
}

function scheduleOf(fields: Fields) {
  const { schedule_type: type } = fields;
  return {
    schedule_type: type,
    ...(type === "weekly" || type === "specific_days" ? { schedule_days: [...fields.schedule_days] } : {}),
    ...(type === "rrule" ? { rrule: fields.rrule } : {}),
    ...(type === "after_completion" ? { after_days: fields.after_days } : {}),
    ...(type === "times_per_period" ? { times: fields.times, period_days: fields.period_days } : {}),
    ...(type === "once" && fields.scheduled_date ? { scheduled_date: fields.scheduled_date } : {}),
  };
}

const restOf = (fields: Fields) => ({
  name: fields.name.trim(),
  anchor: fields.anchor,
  exact_time: fields.exact_time || null,
  window_minutes: fields.window_minutes,
  priority: fields.priority,
  category: fields.category,
  stat_rewards: { [fields.stat]: fields.xp },
  essential: fields.essential,
});

function fieldsOf(item: LifeItemWire): Fields {
  const [stat = "WIS", xp = 0] = Object.entries(item.stat_rewards)[0] ?? [];
  return {
    name: item.name,
    schedule_type: item.schedule_type,
    schedule_days: item.schedule_days,
    rrule: item.rrule ?? NEW.rrule,
    after_days: item.after_days ?? NEW.after_days,
    times: item.times ?? NEW.times,
    period_days: item.period_days ?? NEW.period_days,
    scheduled_date: item.scheduled_date ?? "",
    anchor: item.anchor ?? "morning",
    exact_time: item.exact_time ?? "",
    window_minutes: item.window_minutes,
    priority: item.priority,
    category: item.category as Fields["category"],
    stat,
    xp,
    essential: item.essential,
  };
}

/** A code from a name: small letters, digits and _. */
function codeOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 50);
  return /^[a-z]/.test(plain) ? plain : `item_${plain || "new"}`;
}

const capital = (text: string) => text.replace(/^./, (first) => first.toUpperCase());
