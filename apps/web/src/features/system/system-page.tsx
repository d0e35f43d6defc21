import { Button, SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { gameStats, readHealth, readVersion } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { chooseLook, chosenLook, LOOKS, type Look } from "../../app/look.ts";
import { useFeatures, useSession } from "../../app/session.tsx";
import { chooseZone, deviceZone, knownZones } from "../../app/zone.ts";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded } from "../../ui/states.tsx";
import { bytesText, countText, sentenceCase } from "../../ui/words.ts";
import { HEALTH, healthSentence } from "./health-words.ts";
import { PasswordForm } from "./password-form.tsx";
import styles from "./system-page.module.css";

/** Whether the installation works, what version it is, and how this device shows it. */
export function SystemPage() {
  const health = useEndpoint(readHealth, {}, { everyMs: 10_000 });
  const { me } = useSession();
  const play = useFeatures()?.includes("tabletop") ?? false;
  return (
    <Page
      title="System"
      sentence={healthSentence(health.data, health.error)}
      action={
        me.permissions.includes("keys:read") ? (
          <Button component={Link} to="/system/keys" variant="default" leftSection={<IconKey size={18} aria-hidden />}>
            API keys
          </Button>
        ) : null
      }
    >
      <Section title="Services">
        <Loaded query={health} what="the health">
          {({ services }) => (
            <ul className={styles["services"]} aria-label="Services">
              {Object.entries(services).map(([name, status]) => (
                <li key={name} className={styles["service"]}>
                  <StateMark state={HEALTH[status].state} word="" />
                  <span className="grow">{sentenceCase(name.replaceAll(/[-_]/g, " "))}</span>
                  <span className="muted">{HEALTH[status].word}</span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Version />
      {play && me.permissions.includes("tabletop:read") ? <Stored /> : null}
      <Device />
      {me.kind === "user" ? <PasswordForm /> : null}
    </Page>
  );
}

function Version() {
  const version = useEndpoint(readVersion, {});
  return (
    <Section title="Version">
      <Loaded query={version} what="the version">
        {(data) => (
          <dl className={styles["facts"]}>
            <dt>WOPR</dt>
            <dd>
              <code>{data.version}</code>
            </dd>
            <dt>Node</dt>
            <dd>
              <code>{data.node}</code>
            </dd>
            <dt>Areas that are on</dt>
            <dd>{data.features.join(", ") || "none"}</dd>
            <dt>Interface</dt>
            <dd>
              <a href="/docs" className={styles["link"]}>
                Reference of every route
              </a>
            </dd>
          </dl>
        )}
      </Loaded>
    </Section>
  );
}

function Stored() {
  const stats = useEndpoint(gameStats, {});
  return (
    <Section title="What is kept">
      <Loaded query={stats} what="the counts">
        {(data) => (
          <dl className={styles["facts"]}>
            <dt>Games</dt>
            <dd>{Object.values(data.games).reduce((sum, count) => sum + count, 0)}</dd>
            <dt>Moves</dt>
            <dd>{data.moves}</dd>
            <dt>Photos</dt>
            <dd>
              {countText(data.captures, "photo")}, {bytesText(data.photo_bytes)}
            </dd>
          </dl>
        )}
      </Loaded>
    </Section>
  );
}

function Device() {
  const [zone, setZone] = useState(deviceZone);
  const [look, setLook] = useState(chosenLook);
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Section title="On this device" sentence="Kept in this browser only.">
      <div className={styles["device"]}>
        <Select
          label="Time zone of new games"
          searchable
          allowDeselect={false}
          data={[...knownZones()]}
          value={zone}
          onChange={(value) => {
            if (!value) return;
            setZone(value);
            chooseZone(value);
          }}
        />
        <div>
          <div id="look" style={{ marginBottom: 4, fontWeight: 500 }}>
            Look
          </div>
          <SegmentedControl
            aria-labelledby="look"
            fullWidth
            data={LOOKS.map(({ value, label }) => ({ value, label }))}
            value={look}
            onChange={(value) => {
              setLook(value as Look);
              chooseLook(value as Look, setColorScheme);
            }}
          />
        </div>
      </div>
    </Section>
  );
}
