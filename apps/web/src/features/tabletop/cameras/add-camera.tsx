import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { createCamera, listCameraDrivers } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Partial, sentenceOf } from "../../../ui/states.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import { DRIVER_NAMES, DRIVERS, settingsOf } from "./camera-words.ts";

const TURNS = [0, 90, 180, 270] as const;

/** Adds a camera: which kind, where it is, how it hangs. */
export function AddCamera({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Add a camera">
      {opened ? <Form close={close} /> : null}
    </Modal>
  );
}

function Form({ close }: { readonly close: () => void }) {
  const [driver, setDriver] = useState<(typeof DRIVERS)[number]["driver"]>("http");
  const [name, setName] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [rotate, setRotate] = useState<(typeof TURNS)[number]>(0);
  const [isDefault, setDefault] = useState(true);
  const add = useAct(createCamera, {
    touches: () => ["cameras"],
    failed: () => true,
    done: (camera) => {
      sayDone(`Camera "${camera.name}" is added.`);
      close();
    },
  });
  const chosen = DRIVERS.find((candidate) => candidate.driver === driver);
  const fields = chosen?.fields ?? [];
  const abilities = useEndpoint(listCameraDrivers, {}).data;
  const devices = abilities?.devices ?? [];
  const missing = abilities?.items.find((one) => one.driver === driver)?.missing;
  const complete =
    name.trim() !== "" && fields.every(({ key, required }) => !required || (values[key] ?? "").trim() !== "");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const settings = settingsOf(fields, values);
        add.mutate({ body: { name, driver, settings, rotate, is_default: isDefault } });
      }}
    >
      <Select
        label="Kind of camera"
        allowDeselect={false}
        data={DRIVERS.map((candidate) => ({ value: candidate.driver, label: DRIVER_NAMES[candidate.driver] }))}
        value={driver}
        onChange={(value) => {
          setDriver((value ?? driver) as typeof driver);
          setValues({});
        }}
      />
      <p className="muted small">{chosen?.text}</p>
      {missing ? <Partial>{missing}</Partial> : null}
      <TextInput
        label="Name"
        placeholder="desk"
        required
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {fields.map((field) =>
        field.device && devices.length > 0 ? (
          <Select
            key={field.key}
            label={field.label}
            description={field.description}
            required={field.required}
            data={devices.map(({ path, name: called }) => ({ value: path, label: called }))}
            value={values[field.key] ?? null}
            onChange={(value) => setValues({ ...values, [field.key]: value ?? "" })}
          />
        ) : (
          <TextInput
            key={field.key}
            label={field.label}
            description={field.description}
            placeholder={field.placeholder}
            required={field.required}
            autoCapitalize="none"
            spellCheck={false}
            inputMode={field.number ? "numeric" : "text"}
            value={values[field.key] ?? ""}
            onChange={(event) => setValues({ ...values, [field.key]: event.currentTarget.value })}
          />
        ),
      )}
      <Select
        label="How the picture is turned"
        allowDeselect={false}
        data={TURNS.map((turn) => ({ value: String(turn), label: turn === 0 ? "Not at all" : `${turn}° clockwise` }))}
        value={String(rotate)}
        onChange={(value) => setRotate(TURNS.find((turn) => String(turn) === value) ?? 0)}
      />
      <Checkbox
        size="md"
        label="Use it unless a game says otherwise"
        checked={isDefault}
        onChange={() => setDefault(!isDefault)}
      />
      {add.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(add.error)}
        </p>
      ) : null}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={add.isPending} disabled={!complete}>
          Add
        </Button>
      </div>
    </form>
  );
}
