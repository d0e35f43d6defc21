import { Button, FileButton, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import {
  changeLifeProfile,
  changeLifeSettings,
  eraseLife,
  type importLife,
  type LifeProfileWire,
  type ResponseOf,
  readLifeProfile,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Section } from "../../ui/page.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone, sayFailed } from "../../ui/toast.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";
import { BrokerSource, RingSource } from "./sources.tsx";

/** Clock and goals, parts of the score, what comes in and goes out. */
export function LifeSettingsPage() {
  const profile = useEndpoint(readLifeProfile, {});
  return (
    <DayFrame
      title="Settings"
      sentence="Only you see your day; whoever runs this installation does not."
      width="narrow"
    >
      <Loaded query={profile} what="your settings" skeleton={<Skeletons count={3} />}>
        {(data) => (
          <div className="stack">
            <Clock key={JSON.stringify(data)} profile={data} />
            <Parts profile={data} />
            <RingSource />
            <BrokerSource />
            <TakeAlong />
            <Erase />
          </div>
        )}
      </Loaded>
    </DayFrame>
  );
}

const useTouches = () => {
  const { me } = useSession();
  return () => [`life:${me.id}`];
};

function Clock({ profile }: { readonly profile: LifeProfileWire }) {
  const touches = useTouches();
  const [zone, setZone] = useState(profile.timezone);
  const [dayStart, setDayStart] = useState(profile.day_start);
  const [wake, setWake] = useState(profile.target_wake);
  const [bed, setBed] = useState(profile.target_bedtime);
  const [gym, setGym] = useState<number | string>(profile.target_gym_sessions);
  const [formula, setFormula] = useState(profile.score_formula);
  const save = useAct(changeLifeProfile, { touches, done: () => sayDone("Saved.") });
  return (
    <Section title="Clock and goals" sentence="Travel does not change your zone by itself: you decide.">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            body: {
              timezone: zone,
              day_start: dayStart,
              target_wake: wake,
              target_bedtime: bed,
              target_gym_sessions: Number(gym) || 0,
              score_formula: formula,
            },
          });
        }}
      >
        <div className={styles["grid2"]}>
          <TextInput label="Time zone" value={zone} onChange={(event) => setZone(event.currentTarget.value)} />
          <TextInput
            label="A new day begins at"
            type="time"
            value={dayStart}
            onChange={(event) => setDayStart(event.currentTarget.value)}
          />
          <TextInput label="Up at" type="time" value={wake} onChange={(event) => setWake(event.currentTarget.value)} />
          <TextInput
            label="In bed at"
            type="time"
            value={bed}
            onChange={(event) => setBed(event.currentTarget.value)}
          />
          <NumberInput label="Gym sessions a week" min={0} max={14} value={gym} onChange={setGym} />
          <NativeSelect
            label="Score"
            value={formula}
            onChange={(event) => setFormula(event.currentTarget.value as "v1" | "v2")}
            data={[
              { value: "v2", label: "honest (version 2)" },
              { value: "v1", label: "as in LifeOps (version 1)" },
            ]}
          />
        </div>
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}

function Parts({ profile }: { readonly profile: LifeProfileWire }) {
  const touches = useTouches();
  const change = useAct(changeLifeSettings, { touches });
  const parts = (profile.settings["parts"] ?? {}) as Readonly<Record<string, boolean>>;
  const toggle = (part: string) => change.mutate({ body: { parts: { [part]: parts[part] !== true } } });
  return (
    <Section
      title="Parts of the score"
      sentence="Routines always count. Sleep, activity and recovery count as soon as something measures them."
    >
      <Switch
        size="md"
        label="Work: hours and when you stop"
        checked={parts["worklife"] === true}
        onChange={() => toggle("worklife")}
        mih={44}
      />
      <Switch
        size="md"
        label="Screens: hours against your own target"
        checked={parts["screen"] === true}
        onChange={() => toggle("screen")}
        mih={44}
      />
    </Section>
  );
}

function TakeAlong() {
  const touches = useTouches();
  const [file, setFile] = useState<File | null>(null);
  const [found, setFound] = useState<ResponseOf<typeof importLife> | null>(null);
  const [busy, setBusy] = useState(false);
  const refresh = useAct(changeLifeSettings, { touches });
  const kind = file?.name.toLowerCase().includes("my-day") ? "wopr" : "loop";
  const send = async (chosen: File, dryRun: boolean) => {
    setBusy(true);
    try {
      setFound(await upload(chosen, chosen.name.toLowerCase().includes("my-day") ? "wopr" : "loop", dryRun));
      if (!dryRun) {
        sayDone("Imported.");
        setFile(null);
        refresh.mutate({ body: {} });
      }
    } catch (failure) {
      sayFailed(failure);
    }
    setBusy(false);
  };
  return (
    <Section
      title="Take along, bring in"
      sentence="An export is one zip of plain text lines. Loop Habit Tracker exports and our own come in the same way; you see first what would be taken."
    >
      <div className="row">
        <Button variant="default" loading={busy} onClick={() => void download().catch(sayFailed)}>
          Export everything
        </Button>
        <FileButton
          accept=".zip"
          onChange={(chosen) => {
            setFile(chosen);
            if (chosen) void send(chosen, true);
          }}
        >
          {(props) => (
            <Button variant="default" {...props}>
              Bring in a zip
            </Button>
          )}
        </FileButton>
      </div>
      {found && file ? (
        <div className="stack-8" role="status">
          <p>
            {found.already
              ? "This very file came in before; nothing would change."
              : `Would take from ${kind === "wopr" ? "WOPR" : "Loop"}: ${
                  Object.entries(found.counts)
                    .filter(([, count]) => count > 0)
                    .map(([name, count]) => `${count} ${name.replace("life_", "").replaceAll("_", " ")}`)
                    .join(", ") || "nothing"
                }.`}
          </p>
          {found.problems.map((problem) => (
            <p key={`${problem.file} ${problem.row}`} className="muted small">
              {problem.file}, row {problem.row}: {problem.problem}
            </p>
          ))}
          {found.already ? null : (
            <Button loading={busy} onClick={() => void send(file, false)}>
              Bring it in
            </Button>
          )}
        </div>
      ) : null}
    </Section>
  );
}

async function download(): Promise<void> {
  const answer = await fetch("/api/v1/life/export", { method: "POST" });
  if (!answer.ok) throw new Error("The export was refused.");
  const url = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: "my-day.zip" });
  link.click();
  URL.revokeObjectURL(url);
}

async function upload(file: File, kind: "wopr" | "loop", dryRun: boolean): Promise<ResponseOf<typeof importLife>> {
  const answer = await fetch(`/api/v1/life/import/${kind}?dry_run=${dryRun}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
  const body = (await answer.json()) as ResponseOf<typeof importLife> & { readonly detail?: string };
  if (!answer.ok) throw new Error(body.detail ?? "The import was refused.");
  return body;
}

function Erase() {
  const touches = useTouches();
  const [confirm, setConfirm] = useState("");
  const erase = useAct(eraseLife, { touches, done: ({ rows }) => sayDone(`${rows} rows are gone.`) });
  return (
    <Section title="Erase" sentence="Everything of your day, the key that sealed it too. This cannot be undone.">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          erase.mutate({ body: { confirm } });
        }}
      >
        <TextInput
          label={'Type "erase my day"'}
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
        <Button
          type="submit"
          color="red"
          style={{ alignSelf: "end" }}
          disabled={confirm !== "erase my day"}
          loading={erase.isPending}
        >
          Erase
        </Button>
      </form>
    </Section>
  );
}
