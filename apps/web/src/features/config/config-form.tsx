import { Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import styles from "./config.module.css";
import { ownValue, setInText } from "./form-edit.ts";
import { describe, type Field, fieldsOf, type SchemaPart } from "./schema-help.ts";

/** Settings of one layer as a form. It edits the same bytes as the text: each change is a splice of one value. */
export function ConfigForm(props: {
  readonly text: string;
  readonly schema: SchemaPart;
  readonly effective: unknown;
  readonly change: (text: string) => void;
  readonly readOnly: boolean;
}) {
  const { text, schema, change, readOnly } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const fields = fieldsOf(schema);
  if (fields.length === 0)
    return <p className="muted">The schema of this namespace describes no single values. Edit the text.</p>;
  const put = (field: Field, value: unknown) => {
    const after = setInText(text, field.path, value);
    if ("why" in after) return setProblem(after.why);
    setProblem(null);
    change(after.text);
  };
  return (
    <div className={styles["form"]}>
      {problem ? <p role="alert">{problem}</p> : null}
      {fields.map((field) => (
        <FormField
          key={field.path.join(".")}
          field={field}
          own={ownValue(text, field.path)}
          inherited={valueAt(props.effective, field.path)}
          put={(value) => put(field, value)}
          readOnly={readOnly}
        />
      ))}
    </div>
  );
}

const valueAt = (document: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    document,
  );

function FormField(props: {
  readonly field: Field;
  readonly own: unknown;
  readonly inherited: unknown;
  readonly put: (value: unknown) => void;
  readonly readOnly: boolean;
}) {
  const { field, own, inherited, put, readOnly } = props;
  const { part } = field;
  const label = field.path.join(" › ");
  const shown = own ?? inherited;
  const common = { label, description: describe(part), disabled: readOnly };
  const reset =
    own === undefined || readOnly ? null : (
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        onClick={() => put(undefined)}
        aria-label={`Take out of this layer: ${label}`}
      >
        Take out of this layer
      </Button>
    );
  return (
    <div className={styles["field"]} data-own={own !== undefined}>
      {control()}
      {reset}
    </div>
  );

  function control() {
    if (part.enum)
      return (
        <Select
          {...common}
          data={part.enum.map(String)}
          value={shown === undefined ? null : String(shown)}
          onChange={(value) => value !== null && put(part.enum?.find((one) => String(one) === value))}
        />
      );
    if (part.type === "boolean")
      return <Switch {...common} checked={shown === true} onChange={(event) => put(event.currentTarget.checked)} />;
    if (part.type === "integer" || part.type === "number")
      return (
        <NumberInput
          {...common}
          value={typeof shown === "number" ? shown : ""}
          allowDecimal={part.type === "number"}
          suffix={part["x-unit"] ? ` ${part["x-unit"]}` : ""}
          onChange={(value) => typeof value === "number" && put(value)}
        />
      );
    if (part.type === "string")
      return (
        <TextInput
          {...common}
          value={typeof shown === "string" ? shown : ""}
          onChange={(event) => put(event.currentTarget.value)}
        />
      );
    return (
      <TextInput
        {...common}
        readOnly
        value={shown === undefined ? "" : JSON.stringify(shown)}
        title="Lists and free maps are edited in the text."
      />
    );
  }
}
