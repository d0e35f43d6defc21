import { Button, Checkbox, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { OwnCheckWire, ProbeWire, tryCheck } from "@wopr/contracts";
import { type ReactNode, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { type CheckDraft, checkOf, draftOf, KINDS, probeOf } from "./probe-draft.ts";
import styles from "./status.module.css";

const RESULT = {
  pass: { mark: "works", word: "It passes." },
  fail: { mark: "failed", word: "It fails." },
  norun: { mark: "unknown", word: "It could not be run." },
} as const;

/** A form for one own check. It can be tried before it is saved. */
export function CheckForm(props: {
  readonly check: OwnCheckWire | undefined;
  readonly components: readonly { readonly id: string; readonly title: string }[];
  readonly names: readonly string[];
  readonly saving: boolean;
  readonly save: (check: OwnCheckWire) => void;
  readonly cancel: () => void;
}) {
  const { check, components, names, saving, save, cancel } = props;
  const [draft, setDraft] = useState(() => draftOf(check, components[0]?.id ?? ""));
  const [problem, setProblem] = useState<string>();
  const attempt = useAct(tryCheck);
  const set = (differs: Partial<CheckDraft>) => {
    setDraft((before) => ({ ...before, ...differs }));
    setProblem(undefined);
  };
  const text = (key: keyof CheckDraft, label: string, more: { readonly description?: string } = {}) => (
    <TextInput
      label={label}
      value={String(draft[key])}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
      {...more}
    />
  );

  /** What was typed in the words of the contract, or a sentence about what is wrong. */
  function read<T>(
    schema: {
      safeParse(
        value: unknown,
      ):
        | { success: true; data: T }
        | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
    },
    make: () => unknown,
  ): T | undefined {
    let value: unknown;
    try {
      value = make();
    } catch (failure) {
      setProblem(failure instanceof Error ? `That is no JSON: ${failure.message}` : "That is no JSON.");
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    setProblem(parsed.error.issues.map(({ path, message }) => `${path.join(".") || "It"}: ${message}`).join(" · "));
    return undefined;
  }

  const tryNow = () => {
    const probe = read(ProbeWire, () => probeOf(draft));
    const deadline = Math.min(20_000, Math.max(100, Math.round(Number(draft.deadlineS) * 1000) || 10_000));
    if (probe) attempt.mutate({ body: { probe, deadline_ms: deadline, private: draft.private } });
  };
  const saveNow = () => {
    const whole = read(OwnCheckWire, () => checkOf(draft));
    if (whole) save(whole);
  };
  const tried = attempt.data;
  return (
    <form
      className={`${styles["form"]} ${styles["card"]}`}
      onSubmit={(event) => {
        event.preventDefault();
        saveNow();
      }}
    >
      <div className={styles["pair"]}>
        {text("name", "Name", { description: "lower-case letters, digits and hyphens" })}
        {text("title", "What it shows", { description: "a sentence: “The shop answers”" })}
      </div>
      <div className={styles["pair"]}>
        <Select
          label="Part"
          allowDeselect={false}
          data={components.map(({ id, title }) => ({ value: id, label: title }))}
          value={draft.component}
          onChange={(value) => value && set({ component: value })}
        />
        <Select
          label="Kind"
          allowDeselect={false}
          data={[...KINDS]}
          value={draft.kind}
          onChange={(value) => value && set({ kind: value as CheckDraft["kind"] })}
        />
      </div>
      <ProbeFields draft={draft} set={set} text={text} />
      <div className={styles["pair"]}>
        {draft.kind === "push" ? null : text("intervalS", "Every (seconds)")}
        {draft.kind === "push" ? null : text("deadlineS", "Given up after (seconds)")}
      </div>
      <MultiSelect
        label="Needs"
        description="While one of these fails, this check is not run and not blamed."
        searchable
        data={names.filter((name) => name !== draft.name)}
        value={[...draft.needs]}
        onChange={(needs) => set({ needs })}
      />
      <Checkbox
        label="It may reach private addresses (this network, this machine)"
        checked={draft.private}
        onChange={(event) => set({ private: event.currentTarget.checked })}
      />
      <Checkbox
        label="Run it"
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      {problem ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {problem}
        </p>
      ) : null}
      {tried ? (
        <div className={styles["card"]} role="status">
          <div className={styles["head"]}>
            <StateMark state={RESULT[tried.result].mark} word="" />
            <strong>{RESULT[tried.result].word}</strong>
            <span className="muted small">{tried.ms.toFixed(0)} ms</span>
          </div>
          {tried.error ? <p>{tried.error}</p> : null}
          {Object.keys(tried.facts).length > 0 ? (
            <pre className="small" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>
              {JSON.stringify(tried.facts, null, 2)}
            </pre>
          ) : null}
        </div>
      ) : null}
      <div className="row-8">
        <Button type="submit" loading={saving}>
          Save
        </Button>
        {draft.kind === "push" ? null : (
          <Button variant="default" loading={attempt.isPending} onClick={tryNow}>
            Try it now
          </Button>
        )}
        <Button variant="subtle" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function ProbeFields(props: {
  readonly draft: CheckDraft;
  readonly set: (differs: Partial<CheckDraft>) => void;
  readonly text: (key: keyof CheckDraft, label: string, more?: { readonly description?: string }) => ReactNode;
}) {
  const { draft, set, text } = props;
  switch (draft.kind) {
    case "http":
      return (
        <>
          {text("url", "Address")}
          <div className={styles["pair"]}>
            {text("status", "Expected status", { description: "several with commas" })}
            {text("bodyRegex", "Expected in the body", { description: "a regular expression; empty: anything" })}
          </div>
        </>
      );
    case "tcp":
      return (
        <div className={styles["pair"]}>
          {text("host", "Host")}
          {text("port", "Port")}
          {text("expect", "Expected greeting", { description: "a regular expression; empty: none" })}
        </div>
      );
    case "tls":
      return (
        <div className={styles["pair"]}>
          {text("host", "Host")}
          {text("port", "Port")}
          {text("days", "Good for at least (days)")}
        </div>
      );
    case "dns":
      return (
        <div className={styles["pair"]}>
          {text("host", "Name")}
          <Select
            label="Record"
            allowDeselect={false}
            data={["A", "AAAA", "CNAME", "MX", "NS", "TXT"]}
            value={draft.record}
            onChange={(value) => value && set({ record: value })}
          />
          {text("expect", "Must be among the answers", { description: "several with commas; empty: any" })}
        </div>
      );
    case "push":
      return (
        <div className={styles["pair"]}>
          {text("everyS", "Expected every (seconds)")}
          {text("graceS", "May be late by (seconds)")}
        </div>
      );
    case "metric":
      return (
        <>
          {text("url", "Address of Prometheus")}
          {text("query", "Query (PromQL)")}
          <div className={styles["pair"]}>
            <Select
              label="Every value must be"
              allowDeselect={false}
              data={["<", "<=", "==", "!=", ">=", ">"]}
              value={draft.compare}
              onChange={(value) => value && set({ compare: value })}
            />
            {text("value", "than")}
          </div>
        </>
      );
    case "json":
      return (
        <Textarea
          label="Probe"
          description="JSON: kind http, tcp, tls, dns, sql, metric or steps, as the reference of the interface describes it."
          autosize
          minRows={6}
          styles={{ input: { fontFamily: "var(--font-mono)" } }}
          value={draft.json}
          onChange={(event) => set({ json: event.currentTarget.value })}
        />
      );
  }
}
