import { Button, SegmentedControl } from "@mantine/core";
import { approveRevision, rejectRevision } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useSession } from "../../app/session.tsx";
import { Page } from "../../ui/page.tsx";
import { Loaded, Partial, Skeletons } from "../../ui/states.tsx";
import styles from "./config.module.css";
import { ConsumersTab } from "./consumers-tab.tsx";
import { EditTab } from "./edit-tab.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { LivePanel } from "./live-panel.tsx";
import { useConfigDraft } from "./use-config-draft.ts";
import { useRevisions } from "./use-revisions.ts";
import { revisionWords } from "./words.ts";

const TABS = [
  { value: "edit", label: "Edit" },
  { value: "history", label: "History" },
  { value: "consumers", label: "Consumers" },
] as const;
type Tab = (typeof TABS)[number]["value"];

/** One family of settings: edit, see who gets it, publish, watch it arrive, go back. */
export function NamespacePage({ ns }: { readonly ns: string }) {
  useTopic("config");
  const { me } = useSession();
  const draft = useConfigDraft(ns, me.name);
  const [tab, setTab] = useState<Tab>("edit");
  const { data } = draft.namespace;
  const sentence = data
    ? `${revisionWords(data.state).text}${data.head_revision > 0 ? `, revision ${data.head_revision}` : ""}. ${draft.layers.length > 0 ? "You have unpublished changes." : ""}`
    : "One moment.";
  return (
    <Page
      title={data?.title && data.title !== ns ? `${data.title} (${ns})` : ns}
      sentence={sentence}
      back={{ label: "Config", to: "/config" }}
      width="wide"
    >
      <SegmentedControl
        aria-label="Part of the namespace"
        value={tab}
        onChange={(value) => setTab(value as Tab)}
        data={[...TABS]}
      />
      <Loaded query={draft.namespace} what={ns} skeleton={<Skeletons count={4} />}>
        {(namespace) => (
          <div className="stack">
            {namespace.state === "pending_approval" ? null : <LivePanel ns={ns} namespace={namespace} />}
            <Waiting ns={ns} />
            {draft.alsoOpen.length > 0 ? <Partial>Also open by {draft.alsoOpen.join(", ")}.</Partial> : null}
            {tab === "edit" ? <EditTab ns={ns} namespace={namespace} draft={draft} /> : null}
            {tab === "history" ? <HistoryTab ns={ns} head={namespace.head_revision} /> : null}
            {tab === "consumers" ? <ConsumersTab ns={ns} head={namespace.head_revision} /> : null}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** Revisions that wait for somebody's yes. */
function Waiting({ ns }: { readonly ns: string }) {
  const pending = usePending(ns);
  const touches = () => ["config"];
  const approve = useAct(approveRevision, { touches });
  const reject = useAct(rejectRevision, { touches });
  return (
    <>
      {pending.map((revision) => (
        <div key={revision.revision} className={styles["panel"]}>
          <p>
            {revision.author} asks to publish revision {revision.revision}: “{revision.message}”
          </p>
          <div className="row-8">
            <Button
              loading={approve.isPending}
              onClick={() => approve.mutate({ params: { ns, n: revision.revision }, body: { confirm: ns } })}
            >
              Approve
            </Button>
            <Button
              variant="default"
              loading={reject.isPending}
              onClick={() =>
                reject.mutate({ params: { ns, n: revision.revision }, body: { reason: "Refused in the editor" } })
              }
            >
              Refuse
            </Button>
          </div>
        </div>
      ))}
    </>
  );
}

function usePending(ns: string) {
  const revisions = useRevisions(ns);
  return (revisions.data?.items ?? []).filter(({ state }) => state === "pending_approval");
}
