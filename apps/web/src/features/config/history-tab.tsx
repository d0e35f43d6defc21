import { Button, Checkbox } from "@mantine/core";
import { diffRevisions, type LeafChangeWire, type RevisionWire, revertConfig } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Age } from "../../ui/age.tsx";
import { Preview } from "../../ui/preview.tsx";
import { Reason } from "../../ui/reason.tsx";
import { reasonProblem } from "../../ui/reason-rules.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Loading } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import styles from "./config.module.css";
import { useRevisions } from "./use-revisions.ts";
import { pathText, revisionWords, valueText } from "./words.ts";

/** Every revision, what it changed, and the way back to it, whole or by value. */
export function HistoryTab({ ns, head }: { readonly ns: string; readonly head: number }) {
  const revisions = useRevisions(ns);
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Loaded query={revisions} what="the history">
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted">Nothing was published yet.</p>
        ) : (
          <ol className={styles["list"]} aria-label="Revisions">
            {items.map((item) => (
              <li key={item.revision} className={styles["panel"]}>
                <RevisionLine item={item} />
                <div className={styles["bar"]}>
                  <Button
                    variant="default"
                    size="sm"
                    aria-expanded={open === item.revision}
                    onClick={() => setOpen(open === item.revision ? null : item.revision)}
                  >
                    {open === item.revision ? "Hide what it changed" : "What it changed"}
                  </Button>
                </div>
                {open === item.revision ? <Changes ns={ns} item={item} head={head} /> : null}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function RevisionLine({ item }: { readonly item: RevisionWire }) {
  const { state, text } = revisionWords(item.state);
  const cause = item.cause as { readonly text?: string; readonly sign?: string } | null;
  return (
    <div>
      <StateMark state={state} word="" /> <strong>Revision {item.revision}</strong> · {text} · {item.author},{" "}
      <Age at={item.created_at} />
      <p>{item.message}</p>
      {cause?.text ? (
        <p className="small" role="note">
          {cause.text}
        </p>
      ) : null}
    </div>
  );
}

function Changes({ ns, item, head }: { readonly ns: string; readonly item: RevisionWire; readonly head: number }) {
  const diff = useEndpoint(diffRevisions, { params: { ns, a: item.parent, b: item.revision }, query: {} });
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<"whole" | "ticked" | null>(null);
  if (!diff.data) return <Loading what="the changes" />;
  const keyOf = (change: LeafChangeWire) => JSON.stringify([change.layer, change.path]);
  return (
    <div className="stack-8">
      {diff.data.changes.map((change) => (
        <Checkbox
          key={keyOf(change)}
          label={`${change.layer === "default" ? "" : `${change.layer} · `}${pathText(change.path)}: ${valueText(change.before)} → ${valueText(change.after)}`}
          checked={ticked.includes(keyOf(change))}
          onChange={(event) =>
            setTicked(
              event.currentTarget.checked ? [...ticked, keyOf(change)] : ticked.filter((one) => one !== keyOf(change)),
            )
          }
        />
      ))}
      <div className="row-8">
        <Button variant="default" disabled={item.revision === head} onClick={() => setAsking("whole")}>
          Go back to this revision
        </Button>
        <Button variant="default" disabled={ticked.length === 0} onClick={() => setAsking("ticked")}>
          Take back what is ticked
        </Button>
      </div>
      <Restore
        ns={ns}
        to={asking === "ticked" ? item.parent : item.revision}
        paths={
          asking === "ticked"
            ? diff.data.changes
                .filter((change) => ticked.includes(keyOf(change)))
                .map(({ layer, path }) => ({ layer, path }))
            : undefined
        }
        opened={asking !== null}
        close={() => setAsking(null)}
      />
    </div>
  );
}

function Restore(props: {
  readonly ns: string;
  readonly to: number;
  readonly paths: { layer: string; path: (string | number)[] }[] | undefined;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const { ns, to, paths, opened, close } = props;
  const [reason, setReason] = useState("");
  const revert = useAct(revertConfig, {
    touches: () => ["config"],
    done: ({ revision }) => {
      sayDone(`Published as revision ${revision}.`);
      close();
    },
  });
  return (
    <Preview
      title={paths ? "Take these values back?" : `Go back to revision ${to}?`}
      opened={opened}
      close={close}
      consequences={paths ? [{ count: paths.length, text: "values become what they were" }] : []}
      undo="It becomes a new revision; this one stays in the history."
      act={{
        label: "Publish",
        run: () => revert.mutate({ params: { ns }, body: { to_revision: to, reason, ...(paths ? { paths } : {}) } }),
        busy: revert.isPending,
      }}
      blocked={reasonProblem(reason)}
    >
      <Reason value={reason} change={setReason} offered={["It worked better before"]} />
    </Preview>
  );
}
