import { NumberInput, Select } from "@mantine/core";
import type { MoveInputWire, StateWire } from "@wopr/contracts";
import type { BoardSpec, ZoneSpec } from "@wopr/games";
import { useEffect, useState } from "react";

/** A move on a board of areas, tracks or a free table, told with fields. */
export function ZonesEditor(props: {
  readonly board: BoardSpec;
  readonly state: StateWire | undefined;
  readonly seat: number;
  readonly change: (move: MoveInputWire | undefined) => void;
}) {
  const { board, state, seat, change } = props;
  if (board.kind === "zones") return <ZoneFields zones={board.zones} state={state} seat={seat} change={change} />;
  if (board.kind === "table") return <BaseFields state={state} seat={seat} change={change} />;
  return null;
}

function ZoneFields(props: {
  readonly zones: readonly ZoneSpec[];
  readonly state: StateWire | undefined;
  readonly seat: number;
  readonly change: (move: MoveInputWire | undefined) => void;
}) {
  const { zones, state, seat, change } = props;
  const usable = zones.filter(({ kind, owners }) => kind !== "text" && (!owners || owners.includes(seat)));
  const [chosen, setChosen] = useState<string | null>(null);
  const [value, setValue] = useState<number | string>("");
  const zone = usable.find(({ id }) => id === chosen);
  const track = zone?.kind === "track";
  const stands = zone
    ? ((track ? state?.board_state.tracks : state?.board_state.zones)?.[zone.id]?.[`player_${seat}`] ?? 0)
    : 0;
  useEffect(() => {
    if (!zone || typeof value !== "number" || (!track && value === 0)) return change(undefined);
    change(
      track
        ? { kind: "track", player: seat, track: zone.id, to: value }
        : { kind: "count", player: seat, zone: zone.id, delta: value },
    );
  }, [zone, track, value, seat, change]);
  return (
    <div className="stack">
      <Select
        label="Area or track"
        searchable
        data={usable.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      {zone ? (
        <NumberInput
          label={track ? "New step" : "Pieces more (or, with a minus, less)"}
          description={`Now ${stands}`}
          allowDecimal={false}
          min={track ? 0 : -stands}
          max={track ? (zone.max ?? 99) : 99}
          value={value}
          onChange={setValue}
        />
      ) : null}
    </div>
  );
}

function BaseFields(props: {
  readonly state: StateWire | undefined;
  readonly seat: number;
  readonly change: (move: MoveInputWire | undefined) => void;
}) {
  const { state, seat, change } = props;
  const bases = (state?.board_state.pieces ?? []).filter(({ id }) => id !== undefined);
  const [chosen, setChosen] = useState<string | null>(null);
  const [x, setX] = useState<number | string>("");
  const [y, setY] = useState<number | string>("");
  useEffect(() => {
    const ready = chosen !== null && typeof x === "number" && typeof y === "number";
    change(ready ? { kind: "relocate", player: seat, base_id: chosen, to: { x, y } } : undefined);
  }, [chosen, x, y, seat, change]);
  if (bases.length === 0) return <p className="muted">There are no bases on this table yet. Pass to end the turn.</p>;
  return (
    <div className="stack">
      <Select label="Base" data={bases.map(({ id }) => id ?? "")} value={chosen} onChange={setChosen} />
      <NumberInput label="From the left, mm" value={x} onChange={setX} />
      <NumberInput label="From the top, mm" value={y} onChange={setY} />
    </div>
  );
}
