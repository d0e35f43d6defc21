import { Button, Select, TextInput } from "@mantine/core";
import { createLayout, type GameDetailWire, listLayouts, useLayout, type ZoneWire } from "@wopr/contracts";
import type { ZonesSpec } from "@wopr/games";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { sentenceOf } from "../../../ui/states.tsx";
import { countText } from "../../../ui/words.ts";
import { seemingAspect } from "../calibrate/corners.ts";
import { newZone } from "../packs/pack-draft.ts";
import { ZoneCanvas } from "../packs/zone-canvas.tsx";
import { ZoneTools } from "../packs/zone-fields.tsx";
import styles from "./areas-step.module.css";
import { calibratedPhoto } from "./calibrated-photo.ts";
import { useNewestPhoto } from "./use-newest-photo.ts";

/** Where the areas and tracks of a printed board lie: drawn once per printing, then chosen from what was kept. */
export function AreasStep(props: {
  readonly game: GameDetailWire;
  readonly board: ZonesSpec;
  readonly next: () => void;
}) {
  const { game, board, next } = props;
  const photo = useNewestPhoto(game);
  const place = calibratedPhoto(game, photo);
  const layouts = useEndpoint(listLayouts, { params: { id: game.pack_id } });
  const [zones, setZones] = useState<readonly ZoneWire[]>(() => board.zones.filter(isPlaced).map(asZoneWire));
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState("");
  const take = useAct(useLayout, { touches: () => [`game:${game.id}`], done: next });
  const keep = useAct(createLayout, {
    failed: () => true,
    done: ({ id }) => take.mutate({ params: { id: game.id }, body: { layout_id: id } }),
  });
  if (!photo || !place) return <p className="muted">First the corners of the board, on a photo.</p>;
  const zone = zones.find(({ id }) => id === chosen);
  const put = (changed: ZoneWire) => setZones(zones.map((one) => (one.id === changed.id ? changed : one)));
  const choose = (id: string) => {
    setChosen(id);
    const spec = board.zones.find((one) => one.id === id);
    if (!spec || zones.some((one) => one.id === id)) return;
    const drawn = newZone([], spec.kind, (spec.max ?? 7) + 1);
    setZones([
      ...zones,
      { ...asZoneWire(spec), ...(drawn.polygon ? { polygon: drawn.polygon } : { stops: drawn.stops }) },
    ]);
  };
  const kept = layouts.data?.items ?? [];
  return (
    <div className="stack">
      {kept.length > 0 ? (
        <Select
          label="A layout that was drawn before"
          placeholder="Choose, or draw below"
          data={kept.map(({ id, name: called }) => ({ value: id, label: called }))}
          value={null}
          disabled={take.isPending}
          onChange={(id) => {
            if (id) take.mutate({ params: { id: game.id }, body: { layout_id: id } });
          }}
        />
      ) : null}
      <ZoneCanvas
        url={photo.url}
        size={photo}
        corners={place}
        zones={zones}
        samples={[]}
        chosen={chosen}
        tap={undefined}
        change={put}
      />
      <p className="muted small">
        {zone
          ? `Drag the corners of ${zone.name} to where it is printed; a tap on the photo adds one.`
          : `Choose an area and lay it where it is printed. ${countText(zones.length, "area")} of ${board.zones.length} so far; what is left out is entered by hand.`}
      </p>
      {zone ? (
        <ZoneTools
          zone={zone}
          change={put}
          remove={() => {
            setZones(zones.filter(({ id }) => id !== zone.id));
            setChosen(undefined);
          }}
        />
      ) : null}
      <ul className={styles["zones"]} aria-label="Areas of this board">
        {board.zones.map((one) => (
          <li key={one.id}>
            <Button
              variant={one.id === chosen ? "light" : "default"}
              aria-pressed={one.id === chosen}
              leftSection={
                <StateMark
                  state={zones.some(({ id }) => id === one.id) ? "works" : "unknown"}
                  word={zones.some(({ id }) => id === one.id) ? "Drawn" : "Not drawn"}
                />
              }
              onClick={() => choose(one.id)}
            >
              {one.name}
            </Button>
          </li>
        ))}
      </ul>
      {keep.error ? (
        <p role="alert" className="state-line">
          <StateMark state="failed" /> {sentenceOf(keep.error)}
        </p>
      ) : null}
      <div className={`row ${styles["foot"]}`}>
        <TextInput
          className="grow"
          label="Name of this layout"
          placeholder="First printing, 2020"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="subtle" color="gray" onClick={next}>
          Later
        </Button>
        <Button
          size="lg"
          disabled={zones.length === 0 || name.trim() === ""}
          loading={keep.isPending || take.isPending}
          onClick={() =>
            keep.mutate({
              params: { id: game.pack_id },
              body: { name: name.trim(), aspect: board.aspect ?? seemingAspect(place), zones: [...zones] },
            })
          }
        >
          Keep it and go on
        </Button>
      </div>
    </div>
  );
}

const isPlaced = (zone: ZonesSpec["zones"][number]): boolean =>
  (zone.polygon?.length ?? 0) > 2 || (zone.stops?.length ?? 0) > 1;

function asZoneWire(zone: ZonesSpec["zones"][number]): ZoneWire {
  const { id, name, kind, polygon, owners, max, stops, unitMm } = zone;
  const pairs = (places: readonly (readonly [number, number])[]) => places.map(([x, y]): [number, number] => [x, y]);
  return {
    ...{ id, name, kind },
    ...(polygon ? { polygon: pairs(polygon) } : {}),
    ...(stops ? { stops: pairs(stops) } : {}),
    ...(owners ? { owners: [...owners] } : {}),
    ...(max === undefined ? {} : { max }),
    ...(unitMm === undefined ? {} : { unit_mm: unitMm }),
  };
}
