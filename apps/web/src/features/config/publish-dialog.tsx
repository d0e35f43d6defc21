import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { publishConfig } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { sayDone, sayFailed } from "../../ui/toast.tsx";
import { DiffPanel, WhoPanel } from "./panels.tsx";
import type { ConfigDraft } from "./use-config-draft.ts";
import { pathText, valueText } from "./words.ts";

type Strategy = "canary" | "rolling" | "one_by_one" | "all_at_once";
const STRATEGIES: readonly { readonly value: "" | Strategy; readonly label: string }[] = [
  { value: "", label: "As the policy says" },
  { value: "canary", label: "Canary: one, then more" },
  { value: "rolling", label: "Rolling: a quarter at a time" },
  { value: "one_by_one", label: "One by one" },
  { value: "all_at_once", label: "Everybody at once" },
];

interface Merge {
  readonly layers: Parameters<ConfigDraft["rebaseTo"]>[1];
  readonly conflicts: readonly {
    readonly path: readonly (string | number)[];
    readonly ours: unknown;
    readonly theirs: unknown;
  }[];
}

/** What would change for whom, why, and in which waves; then it goes out. */
export function PublishDialog({
  ns,
  draft,
  opened,
  close,
}: {
  readonly ns: string;
  readonly draft: ConfigDraft;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const [message, setMessage] = useState("");
  const [typed, setTyped] = useState("");
  const [strategy, setStrategy] = useState<"" | Strategy>("");
  const [merge, setMerge] = useState<(Merge & { readonly head: number }) | null>(null);
  const publish = useAct(publishConfig, {
    touches: () => ["config"],
    done: (answer) => {
      sayDone(
        answer.state === "pending_approval"
          ? `Revision ${answer.revision} waits for somebody's approval.`
          : `Revision ${answer.revision} is published.`,
      );
      setMessage("");
      setTyped("");
      close();
      draft.forget().catch(sayFailed);
    },
    failed: (failure) => {
      if (!(failure instanceof AppError) || failure.code !== "config.revision_conflict") return false;
      const { merge: joined, head } = failure.params as { readonly merge: Merge; readonly head: number };
      setMerge({ ...joined, head });
      return true;
    },
  });
  const { validation } = draft;
  const critical = validation?.critical ?? false;
  const ready = message.trim().length >= 3 && (!critical || typed === ns);
  const go = () =>
    publish.mutate({
      params: { ns },
      body: {
        layers: [...draft.layers],
        base_revision: draft.baseRevision,
        message: message.trim(),
        ...(strategy === "" ? {} : { strategy }),
      },
    });
  return (
    <Modal opened={opened} onClose={close} title={`Publish ${ns}`} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) go();
        }}
      >
        <DiffPanel changes={validation?.changes ?? []} />
        <WhoPanel validation={validation} />
        {merge ? (
          <div role="alert" className="stack-8">
            <p>Somebody published revision {merge.head} meanwhile. Equal changes are joined.</p>
            {merge.conflicts.map(({ path, ours, theirs }) => (
              <p key={JSON.stringify(path)}>
                {pathText(path)}: yours {valueText(ours)}, theirs {valueText(theirs)}. Theirs stands unless you change
                it again.
              </p>
            ))}
            <Button
              variant="default"
              onClick={() => {
                draft.rebaseTo(merge.head, merge.layers);
                setMerge(null);
                close();
              }}
            >
              Join them and look again
            </Button>
          </div>
        ) : null}
        <Textarea
          label="What changes, and why"
          description="3 to 500 characters. It stays in History."
          value={message}
          maxLength={500}
          minRows={2}
          autosize
          data-autofocus
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Select
          label="How it goes out"
          value={strategy}
          onChange={(value) => setStrategy((value ?? "") as "" | Strategy)}
          data={[...STRATEGIES]}
          allowDeselect={false}
        />
        {critical ? (
          <TextInput
            label={`A critical setting changes: type ${ns}`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <Button type="submit" disabled={!ready} loading={publish.isPending}>
          {validation?.needs_approval ? "Ask for approval" : "Publish"}
        </Button>
      </form>
    </Modal>
  );
}
