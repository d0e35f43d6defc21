import { Button } from "@mantine/core";
import { IconCamera, IconPhotoUp } from "@tabler/icons-react";
import { type GameDetailWire, readCrop, readLayer, setPalette } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useAct } from "../../../api/use-act.tsx";
import { Partial } from "../../../ui/states.tsx";
import { CellButtons } from "../board/cell-buttons.tsx";
import { seatLetters } from "../board/colors.ts";
import { PlayerChip } from "../board/player-chip.tsx";
import { useCapture } from "../game/use-capture.ts";
import { bySeat } from "../words.ts";
import { distanceText } from "./colour-distance.ts";
import styles from "./colours-step.module.css";
import { PickPhoto } from "./pick-photo.tsx";
import { nextSeat, type Sample, toggled } from "./samples.ts";

/** One tap on a piece of every player teaches WOPR their colours. */
export function ColoursStep(props: {
  readonly game: GameDetailWire;
  readonly board: GridSpec;
  readonly next: () => void;
}) {
  const { game, board, next } = props;
  const { client } = useApi();
  const capture = useCapture(game);
  const photo = game.captures.findLast(({ status }) => status === "stored");
  const seats = bySeat(game.players);
  const letters = seatLetters(game.players);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [seat, setSeat] = useState(seats[0]?.position ?? 1);
  const save = useAct(setPalette, { touches: () => [`game:${game.id}`] });
  const learned = save.data?.palette ?? game.palette;

  if (!photo) {
    return (
      <div className="stack">
        <p>Put one piece of every player on the board, then take a photo.</p>
        <div className="row">
          {capture.hasCamera ? (
            <Button
              size="lg"
              leftSection={<IconCamera size={20} aria-hidden />}
              loading={capture.sending}
              onClick={capture.trigger}
            >
              Take photo
            </Button>
          ) : null}
          <PickPhoto
            send={capture.send}
            busy={capture.sending}
            icon={<IconPhotoUp size={20} aria-hidden />}
            label="Take or choose a photo"
          />
        </div>
        <Later next={next} />
      </div>
    );
  }

  const tap = (cell: string) => {
    const after = toggled(samples, { player: seat, cell });
    setSamples(after);
    setSeat(nextSeat(seats, after, seat));
  };
  const crop = (cell: string) =>
    client.url(readCrop, { params: { id: game.id, cid: photo.id, cell }, query: { side: "after" } });
  return (
    <div className="stack">
      <fieldset className={styles["players"]}>
        <legend className="visually-hidden">Whose piece is tapped next</legend>
        {seats.map((player) => {
          const mine = samples.filter((sample) => sample.player === player.position);
          const entry = learned.find((candidate) => candidate.player === player.position);
          return (
            <label key={player.position} className={styles["player"]}>
              <input
                type="radio"
                name="seat"
                className="visually-hidden"
                checked={seat === player.position}
                onChange={() => setSeat(player.position)}
              />
              <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} size={32} />
              <span className="grow">{player.name}</span>
              {mine.map(({ cell }) => (
                <img key={cell} className={styles["patch"]} src={crop(cell)} alt={`Tapped ${cell}`} />
              ))}
              {entry ? <span className="muted small">{distanceText(entry, learned, game.players)}</span> : null}
            </label>
          );
        })}
      </fieldset>
      <div
        className={styles["board"]}
        style={{
          aspectRatio: `${board.cols} / ${board.rows}`,
          maxWidth: `calc(max(300px, 100dvh - 420px) * ${board.cols / board.rows})`,
        }}
      >
        <img
          src={client.url(readLayer, { params: { id: game.id, cid: photo.id, name: "board" }, query: {} })}
          alt="The board, laid flat"
          className={styles["flat"]}
        />
        <CellButtons
          board={board}
          label="Tap a piece of the chosen player"
          look={(name) => {
            const mine = samples.find(({ cell }) => cell === name);
            const letter = mine ? letters.get(mine.player) : undefined;
            return {
              says: letter ? `tapped for ${letter}` : "",
              pressed: mine !== undefined,
              mark: mine ? "tapped" : undefined,
              content: letter,
            };
          }}
          tap={tap}
        />
      </div>
      {(save.data?.warnings ?? []).map((warning) => (
        <Partial key={warning}>{warning}</Partial>
      ))}
      <div className="row" style={{ justifyContent: "space-between" }}>
        <PickPhoto
          send={capture.send}
          busy={capture.sending}
          icon={<IconPhotoUp size={20} aria-hidden />}
          quiet
          label="Another photo"
        />
        {save.data ? (
          <Button size="lg" onClick={next}>
            Next: setup photo
          </Button>
        ) : (
          <Button
            size="lg"
            loading={save.isPending}
            disabled={samples.length === 0}
            onClick={() =>
              save.mutate({ params: { id: game.id }, body: { capture_id: photo.id, samples: [...samples] } })
            }
          >
            Learn these colours
          </Button>
        )}
      </div>
      <Later next={next} />
    </div>
  );
}

/** Colours can also be learned while playing: WOPR then asks whose a new piece is. */
function Later({ next }: { readonly next: () => void }) {
  return (
    <Button variant="subtle" color="gray" onClick={next} style={{ alignSelf: "flex-start" }}>
      Go on without; WOPR asks whose a piece is
    </Button>
  );
}
