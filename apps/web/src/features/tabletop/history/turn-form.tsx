import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { type GameDetailWire, type MoveLineWire, noteTurn, type PackDetailWire, readPack } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { sayDone } from "../../../ui/toast.tsx";

type Field = PackDetailWire["turn_form"][number];
type Answers = Readonly<Record<string, string | number | boolean>>;

/** The turn form of a kind of game: what was played besides what the photo shows. Nothing for games without one. */
export function TurnForm({ game, move }: { readonly game: GameDetailWire; readonly move: MoveLineWire }) {
  const pack = useEndpoint(readPack, { params: { id: game.pack_id }, query: { version: game.pack_version } });
  const kind = game.players.find(({ position }) => position === move.move.player)?.kind ?? "human";
  const fields = (pack.data?.turn_form ?? []).filter(({ of }) => of === null || of === kind);
  if (fields.length === 0) return null;
  return <Fields key={move.move_id} gameId={game.id} move={move} fields={fields} />;
}

function Fields(props: { readonly gameId: string; readonly move: MoveLineWire; readonly fields: readonly Field[] }) {
  const { gameId, move, fields } = props;
  const [answers, setAnswers] = useState<Answers>((move.notes ?? {}) as Answers);
  const note = useAct(noteTurn, {
    touches: () => [`game:${gameId}`],
    done: () => sayDone(`The notes of move ${move.n} are kept.`),
  });
  const set = (id: string, value: string | number | boolean | null) => {
    const { [id]: _old, ...others } = answers;
    setAnswers(value === null || value === "" ? others : { ...others, [id]: value });
  };
  return (
    <form
      className="stack"
      aria-label={`Notes of move ${move.n}`}
      onSubmit={(event) => {
        event.preventDefault();
        note.mutate({ params: { id: gameId }, body: { move_id: move.move_id, answers: { ...answers } } });
      }}
    >
      <div className="row" style={{ alignItems: "flex-end" }}>
        {fields.map((field) => (
          <Answer key={field.id} field={field} value={answers[field.id]} set={(value) => set(field.id, value)} />
        ))}
        <Button type="submit" variant="default" loading={note.isPending}>
          Keep
        </Button>
      </div>
    </form>
  );
}

function Answer(props: {
  readonly field: Field;
  readonly value: string | number | boolean | undefined;
  readonly set: (value: string | number | boolean | null) => void;
}) {
  const { field, value, set } = props;
  if (field.kind === "yes_no")
    return <Checkbox label={field.name} checked={value === true} onChange={() => set(value !== true)} />;
  if (field.kind === "number")
    return (
      <NumberInput
        label={field.name}
        value={typeof value === "number" ? value : ""}
        onChange={(given) => set(given === "" ? null : Number(given))}
      />
    );
  if (field.kind === "choice")
    return (
      <Select
        label={field.name}
        clearable
        clearButtonProps={{ "aria-label": `No ${field.name}` }}
        data={field.options.map(({ value: id, label }) => ({ value: id, label }))}
        value={typeof value === "string" ? value : null}
        onChange={set}
      />
    );
  return (
    <TextInput
      label={field.name}
      maxLength={500}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
