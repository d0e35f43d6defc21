import { Button, Modal, PasswordInput, TagsInput, TextInput } from "@mantine/core";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { deleteSecret, listSecrets, putSecret, type SecretWire } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Page } from "../../ui/page.tsx";
import { Preview } from "../../ui/preview.tsx";
import { Reason } from "../../ui/reason.tsx";
import { Empty, Loaded, Partial, Skeletons, sentenceOf } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { countText } from "../../ui/words.ts";
import { useProof } from "../identity/index.ts";
import styles from "./keys-page.module.css";

/** Secrets by name; a value goes in and is never shown again. */
export function SecretsPage() {
  const secrets = useEndpoint(listSecrets, {});
  const [putting, setPutting] = useState<{ readonly secret: SecretWire | undefined }>();
  const { me } = useSession();
  const mayPut = me.permissions.includes("secrets:admin");
  const put = mayPut ? (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setPutting({ secret: undefined })}>
      Put a secret
    </Button>
  ) : null;
  const count = secrets.data?.items.length ?? 0;
  return (
    <Page
      title="Secrets"
      sentence={
        secrets.data
          ? count === 0
            ? "None is kept."
            : `${countText(count, "secret is kept", "secrets are kept")}, sealed.`
          : "One moment."
      }
      back={{ label: "System", to: "/system" }}
      action={count > 0 ? put : null}
    >
      <Loaded query={secrets} what="the secrets" skeleton={<Skeletons />}>
        {({ items, locked }) => (
          <>
            {locked ? <Partial>No secret can be read: {locked}</Partial> : null}
            {items.length === 0 ? (
              <Empty
                icon={<IconLock size={28} aria-hidden />}
                title="No secrets yet"
                text="Passwords and addresses that must not be seen are kept here by name. Settings refer to the name."
                action={put}
              />
            ) : (
              <ul className={styles["list"]} aria-label="Secrets">
                {items.map((secret) => (
                  <li key={secret.name} className={styles["line"]}>
                    <div className="grow">
                      <div className={styles["name"]}>
                        <code>{secret.name}</code>
                      </div>
                      <div className="muted small">
                        version {secret.version}, <Age at={secret.updated_at} /> ·{" "}
                        {secret.allowed.length > 0 ? `read by ${secret.allowed.join(", ")}` : "nobody may read it"}
                      </div>
                      {secret.description ? <div className="muted small">{secret.description}</div> : null}
                    </div>
                    {mayPut ? (
                      <>
                        <Button
                          variant="default"
                          aria-label={`Put a new value for ${secret.name}`}
                          onClick={() => setPutting({ secret })}
                        >
                          New value
                        </Button>
                        <Erase secret={secret} done={() => void secrets.refetch()} />
                      </>
                    ) : null}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
      <Modal
        opened={putting !== undefined}
        onClose={() => setPutting(undefined)}
        title={putting?.secret ? "A new value" : "Put a secret"}
      >
        {putting ? (
          <Put
            secret={putting.secret}
            done={() => {
              setPutting(undefined);
              secrets.refetch().catch(() => {});
            }}
          />
        ) : null}
      </Modal>
    </Page>
  );
}

function Put({ secret, done }: { readonly secret: SecretWire | undefined; readonly done: () => void }) {
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [allowed, setAllowed] = useState<string[]>(secret?.allowed ?? []);
  const proof = useProof();
  const request = {
    params: { name },
    body: { value, allowed, base_version: secret?.version ?? 0 },
  };
  const put = useAct(putSecret, {
    failed: (failure) => {
      proof.needs(failure, () => put.mutate(request));
      return true;
    },
    done: () => {
      sayDone(`"${name}" is kept. History can bring the value before back.`);
      done();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(request);
      }}
    >
      <TextInput
        label="Name"
        description="area/thing, e.g. discord/ops"
        required
        disabled={secret !== undefined}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Value"
        description="It is never shown again."
        autoComplete="off"
        required
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TagsInput
        label="Who may read it"
        description="feature:notifications, namespace:web, site:garage, tag:camera, device:… or bot:…"
        value={allowed}
        onChange={setAllowed}
      />
      {put.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(put.error)}
        </p>
      ) : null}
      <Button type="submit" loading={put.isPending}>
        Keep it
      </Button>
      {proof.dialog}
    </form>
  );
}

function Erase({ secret, done }: { readonly secret: SecretWire; readonly done: () => void }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const proof = useProof();
  const request = { params: { name: secret.name }, query: { reason } };
  const erase = useAct(deleteSecret, {
    failed: (failure) => proof.needs(failure, () => erase.mutate(request)),
    done: () => {
      setAsking(false);
      done();
    },
  });
  return (
    <>
      <Button variant="default" aria-label={`Erase ${secret.name}`} onClick={() => setAsking(true)}>
        Erase
      </Button>
      <Preview
        title={`Erase "${secret.name}"?`}
        opened={asking}
        close={() => setAsking(false)}
        consequences={[
          {
            count: secret.version,
            text: secret.version === 1 ? "value is erased" : "values are erased",
            exception: true,
          },
        ]}
        undo="This cannot be undone. Whatever refers to it stops working."
        act={{ label: "Erase", run: () => erase.mutate(request), busy: erase.isPending, danger: true }}
        blocked={reason.trim().length < 3 ? "Say why first." : undefined}
      >
        <Reason value={reason} change={setReason} offered={["No longer used", "It was seen by others"]} />
      </Preview>
      {proof.dialog}
    </>
  );
}
