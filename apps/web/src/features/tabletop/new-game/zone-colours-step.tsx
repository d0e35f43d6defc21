import { Button, SegmentedControl } from "@mantine/core";
import { type GameDetailWire, setPalette } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { Partial } from "../../../ui/states.tsx";
import { countText } from "../../../ui/words.ts";
import type { Sample } from "../packs/pack-draft.ts";
import { ZoneCanvas } from "../packs/zone-canvas.tsx";
import { bySeat, playerLabel } from "../words.ts";
import { calibratedPhoto } from "./calibrated-photo.ts";
import { useNewestPhoto } from "./use-newest-photo.ts";

/** One tap on a piece of every player, on a board without cells. */
export function ZoneColoursStep({ game, next }: { readonly game: GameDetailWire; readonly next: () => void }) {
  const photo = useNewestPhoto(game);
  const place = calibratedPhoto(game, photo);
  const seats = bySeat(game.players);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [seat, setSeat] = useState(seats[0]?.position ?? 1);
  const save = useAct(setPalette, { touches: () => [`game:${game.id}`] });
  if (!photo || !place) return <p className="muted">First the corners of the board, on a photo.</p>;
  const tap = (at: Sample["at"]) => {
    const after = [...samples, { player: seat, at }];
    setSamples(after);
    const without = seats.find(({ position }) => !after.some(({ player }) => player === position));
    if (without) setSeat(without.position);
  };
  return (
    <div className="stack">
      <SegmentedControl
        aria-label="Whose piece is tapped next"
        fullWidth
        data={seats.map(({ position }) => ({ value: String(position), label: playerLabel(seats, position) }))}
        value={String(seat)}
        onChange={(value) => setSeat(Number(value))}
      />
      <ZoneCanvas
        url={photo.url}
        size={photo}
        corners={place}
        zones={[]}
        samples={samples}
        chosen={undefined}
        tap={tap}
        change={() => {}}
      />
      <p className="muted small" role="status">
        {samples.length === 0
          ? "Tap a piece of every player on the photo."
          : `${countText(samples.length, "piece")} tapped.`}
      </p>
      {save.data?.warnings.map((warning) => (
        <Partial key={warning}>{warning}</Partial>
      ))}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" disabled={samples.length === 0} onClick={() => setSamples([])}>
          Start over
        </Button>
        {save.isSuccess ? (
          <Button size="lg" onClick={next}>
            Next: setup photo
          </Button>
        ) : (
          <Button
            size="lg"
            disabled={samples.length === 0}
            loading={save.isPending}
            onClick={() =>
              save.mutate({
                params: { id: game.id },
                body: {
                  capture_id: photo.id,
                  samples: samples.map(({ player, at }) => ({ player, at: [at[0], at[1]] })),
                },
              })
            }
          >
            Learn these colours
          </Button>
        )}
      </div>
    </div>
  );
}
