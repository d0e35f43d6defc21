import { Button, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { createPack, type PackDetailWire, updatePack, validatePack } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { sentenceOf } from "../../../ui/states.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import { quoted } from "../../../ui/words.ts";
import { MOST_CELLS } from "../board/spec.ts";
import type { Size } from "../calibrate/corners.ts";
import { PickPhoto } from "../new-game/pick-photo.tsx";
import { draftOf, idOf, NEW_PACK, type PackDraft, packOf } from "./pack-draft.ts";
import { PackDrawing } from "./pack-drawing.tsx";
import styles from "./pack-editor.module.css";

/** Makes or changes a kind of game: what it is called, its board drawn on a photo, and whether it is read. */
export function PackEditor({ stored }: { readonly stored: PackDetailWire | null }) {
  const [draft, setDraft] = useState<PackDraft>(stored?.custom ? draftOf(stored.custom) : NEW_PACK);
  const [photo, setPhoto] = useState<{ readonly file: File; readonly url: string } & Size>();
  const navigate = useNavigate();
  const pack = packOf(draft, stored?.custom ?? null);
  const id = stored?.id ?? idOf(draft.title);
  const titled = draft.title.trim() !== "";
  const check = useEndpoint(validatePack, { body: { pack } }, { enabled: titled, keep: true });
  const problems = titled ? (check.data?.problems ?? []) : [];
  const touches = () => ["packs"];
  const done = ({ id: made, title }: PackDetailWire) => {
    sayDone(`"${title}" can be played now.`);
    navigate({ to: "/play/packs/$packId", params: { packId: made } }).catch(() => {});
  };
  const create = useAct(createPack, { touches, done, failed: () => true });
  const update = useAct(updatePack, { touches, done, failed: () => true });
  const failure = create.error ?? update.error;
  const save = () => {
    if (stored) update.mutate({ params: { id }, body: { pack, expected_version: stored.version } });
    else create.mutate({ body: { id, pack } });
  };
  useEffect(() => () => void (photo && URL.revokeObjectURL(photo.url)), [photo]);
  const take = (file: File) => {
    const url = URL.createObjectURL(file);
    const picture = new Image();
    picture.onload = () => setPhoto({ file, url, width: picture.naturalWidth, height: picture.naturalHeight });
    picture.src = url;
  };
  const number = (key: "rows" | "cols" | "min" | "max") => (value: number | string) => {
    if (typeof value === "number" && value >= 1) setDraft({ ...draft, [key]: value });
  };
  const grid = draft.kind === "grid";
  return (
    <div className={styles["editor"]}>
      <div className={styles["facts"]}>
        <TextInput
          label="Name"
          placeholder="Grandmother's mill"
          required
          maxLength={60}
          value={draft.title}
          onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
        />
        <SegmentedControl
          fullWidth
          aria-label="Kind of board"
          data={[
            { value: "grid", label: "Rows and columns" },
            { value: "zones", label: "Areas and tracks" },
          ]}
          value={draft.kind}
          onChange={(value) => setDraft({ ...draft, kind: value === "zones" ? "zones" : "grid" })}
        />
        <div className={styles["pair"]}>
          <NumberInput label="Least players" min={1} max={12} value={draft.min} onChange={number("min")} />
          <NumberInput label="Most players" min={1} max={12} value={draft.max} onChange={number("max")} />
        </div>
        {grid ? (
          <>
            <div className={styles["pair"]}>
              <NumberInput label="Columns" min={2} max={MOST_CELLS} value={draft.cols} onChange={number("cols")} />
              <NumberInput label="Rows" min={2} max={MOST_CELLS} value={draft.rows} onChange={number("rows")} />
            </div>
            <SegmentedControl
              fullWidth
              aria-label="Where pieces stand"
              data={[
                { value: "cells", label: "In the cells" },
                { value: "intersections", label: "On the crossings" },
              ]}
              value={draft.points}
              onChange={(value) =>
                setDraft({ ...draft, points: value === "intersections" ? "intersections" : "cells" })
              }
            />
          </>
        ) : null}
        <PickPhoto
          label={photo ? "Another photo" : "Photo of the board"}
          icon={<IconPhotoUp size={20} aria-hidden />}
          busy={false}
          quiet={photo !== undefined}
          send={take}
        />
      </div>
      {photo ? (
        <PackDrawing key={photo.url} id={id} photo={photo} draft={draft} pack={pack} change={setDraft} />
      ) : (
        <div className={styles["none"]}>
          Take a photo of the whole board, from where the camera stands during the game. The board is drawn on it.
        </div>
      )}
      <div className={styles["foot"]}>
        <div role="status" className={styles["wrong"]}>
          <ul className={styles["problems"]} aria-label="What is wrong">
            {problems.map((problem) => (
              <li key={`${problem.at} ${problem.detail}`} className="state-line">
                <StateMark state={problem.severity === "error" ? "failed" : "attention"} /> {quoted(problem.detail)}
              </li>
            ))}
          </ul>
        </div>
        {failure ? (
          <p role="alert" className="state-line">
            <StateMark state="failed" /> {sentenceOf(failure)}
          </p>
        ) : null}
        <Button
          size="lg"
          loading={create.isPending || update.isPending}
          disabled={!titled || check.data?.usable === false}
          onClick={save}
        >
          {stored ? "Save the next version" : "Save"}
        </Button>
      </div>
    </div>
  );
}
