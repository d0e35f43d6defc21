import { Button, Checkbox, TextInput } from "@mantine/core";
import { addLifeItem, changeLifeProfile, type LifeProfileWire } from "@wopr/contracts";
import { useState } from "react";
import { useApi } from "../../api/context.tsx";
import { deviceZone } from "../../app/zone.ts";
import { Page, Section } from "../../ui/page.tsx";
import { sayFailed } from "../../ui/toast.tsx";
import styles from "./day.module.css";
import { STARTERS } from "./starter-items.ts";

/** The first run: zone and day start as guessed, waking and bed, a few items. One page, one button. */
export function FirstRun({ profile, done }: { readonly profile: LifeProfileWire; readonly done: () => void }) {
  const { client } = useApi();
  const [zone, setZone] = useState(deviceZone);
  const [dayStart, setDayStart] = useState(profile.day_start);
  const [wake, setWake] = useState(profile.target_wake);
  const [bed, setBed] = useState(profile.target_bedtime);
  const [picked, setPicked] = useState<ReadonlySet<string>>(
    new Set(STARTERS.filter((one) => one.picked).map(({ code }) => code)),
  );
  const [busy, setBusy] = useState(false);
  const toggle = (code: string) => {
    const next = new Set(picked);
    if (!next.delete(code)) next.add(code);
    setPicked(next);
  };
  const begin = async () => {
    setBusy(true);
    try {
      await client.call(changeLifeProfile, {
        body: { timezone: zone, day_start: dayStart, target_wake: wake, target_bedtime: bed },
      });
      for (const { picked: _, when: __, ...item } of STARTERS.filter(({ code }) => picked.has(code)))
        await client.call(addLifeItem, { body: item }).catch(ignoreTaken);
      await client.call(changeLifeProfile, { body: { set_up: true } });
      done();
    } catch (failure) {
      sayFailed(failure);
    }
    setBusy(false);
  };
  return (
    <Page
      title="Your day"
      sentence="A day that is honest about what it does not know and never punishes. Only you can see it."
      width="narrow"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          begin().catch(sayFailed);
        }}
      >
        <Section title="Your clock" sentence="Guessed from this device. A day ends when you sleep, not at midnight.">
          <div className={styles["grid2"]}>
            <TextInput label="Time zone" value={zone} onChange={(event) => setZone(event.currentTarget.value)} />
            <TextInput
              label="A new day begins at"
              type="time"
              value={dayStart}
              onChange={(event) => setDayStart(event.currentTarget.value)}
            />
            <TextInput
              label="Usually up at"
              type="time"
              value={wake}
              onChange={(event) => setWake(event.currentTarget.value)}
            />
            <TextInput
              label="Usually in bed at"
              type="time"
              value={bed}
              onChange={(event) => setBed(event.currentTarget.value)}
            />
          </div>
        </Section>
        <Section title="To begin with" sentence="Everything can be changed, moved, skipped or stopped later.">
          <div>
            {STARTERS.map((item) => (
              <Checkbox
                key={item.code}
                size="md"
                classNames={{ body: styles["choice"] ?? "" }}
                label={item.name}
                description={item.when}
                checked={picked.has(item.code)}
                onChange={() => toggle(item.code)}
              />
            ))}
          </div>
        </Section>
        <Button type="submit" size="md" loading={busy}>
          Begin the day
        </Button>
        <p className="muted small">A ring, a broker or sensors can be connected later. None is needed.</p>
      </form>
    </Page>
  );
}

/** An item that is there already is no reason to stop: the button may be pressed twice. */
function ignoreTaken(failure: unknown): void {
  if (failure instanceof Error && "code" in failure && failure.code === "life.code_taken") return;
  throw failure;
}
