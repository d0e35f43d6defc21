import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { IconAdjustments, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { createNamespace, listNamespaces, type NamespaceWire } from "@wopr/contracts";
import { useState } from "react";
import { useTopic } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Age } from "../../ui/age.tsx";
import { Page } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import { countText } from "../../ui/words.ts";
import styles from "./config.module.css";
import { consumersText, revisionWords } from "./words.ts";

/** All families of settings, with how they are. */
export function NamespacesPage() {
  useTopic("config");
  const namespaces = useEndpoint(listNamespaces, {});
  const [making, setMaking] = useState(false);
  const shown = namespaces.data?.items.filter(({ archived_at }) => archived_at === null) ?? [];
  const trouble = shown.filter(({ state, consumers }) => state === "bad" || consumers.rejected > 0);
  const make = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      New namespace
    </Button>
  );
  const sentence =
    trouble.length > 0
      ? `${countText(trouble.length, "namespace needs", "namespaces need")} a look.`
      : `${countText(shown.length, "namespace")}, no trouble.`;
  return (
    <Page title="Config" sentence={namespaces.data ? sentence : "One moment."} action={make}>
      <Loaded query={namespaces} what="the namespaces" skeleton={<Skeletons count={6} />}>
        {() =>
          shown.length === 0 ? (
            <Empty
              icon={<IconAdjustments size={28} aria-hidden />}
              title="No settings yet"
              text="Create the first namespace, or import a YAML file with wopr config import."
              action={make}
            />
          ) : (
            <ul className={styles["list"]} aria-label="Namespaces">
              {shown.map((item) => (
                <NamespaceLine key={item.name} item={item} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewNamespace opened={making} close={() => setMaking(false)} />
    </Page>
  );
}

function NamespaceLine({ item }: { readonly item: NamespaceWire }) {
  const { state, text } = revisionWords(item.state);
  return (
    <li>
      <Link to="/config/$ns" params={{ ns: item.name }} className={styles["card"]}>
        <span className={styles["name"]}>{item.name}</span>
        <span className="grow">
          <span>{item.title}</span>
          <br />
          <span className="muted small">{consumersText(item)}</span>
        </span>
        <span className="small">
          <StateMark state={state} word="" /> {text}
          {item.head_revision > 0 ? ` · revision ${item.head_revision}` : ""}
          {item.last_change ? (
            <span className="muted">
              {" "}
              · {item.last_change.author}, <Age at={item.last_change.at} />
            </span>
          ) : null}
        </span>
      </Link>
    </li>
  );
}

function NewNamespace({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const create = useAct(createNamespace, {
    touches: () => ["config"],
    done: (made) => {
      close();
      void navigate({ to: "/config/$ns", params: { ns: made.name } });
    },
  });
  const fits = /^[a-z][a-z0-9_-]{0,62}$/.test(name);
  return (
    <Modal opened={opened} onClose={close} title="New namespace">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ body: { name, title: title === "" ? name : title, text } });
        }}
      >
        <TextInput
          label="Name"
          description="Small letters, digits, dash and underscore, e.g. wopr-cam."
          value={name}
          error={name !== "" && !fits ? "Begin with a small letter; no spaces." : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput label="Title" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <Textarea
          label="First settings, YAML"
          description="May stay empty."
          autosize
          minRows={4}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          classNames={{ input: styles["value"] ?? "" }}
        />
        <Button type="submit" disabled={!fits} loading={create.isPending}>
          Create
        </Button>
      </form>
    </Modal>
  );
}
