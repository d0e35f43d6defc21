import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { blameLayer, type LayerKindWire, type NamespaceWire } from "@wopr/contracts";
import { lazy, Suspense, useMemo, useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loading } from "../../ui/states.tsx";
import styles from "./config.module.css";
import { ConfigForm } from "./config-form.tsx";
import { EffectivePanel } from "./effective-panel.tsx";
import { rangeOf } from "./form-edit.ts";
import { idOf, inOrder, nameOf } from "./layer-texts.ts";
import { DiffPanel, ProblemList, WhoPanel } from "./panels.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { parseSchema } from "./schema-help.ts";
import type { ConfigDraft } from "./use-config-draft.ts";

const YamlEditor = lazy(() => import("./yaml-editor.tsx"));

type Side = "effective" | "who" | "diff" | "blame";

/** Layers at the left, text or form in the middle, what it leads to at the right. */
export function EditTab({
  ns,
  namespace,
  draft,
}: {
  readonly ns: string;
  readonly namespace: NamespaceWire;
  readonly draft: ConfigDraft;
}) {
  const [layer, setLayer] = useState("default");
  const [how, setHow] = useState<"text" | "form">(() =>
    window.matchMedia("(max-width: 900px)").matches ? "form" : "text",
  );
  const [side, setSide] = useState<Side>("effective");
  const [jump, setJump] = useState<{ readonly line: number } | null>(null);
  const [publishing, setPublishing] = useState(false);
  const schema = useMemo(() => parseSchema(draft.schema), [draft.schema]);
  const text = draft.texts.get(layer) ?? "";
  const problems = [...(draft.validation?.errors ?? []), ...(draft.validation?.warnings ?? [])];
  const here = problems.filter((problem) => problem.layer === layer);
  const readOnly = namespace.archived_at !== null;
  const show = (name: string, line: number) => {
    setLayer(name);
    setHow("text");
    setJump({ line });
  };
  const ready = draft.layers.length > 0 && draft.validation !== null && draft.validation.errors.length === 0;
  return (
    <div className={styles["columns"]}>
      <LayerList draft={draft} layer={layer} choose={setLayer} />
      <div className={styles["panel"]}>
        <div className={styles["bar"]}>
          <SegmentedControl
            aria-label="How to edit"
            value={how}
            onChange={(value) => setHow(value === "form" ? "form" : "text")}
            data={[
              { value: "text", label: "Text" },
              { value: "form", label: "Form" },
            ]}
          />
          <span className="grow muted small">{layer}</span>
          <Button variant="default" disabled={draft.layers.length === 0} onClick={() => void draft.forget()}>
            Drop changes
          </Button>
          <Button disabled={!ready} onClick={() => setPublishing(true)}>
            Publish
          </Button>
        </div>
        {how === "text" ? (
          <div className={styles["editor"]}>
            <Suspense fallback={<Loading what="the editor" />}>
              <YamlEditor
                key={layer}
                text={text}
                label={`Settings of the layer ${layer}, YAML`}
                schema={schema}
                problems={here}
                readOnly={readOnly}
                change={(next) => draft.setText(layer, next)}
                save={draft.save}
                publish={() => ready && setPublishing(true)}
                jump={jump}
              />
            </Suspense>
          </div>
        ) : (
          <ConfigForm
            text={text}
            schema={schema}
            effective={undefined}
            change={(next) => draft.setText(layer, next)}
            readOnly={readOnly}
          />
        )}
        <ProblemList problems={problems} show={show} />
      </div>
      <div className={styles["panel"]}>
        <Select
          aria-label="What to see beside it"
          value={side}
          onChange={(value) => value && setSide(value as Side)}
          data={[
            { value: "effective", label: "Effective document" },
            { value: "who", label: "Who gets it" },
            { value: "diff", label: "Difference" },
            { value: "blame", label: "Who wrote which line" },
          ]}
          allowDeselect={false}
        />
        {side === "effective" ? (
          <EffectivePanel
            ns={ns}
            layers={draft.layers}
            jump={(name, path) => show(name, lineOf(draft.texts.get(name) ?? "", path))}
          />
        ) : null}
        {side === "who" ? <WhoPanel validation={draft.validation} /> : null}
        {side === "diff" ? <DiffPanel changes={draft.validation?.changes ?? []} /> : null}
        {side === "blame" ? <BlamePanel ns={ns} layer={layer} /> : null}
      </div>
      <PublishDialog ns={ns} draft={draft} opened={publishing} close={() => setPublishing(false)} />
    </div>
  );
}

function lineOf(text: string, path: readonly (string | number)[]): number {
  const range = rangeOf(text, path);
  return range ? text.slice(0, range.from).split("\n").length : 1;
}

function LayerList({
  draft,
  layer,
  choose,
}: {
  readonly draft: ConfigDraft;
  readonly layer: string;
  readonly choose: (name: string) => void;
}) {
  const [adding, setAdding] = useState(false);
  const [kind, setKind] = useState<LayerKindWire>("device");
  const [key, setKey] = useState("");
  const changed = new Set(draft.layers.map(nameOf));
  const add = () => {
    const name = `${kind}:${key.trim()}`;
    if (key.trim() !== "" && !draft.texts.has(name)) draft.setText(name, "");
    choose(name);
    setAdding(false);
    setKey("");
  };
  return (
    <nav className={styles["panel"]} aria-label="Layers">
      <div className={styles["layers"]}>
        {inOrder([...draft.texts.keys()]).map((name) => (
          <Button
            key={name}
            variant={name === layer ? "filled" : "subtle"}
            {...(name === layer ? {} : { color: "gray" })}
            className={styles["layer"] ?? ""}
            aria-current={name === layer}
            onClick={() => choose(name)}
          >
            {name === "default" ? "default" : `${idOf(name).kind} ${idOf(name).key}`}
            {changed.has(name) ? " •" : ""}
          </Button>
        ))}
      </div>
      {adding ? (
        <form
          className="stack-8"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Select
            label="Kind"
            value={kind}
            onChange={(value) => value && setKind(value as LayerKindWire)}
            data={["environment", "site", "tag", "device"]}
            allowDeselect={false}
          />
          <TextInput label="Name" value={key} onChange={(event) => setKey(event.currentTarget.value)} />
          <Button type="submit" disabled={!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(key.trim())}>
            Add
          </Button>
        </form>
      ) : (
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          Add a layer
        </Button>
      )}
    </nav>
  );
}

function BlamePanel({ ns, layer }: { readonly ns: string; readonly layer: string }) {
  const { kind, key } = idOf(layer);
  const blame = useEndpoint(blameLayer, { params: { ns }, query: { kind, key: key === "" ? "-" : key } });
  if (!blame.data) return <Loading what="who wrote it" />;
  if (blame.data.lines.length === 0) return <p className="muted">This layer is not published yet.</p>;
  return (
    <div className={styles["blame"]}>
      {blame.data.lines.map((line) => (
        <div key={line.line} title={`${line.author}, ${new Date(line.at).toLocaleString()}`}>
          <StateMark state="unknown" word="" /> <span className="muted">r{line.revision}</span> {line.text}
        </div>
      ))}
    </div>
  );
}
