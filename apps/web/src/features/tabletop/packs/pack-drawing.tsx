import { Button, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { CustomPackWire, ZoneWire } from "@wopr/contracts";
import { useState } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import { gridFromOptions } from "../board/spec.ts";
import { CornerPicker } from "../calibrate/corner-picker.tsx";
import { type Corners, firstCorners, type Size, seemingAspect } from "../calibrate/corners.ts";
import { judge } from "../calibrate/quality.ts";
import { newZone, type PackDraft, type Sample } from "./pack-draft.ts";
import styles from "./pack-editor.module.css";
import { TryPanel } from "./try-panel.tsx";
import { ZoneCanvas } from "./zone-canvas.tsx";
import { ZoneFields } from "./zone-fields.tsx";

type Step = "corners" | "zones" | "pieces";

/** The board on its photo: corners, then areas and tracks, then one piece of each player, then a try. */
export function PackDrawing(props: {
  readonly id: string;
  readonly photo: { readonly file: File; readonly url: string } & Size;
  readonly draft: PackDraft;
  readonly pack: CustomPackWire;
  readonly change: (draft: PackDraft) => void;
}) {
  const { id, photo, draft, pack, change } = props;
  const [corners, setCorners] = useState<Corners>(() => firstCorners(photo));
  const [step, setStep] = useState<Step>("corners");
  const [chosen, setChosen] = useState<string>();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [player, setPlayer] = useState(1);
  const grid = draft.kind === "grid";
  // A board of areas has no cells: a coarse grid over it shows whether the corners are right.
  const board = gridFromOptions(
    grid ? { rows: draft.rows, cols: draft.cols, points: draft.points } : { rows: 10, cols: 10 },
  );
  const quality = judge(corners, board, photo);
  const zone = draft.zones.find((one) => one.id === chosen);
  const put = (next: ZoneWire) =>
    change({ ...draft, zones: draft.zones.map((one) => (one.id === next.id ? next : one)) });
  const add = (made: ZoneWire) => {
    change({ ...draft, zones: [...draft.zones, made] });
    setChosen(made.id);
  };
  const shown = step === "zones" && grid ? "corners" : step;
  const steps = [
    { value: "corners", label: "Corners" },
    ...(grid ? [] : [{ value: "zones", label: "Areas" }]),
    { value: "pieces", label: "Pieces" },
  ];
  return (
    <div className={styles["drawing"]}>
      <SegmentedControl
        fullWidth
        aria-label="What is drawn"
        data={steps}
        value={shown}
        onChange={(value) => setStep(value as Step)}
      />
      {shown === "corners" ? (
        <>
          <CornerPicker
            url={photo.url}
            size={photo}
            board={board}
            corners={corners}
            quality={quality}
            grid
            change={(next) => {
              setCorners(next);
              if (!grid) change({ ...draft, aspect: seemingAspect(next) });
            }}
          />
          <p className="row-8" role="status">
            <StateMark state={quality.state} /> <span className="grow">{quality.text}</span>
          </p>
        </>
      ) : (
        <ZoneCanvas
          url={photo.url}
          size={photo}
          corners={corners}
          zones={draft.zones}
          samples={shown === "pieces" ? samples : []}
          chosen={shown === "zones" ? chosen : undefined}
          tap={shown === "pieces" ? (at) => setSamples([...samples, { player, at }]) : undefined}
          change={put}
        />
      )}
      {shown === "zones" ? (
        <div className="stack-8">
          <div className="row-8">
            <Button
              variant="default"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => add(newZone(draft.zones, "count"))}
            >
              Add an area
            </Button>
            <Button
              variant="default"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => add(newZone(draft.zones, "track"))}
            >
              Add a track
            </Button>
          </div>
          <p className="muted small">
            {zone ? "Drag its corners; a tap on the photo adds one." : "Add an area, or choose one from the list."}
          </p>
          <ul className={styles["zones"]} aria-label="Areas and tracks">
            {draft.zones.map((one) => (
              <li key={one.id}>
                <Button
                  variant={one.id === chosen ? "light" : "default"}
                  aria-pressed={one.id === chosen}
                  onClick={() => setChosen(one.id)}
                >
                  {one.name || one.id}
                </Button>
              </li>
            ))}
          </ul>
          {zone ? (
            <ZoneFields
              zone={zone}
              zones={draft.zones}
              players={draft.max}
              change={put}
              add={add}
              remove={() => {
                change({ ...draft, zones: draft.zones.filter((one) => one.id !== zone.id) });
                setChosen(undefined);
              }}
            />
          ) : null}
        </div>
      ) : null}
      {shown === "pieces" ? (
        <div className="stack-8">
          <SegmentedControl
            aria-label="Whose piece is tapped"
            data={Array.from({ length: draft.max }, (_, i) => ({ value: String(i + 1), label: `Player ${i + 1}` }))}
            value={String(player)}
            onChange={(value) => setPlayer(Number(value))}
          />
          <div className="row-8">
            <p className="muted small grow" role="status">
              {samples.length === 0
                ? "Tap a piece of each player on the photo, so that their colours are known."
                : `${samples.length} tapped: ${summary(samples)}.`}
            </p>
            <Button variant="default" disabled={samples.length === 0} onClick={() => setSamples([])}>
              Start over
            </Button>
          </div>
        </div>
      ) : null}
      {quality.refused ? null : (
        <TryPanel
          id={id}
          pack={pack}
          photo={photo.file}
          corners={corners}
          samples={samples}
          grid={grid ? board : undefined}
        />
      )}
    </div>
  );
}

function summary(samples: readonly Sample[]): string {
  const counts = new Map<number, number>();
  for (const { player } of samples) counts.set(player, (counts.get(player) ?? 0) + 1);
  return [...counts].map(([player, count]) => `${count} of player ${player}`).join(", ");
}
