import { Button, Select, Switch, TextInput } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import {
  changeStatusDefinitions,
  listChecks,
  type OwnCheckWire,
  readStatusDefinitions,
  type StatusDefinitionsWire,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Page, Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { CheckForm } from "./check-form.tsx";
import styles from "./status.module.css";

const PUBLIC = [
  { value: "summary", label: "The parts and their state" },
  { value: "page", label: "The parts and their checks" },
  { value: "none", label: "Nothing: people sign in" },
];

/** Own checks, parts, and what people see without signing in. */
export function EditPage() {
  const stored = useEndpoint(readStatusDefinitions, {});
  return (
    <Page
      title="Edit checks"
      sentence="Each change is tried as a whole before it counts; a mistake changes nothing."
      back={{ label: "Status", to: "/checks" }}
    >
      <Loaded query={stored} what="the definitions" skeleton={<Skeletons />}>
        {({ revision, definitions }) => <Editor key={revision} revision={revision} definitions={definitions} />}
      </Loaded>
    </Page>
  );
}

function Editor({ revision, definitions }: { readonly revision: number; readonly definitions: StatusDefinitionsWire }) {
  const [editing, setEditing] = useState<string | null>(null);
  const checks = useEndpoint(listChecks, {});
  const save = useAct(changeStatusDefinitions, {
    touches: () => ["status"],
    done: ({ revision: next }) => {
      setEditing(null);
      sayDone(`Saved as revision ${next}.`);
    },
  });
  const put = (next: StatusDefinitionsWire) =>
    save.mutate({ body: { expected_revision: revision, definitions: next } });
  const putCheck = (check: OwnCheckWire, before: string | undefined) => {
    const others = definitions.checks.filter(({ name }) => name !== before);
    put({ ...definitions, checks: [...others, check] });
  };
  const edited = definitions.checks.find(({ name }) => name === editing);
  const components = [
    ...(checks.data?.components ?? []).map(({ id, title }) => ({ id, title })),
    ...definitions.components.filter(({ id }) => !checks.data?.components.some((one) => one.id === id)),
  ];
  const names = (checks.data?.items ?? []).map(({ name }) => name);
  return (
    <>
      <Section
        title="Own checks"
        action={
          editing === null ? (
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing("")}>
              Add a check
            </Button>
          ) : null
        }
      >
        {editing === null ? (
          <OwnChecks
            checks={definitions.checks}
            edit={setEditing}
            remove={(name) => put({ ...definitions, checks: definitions.checks.filter((one) => one.name !== name) })}
          />
        ) : (
          <CheckForm
            check={edited}
            components={components}
            names={names}
            saving={save.isPending}
            save={(check) => putCheck(check, edited?.name)}
            cancel={() => setEditing(null)}
          />
        )}
      </Section>
      <Parts definitions={definitions} saving={save.isPending} put={put} />
      <BuiltIn definitions={definitions} put={put} />
      <Section title="Public page">
        <div className={styles["form"]}>
          <PageText definitions={definitions} saving={save.isPending} put={put} />
          <Select
            label="What people see without signing in"
            allowDeselect={false}
            data={PUBLIC}
            value={definitions.public}
            onChange={(value) => value && put({ ...definitions, public: value as StatusDefinitionsWire["public"] })}
          />
        </div>
      </Section>
    </>
  );
}

function OwnChecks(props: {
  readonly checks: readonly OwnCheckWire[];
  readonly edit: (name: string) => void;
  readonly remove: (name: string) => void;
}) {
  const { checks, edit, remove } = props;
  if (checks.length === 0)
    return (
      <p className="muted">None yet. Watch a web address, a port, a certificate, a name, or wait for signs of life.</p>
    );
  return (
    <ul className={styles["list"]} aria-label="Own checks">
      {checks.map(({ name, title, probe, enabled }) => (
        <li key={name} className={styles["row"]} data-slim="true">
          <StateMark state={enabled ? "works" : "planned"} word={enabled ? "On" : "Off"} />
          <span className={styles["name"]}>
            <strong>{name}</strong>{" "}
            <span className="muted">
              {title} ({probe.kind})
            </span>
          </span>
          <Button
            variant="subtle"
            size="sm"
            aria-label={`Edit ${name}`}
            title={`Edit ${name}`}
            onClick={() => edit(name)}
          >
            <IconPencil size={18} aria-hidden />
          </Button>
          <Button
            variant="subtle"
            size="sm"
            aria-label={`Remove ${name}`}
            title={`Remove ${name}`}
            onClick={() => remove(name)}
          >
            <IconTrash size={18} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}

interface PutProps {
  readonly definitions: StatusDefinitionsWire;
  readonly saving?: boolean;
  readonly put: (next: StatusDefinitionsWire) => void;
}

function Parts({ definitions, saving = false, put }: PutProps) {
  const [title, setTitle] = useState("");
  const id = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-0-9]+|-+$/g, "")
    .slice(0, 60);
  const add = () => {
    put({ ...definitions, components: [...definitions.components, { id, title, critical: false, public: true }] });
    setTitle("");
  };
  return (
    <Section title="Own parts" sentence="What people know and checks belong to, e.g. “Camera at garage”.">
      {definitions.components.length > 0 ? (
        <ul className={styles["list"]} aria-label="Own parts">
          {definitions.components.map((one) => (
            <li key={one.id} className={styles["row"]} data-slim="true">
              <span />
              <span className={styles["name"]}>
                <strong>{one.title}</strong> <span className="muted">{one.id}</span>
              </span>
              <Switch
                label="critical"
                checked={one.critical}
                onChange={(event) => {
                  const critical = event.currentTarget.checked;
                  const components = definitions.components.map((other) =>
                    other.id === one.id ? { ...other, critical } : other,
                  );
                  put({ ...definitions, components });
                }}
              />
              <Button
                variant="subtle"
                size="sm"
                aria-label={`Remove ${one.title}`}
                title={`Remove ${one.title}`}
                onClick={() =>
                  put({ ...definitions, components: definitions.components.filter((other) => other.id !== one.id) })
                }
              >
                <IconTrash size={18} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className={styles["pair"]}>
        <TextInput
          label="A new part"
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Button variant="default" style={{ alignSelf: "end" }} disabled={id.length < 2} loading={saving} onClick={add}>
          Add the part
        </Button>
      </div>
    </Section>
  );
}

function BuiltIn({ definitions, put }: PutProps) {
  const checks = useEndpoint(listChecks, {});
  const shipped = (checks.data?.items ?? []).filter(({ kind }) => kind === "built_in");
  return (
    <Section
      title="Built-in checks"
      sentence="They cannot be renamed; one that is switched off is “not run”, never “works”."
    >
      <ul className={styles["list"]} aria-label="Built-in checks">
        {shipped.map(({ name, title, enabled }) => (
          <li key={name} className={styles["row"]} data-slim="true">
            <span />
            <span className={styles["name"]}>
              <strong>{name}</strong> <span className="muted">{title}</span>
            </span>
            <Switch
              aria-label={`Run ${name}`}
              checked={enabled}
              onChange={(event) => {
                const tuning = { ...definitions.built_in[name], enabled: event.currentTarget.checked };
                put({ ...definitions, built_in: { ...definitions.built_in, [name]: tuning } });
              }}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function PageText({ definitions, saving = false, put }: PutProps) {
  const { page } = definitions;
  const [title, setTitle] = useState(page.title);
  const [intro, setIntro] = useState(page.intro);
  const isSame = title === page.title && intro === page.intro;
  return (
    <>
      <TextInput
        label="Title"
        maxLength={100}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label="A sentence below it"
        maxLength={1000}
        value={intro}
        onChange={(event) => setIntro(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={isSame || title.trim() === ""}
        loading={saving}
        onClick={() => put({ ...definitions, page: { title, intro } })}
      >
        Save the texts
      </Button>
    </>
  );
}
