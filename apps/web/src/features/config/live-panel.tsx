import { Button } from "@mantine/core";
import { type ConsumerWire, listConsumers, type NamespaceWire, revertConfig } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useNow } from "../../app/time.tsx";
import { Preview } from "../../ui/preview.tsx";
import { Reason } from "../../ui/reason.tsx";
import { reasonProblem } from "../../ui/reason-rules.ts";
import { StateMark, type StateName } from "../../ui/state-mark.tsx";
import styles from "./config.module.css";
import { useRevisions } from "./use-revisions.ts";

/** A revision on its way: one mark per consumer, the watch, and the way back. Also tells of the last return. */
export function LivePanel({ ns, namespace }: { readonly ns: string; readonly namespace: NamespaceWire }) {
  const revisions = useRevisions(ns);
  const consumers = useEndpoint(listConsumers, { params: { ns }, query: {} });
  const [asking, setAsking] = useState(false);
  const now = useNow(1_000);
  const head = revisions.data?.items.find(({ revision }) => revision === namespace.head_revision);
  if (!head) return null;
  const cause = head.cause as { readonly text?: string } | null;
  if (head.state !== "rolling_out" && head.state !== "bad") return null;
  const since = new Date(head.published_at ?? head.created_at).getTime();
  const left = Math.max(0, Math.ceil((since + namespace.policy.watch_s * 1_000 - now.getTime()) / 1_000));
  return (
    <section className={styles["panel"]} aria-label="Live" aria-live="polite">
      <div className={styles["bar"]}>
        <strong className="grow">
          {head.reverts === null
            ? `Revision ${head.revision} is on its way`
            : `Back to what was good, as revision ${head.revision}`}
          {head.state === "bad"
            ? ", and it does harm"
            : left > 0
              ? `, watched for ${left} s more`
              : ", waiting for the last ones"}
        </strong>
        {head.reverts === null && head.state === "rolling_out" ? (
          <Button color="red" variant="outline" onClick={() => setAsking(true)}>
            Go back now
          </Button>
        ) : null}
      </div>
      {cause?.text ? <p role="alert">{cause.text}</p> : null}
      <ul className={styles["dots"]} aria-label="Consumers">
        {(consumers.data?.items ?? []).map((consumer) => (
          <Dot key={consumer.id} consumer={consumer} revision={head.revision} />
        ))}
      </ul>
      <GoBack
        ns={ns}
        revision={head.revision}
        opened={asking}
        close={() => setAsking(false)}
        count={consumers.data?.items.length ?? 0}
      />
    </section>
  );
}

function Dot({ consumer, revision }: { readonly consumer: ConsumerWire; readonly revision: number }) {
  const [state] = consumer.states;
  const about = state?.revision === revision ? state.outcome : null;
  const look: { readonly mark: StateName; readonly text: string } =
    about === "rejected"
      ? { mark: "failed", text: `refused: ${state?.error?.message ?? ""}` }
      : about !== null
        ? { mark: "works", text: about === "unchanged" ? "nothing changes" : "applied" }
        : consumer.online
          ? { mark: "running", text: "waiting" }
          : { mark: "unknown", text: "offline" };
  return (
    <li>
      <StateMark state={look.mark} word="" /> {consumer.name} <span className="muted small">{look.text}</span>
    </li>
  );
}

function GoBack(props: {
  readonly ns: string;
  readonly revision: number;
  readonly opened: boolean;
  readonly close: () => void;
  readonly count: number;
}) {
  const { ns, revision, opened, close, count } = props;
  const [reason, setReason] = useState("");
  const back = useAct(revertConfig, { touches: () => ["config"], done: close });
  const act = {
    label: "Go back now",
    run: () => back.mutate({ params: { ns }, body: { to_revision: 0, reason, harmful: true } }),
    busy: back.isPending,
    danger: true,
  };
  return (
    <Preview
      title={`Go back from revision ${revision}?`}
      opened={opened}
      close={close}
      consequences={[{ count, text: "consumers get the last good settings at once" }]}
      undo="The revision is marked bad. It can be published again with force."
      act={act}
      blocked={reasonProblem(reason)}
    >
      <Reason value={reason} change={setReason} offered={["It does harm", "Published by mistake"]} />
    </Preview>
  );
}
