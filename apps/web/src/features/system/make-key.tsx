import { Button, Checkbox, CopyButton, Modal, NumberInput, TextInput } from "@mantine/core";
import { createApiKey, type Permission } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useSession } from "../../app/session.tsx";
import { Partial, sentenceOf } from "../../ui/states.tsx";
import { PERMISSION_WORDS } from "./key-words.ts";
import styles from "./keys-page.module.css";

/** Makes a key; it is shown once. Only rights one has oneself can be given. */
export function MakeKey({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Make a key">
      {opened ? <Form close={close} /> : null}
    </Modal>
  );
}

function Form({ close }: { readonly close: () => void }) {
  const { me } = useSession();
  const [name, setName] = useState("");
  const [days, setDays] = useState<number | string>(365);
  const [rights, setRights] = useState<readonly Permission[]>(
    ["tabletop:read", "tabletop:write"].filter((right) => me.permissions.includes(right as Permission)) as Permission[],
  );
  const make = useAct(createApiKey, { failed: () => true });
  if (make.data) return <Made secret={make.data.key} close={close} />;
  const toggle = (right: Permission) =>
    setRights(rights.includes(right) ? rights.filter((other) => other !== right) : [...rights, right]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({
          body: { name, permissions: [...rights], expires_in_days: typeof days === "number" ? days : 365 },
        });
      }}
    >
      <TextInput
        label="What it is for"
        placeholder="Camera over the table"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset className={styles["rights"]}>
        <legend className={styles["legend"]}>It may</legend>
        {me.permissions.map((right) => (
          <Checkbox
            key={right}
            size="md"
            classNames={{ body: styles["right"] ?? "" }}
            label={PERMISSION_WORDS[right] ?? right}
            description={right}
            checked={rights.includes(right)}
            onChange={() => toggle(right)}
          />
        ))}
      </fieldset>
      <NumberInput label="Works for, days" min={1} max={3650} allowDecimal={false} value={days} onChange={setDays} />
      {make.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(make.error)}
        </p>
      ) : null}
      <Button type="submit" loading={make.isPending} disabled={name.trim() === "" || rights.length === 0}>
        Make the key
      </Button>
    </form>
  );
}

function Made({ secret, close }: { readonly secret: string; readonly close: () => void }) {
  return (
    <div className="stack">
      <Partial>Copy the key now. It is not shown again.</Partial>
      <code className={styles["secret"]}>{secret}</code>
      <CopyButton value={secret}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>}
      </CopyButton>
      <Button variant="default" onClick={close}>
        I have kept it
      </Button>
    </div>
  );
}
