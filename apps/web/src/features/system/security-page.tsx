import { Button, Modal, TextInput } from "@mantine/core";
import { IconDeviceMobile, IconFingerprint } from "@tabler/icons-react";
import {
  addPasskey,
  beginPasskey,
  beginSecondFactor,
  confirmSecondFactor,
  endSession,
  listDeviceKeys,
  listPasskeys,
  listSessions,
  pairDevice,
  readSecondFactor,
  removePasskey,
  removeSecondFactor,
  revokeDevice,
} from "@wopr/contracts";
import { useState } from "react";
import { renderSVG } from "uqr";
import { useApi } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, sentenceOf } from "../../ui/states.tsx";
import { sayDone, sayFailed } from "../../ui/toast.tsx";
import { canUsePasskeys, makePasskey, useProof } from "../identity/index.ts";
import styles from "./keys-page.module.css";
import { PasswordForm } from "./password-form.tsx";
import { ShownOnce } from "./shown-once.tsx";

/** How one signs in, and where one is signed in. */
export function SecurityPage() {
  return (
    <Page
      title="Your security"
      sentence="How you sign in, and where you are signed in."
      back={{ label: "System", to: "/system" }}
    >
      <PasskeySection />
      <CodeSection />
      <SessionSection />
      <DeviceSection />
      <PasswordForm />
    </Page>
  );
}

function PasskeySection() {
  const passkeys = useEndpoint(listPasskeys, {});
  const { client } = useApi();
  const proof = useProof();
  const [busy, setBusy] = useState(false);
  const again = () => void passkeys.refetch();
  const remove = useAct(removePasskey, { done: again });
  const add = async () => {
    const response = await makePasskey(await client.call(beginPasskey, {}));
    await client.call(addPasskey, { body: { name: navigator.platform || "This device", response } });
    again();
    sayDone("This device can sign you in now.");
  };
  const tryAdd = () => {
    setBusy(true);
    add()
      .catch((failure: Error) => {
        if (failure.name === "NotAllowedError" || proof.needs(failure, tryAdd)) return;
        sayFailed(failure);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Section
      title="Passkeys"
      sentence="A device signs you in by finger, face or PIN; nothing can be guessed or given away."
      action={
        canUsePasskeys() ? (
          <Button
            variant="default"
            loading={busy}
            leftSection={<IconFingerprint size={18} aria-hidden />}
            onClick={tryAdd}
          >
            Add this device
          </Button>
        ) : null
      }
    >
      <Loaded query={passkeys} what="the passkeys">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">
              {canUsePasskeys() ? "None yet." : "This browser can use none here: passkeys need HTTPS."}
            </p>
          ) : (
            <ul className={styles["list"]} aria-label="Passkeys">
              {items.map((one) => (
                <li key={one.id} className={styles["line"]}>
                  <div className="grow">
                    <div className={styles["name"]}>{one.name}</div>
                    <div className="muted small">
                      {one.last_used_at ? (
                        <>
                          used <Age at={one.last_used_at} />
                        </>
                      ) : (
                        "never used"
                      )}
                      {one.backed_up ? " · kept by its maker on your other devices too" : ""}
                    </div>
                  </div>
                  <Button
                    variant="default"
                    aria-label={`Remove the passkey ${one.name}`}
                    onClick={() => remove.mutate({ params: { id: one.id } })}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {proof.dialog}
    </Section>
  );
}

function CodeSection() {
  const state = useEndpoint(readSecondFactor, {});
  const [adding, setAdding] = useState(false);
  const proof = useProof();
  const begin = useAct(beginSecondFactor, {
    failed: (failure) => proof.needs(failure, () => begin.mutate({})),
    done: () => setAdding(true),
  });
  const remove = useAct(removeSecondFactor, {
    failed: (failure) => proof.needs(failure, () => remove.mutate({})),
    done: () => void state.refetch(),
  });
  return (
    <Section title="Codes from an app" sentence="Asked beside the password when you sign in.">
      <Loaded query={state} what="the codes">
        {({ on, recovery_codes_left }) => (
          <div className="row">
            <span className="grow">
              <StateMark state={on ? "works" : "unknown"} word="" />{" "}
              {on ? `On. ${recovery_codes_left} recovery codes are left.` : "Off."}
            </span>
            {on ? (
              <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate({})}>
                Switch off
              </Button>
            ) : (
              <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate({})}>
                Set up
              </Button>
            )}
          </div>
        )}
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Codes from an app">
        {adding && begin.data ? (
          <Confirm
            url={begin.data.url}
            secret={begin.data.secret}
            close={() => {
              setAdding(false);
              state.refetch().catch(() => {});
            }}
          />
        ) : null}
      </Modal>
      {proof.dialog}
    </Section>
  );
}

function Confirm(props: { readonly url: string; readonly secret: string; readonly close: () => void }) {
  const { url, secret, close } = props;
  const [code, setCode] = useState("");
  const confirm = useAct(confirmSecondFactor, { failed: () => true });
  if (confirm.data) {
    return (
      <div className="stack">
        <ShownOnce
          text={confirm.data.recovery_codes.join("\n")}
          what="These ten codes let you in when the app is lost, each once. Keep them where the app is not."
        />
        <Button variant="default" onClick={close}>
          I have kept them
        </Button>
      </div>
    );
  }
  const picture = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(url, { border: 2 }))}`;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ body: { code } });
      }}
    >
      <p>Read this with your app, then type the code it shows.</p>
      <img src={picture} alt="Square code for the app" width={220} height={220} style={{ alignSelf: "center" }} />
      <details>
        <summary>The app cannot read it</summary>
        <code className={styles["secret"]}>{secret}</code>
      </details>
      <TextInput
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {confirm.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(confirm.error)}
        </p>
      ) : null}
      <Button type="submit" loading={confirm.isPending}>
        Confirm
      </Button>
    </form>
  );
}

function SessionSection() {
  const sessions = useEndpoint(listSessions, {});
  const end = useAct(endSession, { done: () => void sessions.refetch() });
  return (
    <Section title="Signed in">
      <Loaded query={sessions} what="the sessions">
        {({ items }) => (
          <ul className={styles["list"]} aria-label="Where you are signed in">
            {items.map((one) => (
              <li key={one.id} className={styles["line"]}>
                <div className="grow">
                  <div className={styles["name"]}>{one.current ? "This browser" : (one.ip ?? "Another browser")}</div>
                  <div className="muted small" style={{ overflowWrap: "anywhere" }}>
                    since <Age at={one.created_at} /> · {one.user_agent || "unknown program"}
                  </div>
                </div>
                {one.current ? null : (
                  <Button
                    variant="default"
                    aria-label={`Sign out the browser at ${one.ip ?? "an unknown address"}`}
                    onClick={() => end.mutate({ params: { id: one.id } })}
                  >
                    Sign out
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function DeviceSection() {
  const devices = useEndpoint(listDeviceKeys, {});
  const pair = useAct(pairDevice);
  const revoke = useAct(revokeDevice, { done: () => void devices.refetch() });
  const kept = devices.data?.items.filter(({ status }) => status !== "revoked") ?? [];
  return (
    <Section
      title="Devices with a key of their own"
      sentence="Phones, cameras and services that sign in without a person."
      action={
        <Button
          variant="default"
          leftSection={<IconDeviceMobile size={18} aria-hidden />}
          loading={pair.isPending}
          onClick={() => pair.mutate({})}
        >
          Pair a device
        </Button>
      }
    >
      {pair.data ? <ShownOnce text={pair.data.code} what="Type this code on the device within ten minutes." /> : null}
      {kept.length === 0 ? <p className="muted">None yet.</p> : null}
      <ul className={styles["list"]} aria-label="Devices">
        {kept.map((one) => (
          <li key={one.id} className={styles["line"]}>
            <div className="grow">
              <div className={styles["name"]}>{one.name}</div>
              <div className="muted small">
                {one.kind} · {one.status} ·{" "}
                {one.last_seen_at ? (
                  <>
                    seen <Age at={one.last_seen_at} />
                  </>
                ) : (
                  "never seen"
                )}
              </div>
            </div>
            <Button
              variant="default"
              aria-label={`Revoke the key of ${one.name}`}
              onClick={() => revoke.mutate({ params: { id: one.id }, query: {} })}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
