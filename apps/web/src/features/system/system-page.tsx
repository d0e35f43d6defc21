import { Button, SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import {
  IconBell,
  IconDatabaseExport,
  IconFingerprint,
  IconKey,
  IconListCheck,
  IconLock,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { gameStats, type Permission, readHealth, readVersion } from "@wopr/contracts";
import type { ComponentType } from "react";
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
import styles from "./system-page.module.css";

const ROOMS: readonly {
  readonly to: string;
  readonly label: string;
  readonly Icon: ComponentType<{ readonly size?: number }>;
  readonly needs?: Permission;
}[] = [
  { to: "/system/security", label: "Your security", Icon: IconFingerprint },
  { to: "/system/people", label: "People", Icon: IconUsers, needs: "people:read" },
  { to: "/system/keys", label: "API keys", Icon: IconKey, needs: "keys:read" },
  { to: "/system/secrets", label: "Secrets", Icon: IconLock, needs: "secrets:read" },
  { to: "/system/notifications", label: "Notifications", Icon: IconBell, needs: "notifications:read" },
  { to: "/system/backups", label: "Backups", Icon: IconDatabaseExport, needs: "backup:read" },
  { to: "/system/jobs", label: "Jobs", Icon: IconListCheck, needs: "jobs:read" },
];

/** Whether the installation works, what version it is, and how this device shows it. */
export function SystemPage() {
  const health = useEndpoint(readHealth, {}, { everyMs: 10_000 });
  const { me } = useSession();
  const play = useFeatures()?.includes("tabletop") ?? false;
  return (
    <Page title="System" sentence={healthSentence(health.data, health.error)}>
      <nav className={styles["rooms"]} aria-label="Rooms of the system">
        {ROOMS.filter(({ needs }) => needs === undefined || me.permissions.includes(needs)).map(
          ({ to, label, Icon }) => (
            <Button
              key={to}
              component={Link}
              to={to}
              variant="default"
              justify="flex-start"
              leftSection={<Icon size={18} aria-hidden />}
            >
              {label}
            </Button>
          ),
        )}
      </nav>
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
