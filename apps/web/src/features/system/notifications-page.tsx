import { Button, Modal, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { IconBell, IconPlus } from "@tabler/icons-react";
import {
  type ChannelWire,
  createChannel,
  createRoute,
  type DeliveryWire,
  deleteChannel,
  deleteRoute,
  listChannels,
  listDeliveries,
  listRoutes,
  type RouteWire,
  retryDelivery,
  testChannel,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { deviceZone } from "../../app/zone.ts";
import { Age } from "../../ui/age.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, sentenceOf } from "../../ui/states.tsx";
import { sayDone, showToast } from "../../ui/toast.tsx";
import styles from "./keys-page.module.css";
import { DELIVERY_STATES, routeSentence, SEVERITIES } from "./notification-words.ts";

/** Who is told of what, on which way. */
export function NotificationsPage() {
  const channels = useEndpoint(listChannels, {});
  const [adding, setAdding] = useState<"channel" | "route">();
  const all = channels.data?.items ?? [];
  const again = () => void channels.refetch();
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding("channel")}>
      Add a channel
    </Button>
  );
  return (
    <Page
      title="Notifications"
      sentence={
        channels.data
          ? all.length === 0
            ? "Nobody is told of anything."
            : "Who is told of what, and where."
          : "One moment."
      }
      back={{ label: "System", to: "/system" }}
      action={all.length > 0 ? add : null}
    >
      <Loaded query={channels} what="the channels">
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<IconBell size={28} aria-hidden />}
              title="No channels yet"
              text="Discord, e-mail, a web hook or ntfy: add one, send a test, then say what is told there."
              action={add}
            />
          ) : (
            <Section title="Channels">
              <ul className={styles["list"]} aria-label="Channels">
                {items.map((one) => (
                  <ChannelLine key={one.id} channel={one} changed={again} />
                ))}
              </ul>
            </Section>
          )
        }
      </Loaded>
      {all.length > 0 ? <Routes channels={all} add={() => setAdding("route")} /> : null}
      <Deliveries />
      <Modal opened={adding === "channel"} onClose={() => setAdding(undefined)} title="Add a channel">
        {adding === "channel" ? (
          <AddChannel
            done={() => {
              setAdding(undefined);
              again();
            }}
          />
        ) : null}
      </Modal>
      <Modal opened={adding === "route"} onClose={() => setAdding(undefined)} title="Say what is told where">
        {adding === "route" ? <AddRoute channels={all} done={() => setAdding(undefined)} /> : null}
      </Modal>
    </Page>
  );
}

function ChannelLine({ channel, changed }: { readonly channel: ChannelWire; readonly changed: () => void }) {
  const test = useAct(testChannel, {
    done: ({ ok, answer }) =>
      showToast({
        message: ok ? `It arrived: ${answer}` : answer,
        icon: <StateMark state={ok ? "works" : "failed"} />,
        autoClose: 10_000,
      }),
  });
  const remove = useAct(deleteChannel, { done: changed });
  const params = { id: channel.id };
  const where = Object.values(channel.settings).flat().join(" ");
  return (
    <li className={styles["line"]}>
      <div className="grow">
        <div className={styles["name"]}>{channel.name}</div>
        <div className="muted small" style={{ overflowWrap: "anywhere" }}>
          {channel.kind} · {channel.owner === "me" ? "only yours" : "of the installation"}
          {where ? ` · ${where}` : ""}
        </div>
      </div>
      <Button
        variant="default"
        loading={test.isPending}
        aria-label={`Send a test to ${channel.name}`}
        onClick={() => test.mutate({ params })}
      >
        Send a test
      </Button>
      <Button variant="default" aria-label={`Remove ${channel.name}`} onClick={() => remove.mutate({ params })}>
        Remove
      </Button>
    </li>
  );
}

function Routes({ channels, add }: { readonly channels: readonly ChannelWire[]; readonly add: () => void }) {
  const routes = useEndpoint(listRoutes, {});
  const remove = useAct(deleteRoute, { done: () => void routes.refetch() });
  return (
    <Section
      title="What is told where"
      action={
        <Button variant="default" onClick={add}>
          Add a route
        </Button>
      }
    >
      <Loaded query={routes} what="the routes">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">Nothing yet: a channel alone tells nothing.</p>
          ) : (
            <ul className={styles["list"]} aria-label="Routes">
              {items.map((route: RouteWire) => (
                <li key={route.id} className={styles["line"]}>
                  <span className="grow">{routeSentence(route, channels)}</span>
                  <Button
                    variant="default"
                    aria-label={`Remove: ${routeSentence(route, channels)}`}
                    onClick={() => remove.mutate({ params: { id: route.id } })}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const KINDS = [
  { value: "discord", label: "Discord" },
  { value: "email", label: "E-mail" },
  { value: "webhook", label: "Web hook" },
  { value: "ntfy", label: "ntfy" },
] as const;
type Kind = (typeof KINDS)[number]["value"];
const SECRET_LABELS: Readonly<Record<Kind, string>> = {
  discord: "Address of the web hook",
  email: "Password of the mail server",
  webhook: "Key that signs (may be empty)",
  ntfy: "Access token (may be empty)",
};

function AddChannel({ done }: { readonly done: () => void }) {
  const { me } = useSession();
  const [kind, setKind] = useState<Kind>("discord");
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({
    security: "tls",
    port: "465",
    server: "https://ntfy.sh",
  });
  const [shared, setShared] = useState(me.permissions.includes("notifications:admin"));
  const add = useAct(createChannel, { failed: () => true, done });
  const field = (key: string, label: string) => (
    <TextInput
      key={key}
      label={label}
      required
      value={fields[key] ?? ""}
      onChange={(event) => setFields({ ...fields, [key]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const settings = settingsOf(kind, fields);
        add.mutate({
          body: { owner: shared ? "installation" : "me", kind, name, settings, ...(secret ? { secret } : {}) },
        });
      }}
    >
      <Select
        label="Way"
        data={[...KINDS]}
        value={kind}
        allowDeselect={false}
        onChange={(value) => setKind((value ?? kind) as Kind)}
      />
      <TextInput
        label="Name"
        placeholder="Discord #ops"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {kind === "webhook" ? field("url", "Address") : null}
      {kind === "ntfy" ? [field("server", "Server"), field("topic", "Topic")] : null}
      {kind === "email"
        ? [
            field("host", "Mail server"),
            field("port", "Port"),
            <Select
              key="security"
              label="Encryption"
              data={["tls", "starttls", "none"]}
              value={fields["security"] ?? "tls"}
              allowDeselect={false}
              onChange={(value) => setFields({ ...fields, security: value ?? "tls" })}
            />,
            field("user", "Name at the mail server"),
            field("from", "From"),
            field("to", "To"),
          ]
        : null}
      <TextInput
        label={SECRET_LABELS[kind]}
        description="Kept as a secret; never shown again."
        required={kind === "discord"}
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      {me.permissions.includes("notifications:admin") ? (
        <Select
          label="Whose"
          data={[
            { value: "installation", label: "Of the installation" },
            { value: "me", label: "Only mine" },
          ]}
          value={shared ? "installation" : "me"}
          allowDeselect={false}
          onChange={(value) => setShared(value === "installation")}
        />
      ) : null}
      {add.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(add.error)}
        </p>
      ) : null}
      <Button type="submit" loading={add.isPending}>
        Add it
      </Button>
    </form>
  );
}

function settingsOf(kind: Kind, fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const text = (key: string) => fields[key] ?? "";
  if (kind === "webhook") return { url: text("url") };
  if (kind === "ntfy") return { server: text("server"), topic: text("topic") };
  if (kind === "discord") return {};
  const to = text("to")
    .split(/[\s,;]+/)
    .filter((one) => one !== "");
  return {
    host: text("host"),
    port: Number(text("port")),
    security: text("security"),
    from: text("from"),
    to,
    ...(text("user") ? { user: text("user") } : {}),
  };
}

function AddRoute({ channels, done }: { readonly channels: readonly ChannelWire[]; readonly done: () => void }) {
  const routes = useEndpoint(listRoutes, {});
  const [channelId, setChannelId] = useState(channels[0]?.id ?? "");
  const [severity, setSeverity] = useState<RouteWire["severity"]>("warning");
  const [topics, setTopics] = useState<string[]>([]);
  const [sites, setSites] = useState<string[]>([]);
  const [quiet, setQuiet] = useState("no");
  const [escalate, setEscalate] = useState<number | string>("");
  const add = useAct(createRoute, {
    failed: () => true,
    done: () => {
      routes.refetch().catch(() => {});
      sayDone("From now on it is told there.");
      done();
    },
  });
  const owner = channels.find(({ id }) => id === channelId)?.owner ?? "me";
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({
          body: {
            owner,
            severity,
            topics,
            sites,
            channel_ids: [channelId],
            quiet: quiet === "night" ? { from: "22:00", to: "07:00", zone: deviceZone() } : null,
            escalate_after_min: typeof escalate === "number" ? escalate : null,
          },
        });
      }}
    >
      <Select
        label="Tell"
        data={SEVERITIES.map(({ value, label }) => ({ value, label }))}
        value={severity}
        allowDeselect={false}
        onChange={(value) => setSeverity((value ?? severity) as RouteWire["severity"])}
      />
      <TagsInput
        label="About"
        description="incidents, backup, audit, jobs, … Empty: everything."
        value={topics}
        onChange={setTopics}
      />
      <TagsInput label="At" description="Sites. Empty: all." value={sites} onChange={setSites} />
      <Select
        label="On"
        data={channels.map(({ id, name }) => ({ value: id, label: name }))}
        value={channelId}
        allowDeselect={false}
        onChange={(value) => setChannelId(value ?? channelId)}
      />
      <Select
        label="Quiet hours"
        data={[
          { value: "no", label: "None" },
          { value: "night", label: "22:00 to 07:00: only what is critical; the rest in the morning" },
        ]}
        value={quiet}
        allowDeselect={false}
        onChange={(value) => setQuiet(value ?? "no")}
      />
      <NumberInput
        label="Ask later routes only after, minutes"
        description="Empty: all at once."
        min={1}
        max={1440}
        allowDecimal={false}
        value={escalate}
        onChange={setEscalate}
      />
      {add.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(add.error)}
        </p>
      ) : null}
      <Button type="submit" loading={add.isPending}>
        Add the route
      </Button>
    </form>
  );
}

function Deliveries() {
  const deliveries = useEndpoint(listDeliveries, { query: { limit: 30 } }, { everyMs: 5_000 });
  const retry = useAct(retryDelivery, { done: () => void deliveries.refetch() });
  const items = deliveries.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="What was told">
      <ul className={styles["list"]} aria-label="Deliveries, newest first">
        {items.map((one: DeliveryWire) => (
          <li key={one.id} className={styles["line"]}>
            <div className="grow">
              <div className={styles["name"]}>{one.notice.title}</div>
              <div className="muted small">
                <StateMark state={DELIVERY_STATES[one.state].state} word="" /> {DELIVERY_STATES[one.state].word} on{" "}
                {one.channel.name} · <Age at={one.created_at} />
              </div>
              {one.error ? <div className="small">{one.error}</div> : null}
            </div>
            {one.state === "failed" ? (
              <Button
                variant="default"
                aria-label={`Try again: ${one.notice.title}`}
                onClick={() => retry.mutate({ params: { id: one.id } })}
              >
                Try again
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
