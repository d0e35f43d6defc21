import { Button } from "@mantine/core";
import { IconDatabaseExport } from "@tabler/icons-react";
import {
  type BackupWire,
  createBackup,
  type DrillWire,
  listBackups,
  listDrills,
  runDrill,
  verifyBackup,
} from "@wopr/contracts";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { bytesText, countText } from "../../ui/words.ts";
import styles from "./keys-page.module.css";

const STATES = { writing: "running", good: "works", failed: "failed", removed: "planned" } as const;
const WORDS = { writing: "being made", good: "good", failed: "failed", removed: "removed, its time was over" } as const;
const ASK_MS = 3_000;

/** Copies of everything, the last try to restore, and the line that restores. */
export function BackupsPage() {
  useTopic("jobs");
  const backups = useEndpoint(listBackups, {}, { everyMs: ASK_MS });
  const drills = useEndpoint(listDrills, {}, { everyMs: ASK_MS });
  const { me } = useSession();
  const may = me.permissions.includes("backup:operate");
  const make = useAct(createBackup, { done: () => sayDone("A backup is being made.") });
  const drill = useAct(runDrill, { done: () => sayDone("The newest backup is being restored for a try.") });
  const newest = backups.data?.items.find(({ state }) => state === "good");
  const button = may ? (
    <Button
      leftSection={<IconDatabaseExport size={18} aria-hidden />}
      loading={make.isPending}
      onClick={() => make.mutate({})}
    >
      Back up now
    </Button>
  ) : null;
  return (
    <Page
      title="Backups"
      sentence={
        backups.data ? (
          newest ? (
            <>
              The newest good one is from <Age at={newest.created_at} />.
            </>
          ) : (
            "There is no good backup."
          )
        ) : (
          "One moment."
        )
      }
      back={{ label: "System", to: "/system" }}
      action={newest ? button : null}
    >
      <Section
        title="Restoring"
        sentence="A backup nobody restored is a hope. Every week the newest is restored for a try and compared."
        action={
          may && newest ? (
            <Button variant="default" loading={drill.isPending} onClick={() => drill.mutate({})}>
              Try now
            </Button>
          ) : null
        }
      >
        <LastDrill drill={drills.data?.items[0]} />
        {newest ? (
          <>
            <p className="muted small">On the machine itself, with WOPR stopped, into an empty folder:</p>
            <code className={styles["secret"]}>
              npx wopr restore path/to/archives/{newest.archive} --data ./data-restored
            </code>
          </>
        ) : null}
      </Section>
      <Section title="All backups">
        <Loaded query={backups} what="the backups" skeleton={<Skeletons />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                title="No backup yet"
                text="One is made every night at half past three. You can make one now."
                action={button}
              />
            ) : (
              <ul className={styles["list"]} aria-label="Backups">
                {items.map((one) => (
                  <Line key={one.id} backup={one} may={may} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function LastDrill({ drill }: { readonly drill: DrillWire | undefined }) {
  if (!drill) return <p className="muted">None was restored for a try yet.</p>;
  return (
    <div>
      <StateMark state={drill.ok ? "works" : "failed"} word="" />{" "}
      {drill.ok ? "The last try brought every table back the same, " : "The last try failed, "}
      <Age at={drill.at} />.
      {drill.differences.map((text) => (
        <p key={text} className="muted small">
          {text}
        </p>
      ))}
    </div>
  );
}

function Line({ backup, may }: { readonly backup: BackupWire; readonly may: boolean }) {
  const verify = useAct(verifyBackup, {
    done: ({ tables, rows, blobs }) => sayDone(`Whole: ${tables} tables, ${rows} rows, ${countText(blobs, "file")}.`),
  });
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]} style={{ overflowWrap: "anywhere" }}>
          {backup.archive}
        </div>
        <div className="muted small">
          <StateMark state={STATES[backup.state]} word="" /> {WORDS[backup.state]} · <Age at={backup.created_at} />
          {backup.bytes === null ? "" : ` · ${bytesText(backup.bytes)}`}
          {backup.blobs === null ? "" : ` · ${countText(backup.blobs, "file")}, ${backup.blobs_copied ?? 0} new`}
        </div>
        {backup.error ? <div className="small">{backup.error}</div> : null}
      </div>
      {may && backup.state === "good" ? (
        <Button
          variant="default"
          loading={verify.isPending}
          aria-label={`Check ${backup.archive}`}
          onClick={() => verify.mutate({ params: { id: backup.id } })}
        >
          Check
        </Button>
      ) : null}
    </li>
  );
}
