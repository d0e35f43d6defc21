import { ActionIcon, Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconArrowsMove, IconCopy, IconFlipVertical, IconTrash } from "@tabler/icons-react";
import type { ZoneWire } from "@wopr/contracts";
import type { KeyboardEvent } from "react";
import { type BoardPlace, copied, mirrored, placesOf, shifted, spread, withPlaces } from "./pack-draft.ts";
import styles from "./zone-fields.module.css";

const KINDS = [
  { value: "count", label: "Pieces are counted" },
  { value: "occupancy", label: "Somebody stands there or not" },
  { value: "track", label: "Track with stops" },
  { value: "text", label: "Only a name" },
];
const WAYS: Readonly<Record<string, BoardPlace>> = {
  ArrowLeft: [-10, 0],
  ArrowRight: [10, 0],
  ArrowUp: [0, -10],
  ArrowDown: [0, 10],
};

/** Moving a zone as a whole by keyboard, the number of stops of a track, and taking it away. */
export function ZoneTools(props: {
  readonly zone: ZoneWire;
  readonly change: (zone: ZoneWire) => void;
  readonly remove: () => void;
}) {
  const { zone, change, remove } = props;
  const places = placesOf(zone);
  return (
    <div className="row-8">
      {zone.kind === "track" ? (
        <NumberInput
          aria-label={`Stops of ${zone.name}`}
          w={100}
          min={2}
          max={200}
          allowDecimal={false}
          value={places.length}
          onChange={(value) => {
            const [first, last] = [places[0], places.at(-1)];
            if (typeof value === "number" && first && last && value >= 2)
              change(withPlaces(zone, spread(first, last, value)));
          }}
        />
      ) : null}
      <MoveButton zone={zone} change={change} />
      <ActionIcon variant="default" aria-label={`Take ${zone.name} away`} onClick={remove}>
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function MoveButton({ zone, change }: { readonly zone: ZoneWire; readonly change: (zone: ZoneWire) => void }) {
  const press = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    change(shifted(zone, way));
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArrowsMove size={18} aria-hidden />}
      aria-label={`Arrow keys move it: ${zone.name}`}
      data-arrows
      onKeyDown={press}
    >
      Arrow keys move it
    </Button>
  );
}

/** Name, kind and tools of the chosen zone. */
export function ZoneFields(props: {
  readonly zone: ZoneWire;
  readonly zones: readonly ZoneWire[];
  readonly players: number;
  readonly change: (zone: ZoneWire) => void;
  readonly add: (zone: ZoneWire) => void;
  readonly remove: () => void;
}) {
  const { zone, zones, players, change, add, remove } = props;
  const places = placesOf(zone);
  const reshape = (kind: ZoneWire["kind"]) => {
    const { polygon: _polygon, stops: _stops, ...rest } = zone;
    const track = kind === "track";
    if (track === (zone.kind === "track")) return change({ ...zone, kind });
    const [first = [200, 500], last = [800, 500]] = [places[0], places.at(-1)] as [BoardPlace?, BoardPlace?];
    const kept = track ? spread(first, last, 8) : places.length > 2 ? places : spread(first, last, 4);
    change(withPlaces({ ...rest, kind }, kept));
  };
  return (
    <div className={styles["fields"]}>
      <TextInput
        label="Name"
        maxLength={60}
        value={zone.name}
        onChange={(event) => change({ ...zone, name: event.currentTarget.value })}
      />
      <Select
        label="What is read"
        allowDeselect={false}
        data={KINDS}
        value={zone.kind}
        onChange={(value) => reshape((value ?? zone.kind) as ZoneWire["kind"])}
      />
      {zone.kind === "track" ? (
        <NumberInput
          label="Stops"
          description="Laid evenly between the first and the last."
          min={2}
          max={200}
          allowDecimal={false}
          value={places.length}
          onChange={(value) => {
            const [first, last] = [places[0], places.at(-1)];
            if (typeof value === "number" && first && last && value >= 2)
              change(withPlaces(zone, spread(first, last, value)));
          }}
        />
      ) : (
        <Select
          label="Whose pieces"
          placeholder="Anybody's"
          clearable
          clearButtonProps={{ "aria-label": "Anybody's" }}
          data={Array.from({ length: players }, (_, i) => ({ value: String(i + 1), label: `Player ${i + 1}` }))}
          value={zone.owners?.length === 1 ? String(zone.owners[0]) : null}
          onChange={(value) => {
            const { owners: _owners, ...rest } = zone;
            change(value === null ? rest : { ...rest, owners: [Number(value)] });
          }}
        />
      )}
      <div className="row-8">
        <MoveButton zone={zone} change={change} />
        <Button
          variant="default"
          leftSection={<IconCopy size={18} aria-hidden />}
          onClick={() => add(copied(zones, zone))}
        >
          Copy
        </Button>
        <Button
          variant="default"
          leftSection={<IconFlipVertical size={18} aria-hidden />}
          onClick={() => add(mirrored(zones, zone))}
        >
          Mirror
        </Button>
        <ActionIcon variant="default" aria-label={`Take ${zone.name} away`} onClick={remove}>
          <IconTrash size={20} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}
