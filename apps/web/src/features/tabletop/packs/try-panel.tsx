import { Button } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { type CustomPackWire, type ResponseOf, tryPack } from "@wopr/contracts";
import { useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { sentenceOf } from "../../../ui/states.tsx";
import { countText, quoted } from "../../../ui/words.ts";
import type { Corners } from "../calibrate/corners.ts";
import { asPhoto } from "../game/photo-file.ts";
import { type GridSpec, nameOfCell } from "./cell-at.ts";
import type { Sample } from "./pack-draft.ts";

/** Reads the photo with the pack as it is drawn at the moment; nothing is kept. */
export function TryPanel(props: {
  readonly id: string;
  readonly pack: CustomPackWire;
  readonly photo: File;
  readonly corners: Corners;
  readonly samples: readonly Sample[];
  readonly grid: GridSpec | undefined;
}) {
  const { id, pack, photo, corners, samples, grid } = props;
  const { client } = useApi();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const [reading, setReading] = useState<ResponseOf<typeof tryPack>>();
  const run = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const form = new FormData();
      form.append("image", await asPhoto(photo), "photo.jpg");
      const taps = samples.map(({ player, at }) => (grid ? { player, cell: nameOfCell(grid, at) } : { player, at }));
      form.append("spec", JSON.stringify({ corners, pack, samples: taps }));
      setReading(await client.upload(tryPack, { params: { id } }, form));
    } catch (error) {
      setFailure(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="stack-8" aria-label="Try on this photo">
      <Button
        variant="light"
        leftSection={<IconEye size={18} aria-hidden />}
        loading={busy}
        onClick={() => void run()}
        style={{ alignSelf: "flex-start" }}
      >
        Try on this photo
      </Button>
      {failure ? (
        <p role="alert" className="state-line">
          <StateMark state="failed" /> {sentenceOf(failure)}
        </p>
      ) : null}
      {reading ? <Reading reading={reading} pack={pack} /> : null}
    </section>
  );
}

const who = (player: number | null) => (player === null ? "nobody known" : `player ${player}`);

function Reading({ reading, pack }: { readonly reading: ResponseOf<typeof tryPack>; readonly pack: CustomPackWire }) {
  const names = new Map(pack.zones.map(({ id, name }) => [id, name]));
  const nothing = reading.cells.length === 0 && reading.zones.length === 0;
  return (
    <div role="status" className="stack-8">
      <p>
        {nothing
          ? "Nothing is read on this photo."
          : pack.kind === "grid"
            ? `${countText(reading.cells.length, "piece")} read.`
            : `${countText(reading.zones.length, "area")} read.`}
      </p>
      {reading.warnings.map((warning) => (
        <p key={warning} className="state-line">
          <StateMark state="attention" /> {quoted(warning)}
        </p>
      ))}
      {nothing ? null : (
        <ul style={{ margin: 0, columns: "140px", paddingInlineStart: 20 }}>
          {reading.cells.map(({ cell, player }) => (
            <li key={cell}>
              {cell}: {who(player)}
            </li>
          ))}
          {reading.zones.map(({ zone, player, count, least, most }) => (
            <li key={`${zone} ${player}`}>
              {names.get(zone) ?? zone}: {count} of {who(player)}
              {least === most ? "" : ` (${least} to ${most})`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
