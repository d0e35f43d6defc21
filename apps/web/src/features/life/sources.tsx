import { Button, PasswordInput, Switch, TextInput } from "@mantine/core";
import {
  changeBroker,
  connectOura,
  disconnectOura,
  type ResponseOf,
  readBroker,
  readOuraStatus,
  syncOura,
  testBroker,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Age } from "../../ui/age.tsx";
import { Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import styles from "./day.module.css";

const useTouches = () => {
  const { me } = useSession();
  return () => [`life:${me.id}`];
};

/** The ring: connected or not, and how far each collection was read. */
export function RingSource() {
  const status = useEndpoint(readOuraStatus, {});
  return (
    <Section
      title="Ring"
      sentence="An Oura ring brings sleep, activity and recovery. Without one the score rests on your routines and says so."
    >
      <Loaded query={status} what="your ring" skeleton={<Skeletons count={1} />}>
        {(data) => <Ring data={data} />}
      </Loaded>
    </Section>
  );
}

function Ring({ data }: { readonly data: ResponseOf<typeof readOuraStatus> }) {
  const touches = useTouches();
  const [address, setAddress] = useState("");
  const connect = useAct(connectOura, {
    touches,
    done: ({ authorize_url }) => {
      if (authorize_url) window.open(authorize_url, "_blank", "noopener");
      else sayDone("The ring is connected.");
    },
  });
  const sync = useAct(syncOura, { touches, done: ({ message }) => sayDone(message) });
  const disconnect = useAct(disconnectOura, { touches, done: () => sayDone("Disconnected. What it measured stays.") });
  if (!data.configured)
    return (
      <p className="muted">
        <StateMark state="unknown" word="" /> This installation has no Oura application. Whoever runs it sets
        WOPR_OURA_CLIENT_ID and WOPR_OURA_CLIENT_SECRET; then a ring can be connected here.
      </p>
    );
  const troubled = data.collections.filter(({ last_error }) => last_error !== null);
  return (
    <div className="stack-8">
      <p>
        <StateMark state={data.connected ? "works" : data.state === "reauth" ? "attention" : "unknown"} word="" />{" "}
        {data.connected ? "Connected" : (data.message ?? "Not connected")}
        {data.last_sync ? (
          <>
            , read <Age at={data.last_sync} />
          </>
        ) : null}
        .
      </p>
      {troubled.map((one) => (
        <p key={one.collection} className="muted small">
          {one.collection.replaceAll("_", " ")}: {one.last_error}
        </p>
      ))}
      <div className="row">
        {data.connected ? (
          <>
            <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate({ query: {} })}>
              Read it now
            </Button>
            <Button variant="default" onClick={() => disconnect.mutate({})}>
              Disconnect
            </Button>
          </>
        ) : (
          <Button loading={connect.isPending} onClick={() => connect.mutate({ body: {} })}>
            Connect the ring
          </Button>
        )}
      </div>
      {data.connected ? null : (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            connect.mutate({ body: { address } });
          }}
        >
          <TextInput
            className="grow"
            label="Sent to an address that does not open? Paste it here"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" style={{ alignSelf: "end" }} disabled={!URL.canParse(address)}>
            Finish
          </Button>
        </form>
      )}
    </div>
  );
}

/** The broker: Home Assistant sees the day, buttons in the house act on it. */
export function BrokerSource() {
  const broker = useEndpoint(readBroker, {}, { everyMs: 5_000 });
  return (
    <Section
      title="Broker"
      sentence="Over MQTT, Home Assistant shows what is next, and a button beside the bed can say that you are up."
    >
      <Loaded query={broker} what="your broker" skeleton={<Skeletons count={1} />}>
        {(data) => <Broker key={data.url} data={data} />}
      </Loaded>
    </Section>
  );
}

const STATES = { off: "unknown", connecting: "running", connected: "works", failed: "failed" } as const;

function Broker({ data }: { readonly data: ResponseOf<typeof readBroker> }) {
  const touches = useTouches();
  const [url, setUrl] = useState(data.url);
  const [username, setUsername] = useState(data.username ?? "");
  const [password, setPassword] = useState("");
  const [score, setScore] = useState(data.expose_score);
  const change = useAct(changeBroker, { touches, done: () => sayDone("Saved.") });
  const test = useAct(testBroker, { done: ({ message }) => sayDone(message) });
  const save = (enabled: boolean) =>
    change.mutate({
      body: {
        enabled,
        url,
        username: username || null,
        expose_score: score,
        discovery_prefix: data.discovery_prefix,
        ...(password ? { password } : {}),
      },
    });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save(true);
      }}
    >
      <p>
        <StateMark state={STATES[data.state]} word="" /> {data.enabled ? data.state : "Not connected"}
        {data.problem ? `: ${data.problem}` : ""}
        {data.enabled
          ? `. ${data.counts.acted} acted on, ${data.counts.duplicates} repeats, ${data.counts.refused} refused.`
          : "."}
        {data.last_refusal ? <span className="muted small"> Last refused: {data.last_refusal}</span> : null}
      </p>
      <div className={styles["grid2"]}>
        <TextInput
          label="Address"
          placeholder="mqtt://broker:1883"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput label="Name" value={username} onChange={(event) => setUsername(event.currentTarget.value)} />
        <PasswordInput
          label={data.has_password ? "Password (kept; type to change)" : "Password"}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </div>
      <Switch
        size="md"
        mih={44}
        label="Show the score too: whoever may read the broker can read it"
        checked={score}
        onChange={(event) => setScore(event.currentTarget.checked)}
      />
      <div className="row">
        <Button type="submit" variant="default" loading={change.isPending}>
          {data.enabled ? "Save" : "Connect"}
        </Button>
        {data.enabled ? (
          <>
            <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
              Test
            </Button>
            <Button variant="default" onClick={() => save(false)}>
              Disconnect
            </Button>
          </>
        ) : null}
      </div>
    </form>
  );
}
