import { Button, Modal, Select } from "@mantine/core";
import { IconArrowBackUp, IconShieldCheck } from "@tabler/icons-react";
import { type AuditEntryWire, listAudit, undoAuditEntry, verifyAudit } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { type Change, Difference } from "../../ui/difference.tsx";
import { Reason } from "../../ui/reason.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone, showToast } from "../../ui/toast.tsx";
import { AREA_WORDS, changesOf } from "./entry-words.ts";
import styles from "./history-page.module.css";

const PAGE = 50;

/** What was done in every area, newest first: who, why, before and after, and the way back. */
export function Everything() {
  const [area, setArea] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const entries = useEndpoint(
    listAudit,
    { query: { limit, ...(area ? { action: area } : {}) } },
    { keep: true, everyMs: 10_000 },
  );
  const verify = useAct(verifyAudit, {
    done: ({ ok, detail }) =>
      showToast({ message: detail, icon: <StateMark state={ok ? "works" : "failed"} />, autoClose: 10_000 }),
  });
  return (
    <>
      <div className="row">
        <Select
          label="Area"
          data={AREA_WORDS.map(({ value, label }) => ({ value, label }))}
          value={area}
          allowDeselect={false}
          onChange={(value) => {
            setArea(value ?? "");
            setLimit(PAGE);
          }}
        />
        <span className="grow" />
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={18} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate({ query: {} })}
        >
          Is it whole?
        </Button>
      </div>
      <Loaded query={entries} what="the history" skeleton={<Skeletons count={5} height={52} />}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <Empty
              title="Nothing was done yet"
              text="Every change of people, keys, settings, devices and backups is kept here, with the way back."
            />
          ) : (
            <>
              <ol className={styles["log"]} aria-label="History, newest first">
                {items.map((entry) => (
                  <Line key={entry.id} entry={entry} changed={() => void entries.refetch()} />
                ))}
              </ol>
              {next_cursor ? (
                <Button variant="default" onClick={() => setLimit(Math.min(500, limit + PAGE))}>
                  Show older
                </Button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Line({ entry, changed }: { readonly entry: AuditEntryWire; readonly changed: () => void }) {
  const [open, setOpen] = useState(false);
  const undone = entry.undo.state === "used";
  return (
    <li className={styles["line"]} data-undone={undone}>
      <span className={styles["seq"]}>{entry.seq ?? "…"}</span>
      <span className={styles["text"]}>
        <button type="button" className={styles["open"]} onClick={() => setOpen(true)}>
          {undone ? <s>{entry.summary}</s> : entry.summary}
        </button>
        {undone ? <span className="muted small"> taken back</span> : null}
        {entry.reason ? <span className="muted small"> “{entry.reason}”</span> : null}
      </span>
      <span className={styles["who"]}>
        {entry.actor.name} · <Age at={entry.at} />
      </span>
      <Modal opened={open} onClose={() => setOpen(false)} title={entry.summary} size="lg">
        {open ? (
          <Detail
            entry={entry}
            done={() => {
              setOpen(false);
              changed();
            }}
          />
        ) : null}
      </Modal>
    </li>
  );
}

function Detail({ entry, done }: { readonly entry: AuditEntryWire; readonly done: () => void }) {
  const { me } = useSession();
  const [reason, setReason] = useState("");
  const undo = useAct(undoAuditEntry, {
    done: ({ summary }) => {
      sayDone(summary);
      done();
    },
  });
  const changes: readonly Change[] = changesOf(entry.before, entry.after);
  const may = me.permissions.includes("audit:operate");
  return (
    <div className="stack">
      <dl className={styles["facts"]}>
        <dt>Who</dt>
        <dd>{entry.actor.name}</dd>
        <dt>When</dt>
        <dd>
          <Age at={entry.at} />
        </dd>
        <dt>What</dt>
        <dd>
          <code>{entry.action}</code>
        </dd>
        {entry.reason ? (
          <>
            <dt>Why</dt>
            <dd>{entry.reason}</dd>
          </>
        ) : null}
        {entry.request_id ? (
          <>
            <dt>Request</dt>
            <dd style={{ overflowWrap: "anywhere" }}>
              <code>{entry.request_id}</code>
            </dd>
          </>
        ) : null}
      </dl>
      {changes.length > 0 ? <Difference changes={changes} label="Before and after" /> : null}
      {entry.undo.state === "available" && may ? (
        <>
          <Reason
            value={reason}
            change={setReason}
            offered={["A mistake", "It did not help"]}
            label="Why it is taken back"
          />
          <Button
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            loading={undo.isPending}
            disabled={reason.trim().length < 3}
            onClick={() => undo.mutate({ params: { id: entry.id }, body: { reason } })}
          >
            Take it back
          </Button>
        </>
      ) : (
        <p className="muted">{undoWords(entry)}</p>
      )}
    </div>
  );
}

function undoWords(entry: AuditEntryWire): string {
  const { state, why } = entry.undo;
  if (state === "used") return "This was taken back.";
  if (state === "expired") return "The time in which this could be taken back is over.";
  return state === "impossible"
    ? `This cannot be taken back: ${why ?? "it has no way back."}`
    : "You may not take this back; ask an admin.";
}
