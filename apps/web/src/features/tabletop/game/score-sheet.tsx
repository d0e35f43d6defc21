import { Button, Modal, NumberInput, Textarea } from "@mantine/core";
import { type GameDetailWire, type ResponseOf, readScoreSheet, setResult } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useQuiet } from "../../../ui/quiet.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Loaded, Skeletons, sentenceOf } from "../../../ui/states.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import { seatLetters } from "../board/colors.ts";
import { PlayerChip } from "../board/player-chip.tsx";
import { bySeat, playerLabel } from "../words.ts";
import styles from "./score-sheet.module.css";

type Sheet = ResponseOf<typeof readScoreSheet>;

/** How a game ended: the score sheet of its kind, filled from the position, put right by people. */
export function ScoreSheet(props: {
  readonly game: GameDetailWire;
  readonly opened: boolean;
  readonly close: () => void;
}) {
  const { game, opened, close } = props;
  useQuiet(opened);
  return (
    <Modal opened={opened} onClose={close} size="lg" title={`Result of ${game.name}`}>
      {opened ? <Content game={game} close={close} /> : null}
    </Modal>
  );
}

function Content({ game, close }: { readonly game: GameDetailWire; readonly close: () => void }) {
  const sheet = useEndpoint(readScoreSheet, { params: { id: game.id } });
  return (
    <Loaded query={sheet} what="the score sheet" skeleton={<Skeletons count={2} height={72} />}>
      {(loaded) => <Form game={game} sheet={loaded} close={close} />}
    </Loaded>
  );
}

type Scores = Readonly<Record<number, Readonly<Record<string, number>>>>;

function Form(props: { readonly game: GameDetailWire; readonly sheet: Sheet; readonly close: () => void }) {
  const { game, sheet, close } = props;
  const seats = bySeat(game.players);
  const letters = seatLetters(game.players);
  const [scores, setScores] = useState<Scores>(() =>
    Object.fromEntries(sheet.result.players.map(({ position, fields }) => [position, fields])),
  );
  const [winner, setWinner] = useState<number | null>(sheet.over?.winner ?? null);
  const [reason, setReason] = useState(sheet.over?.reason ?? sheet.result.reason ?? "");
  const [named, setNamed] = useState(sheet.fields.length === 0);
  const save = useAct(setResult, {
    touches: () => [`game:${game.id}`, "games"],
    failed: () => true,
    done: () => {
      sayDone("The result is kept and the game is finished.");
      close();
    },
  });
  const totalOf = (seat: number) =>
    sheet.fields.reduce((sum, { id, points }) => sum + points * (scores[seat]?.[id] ?? 0), 0);
  const best = Math.max(...seats.map(({ position }) => totalOf(position)));
  const wins = (seat: number) => (named ? winner === seat : sheet.fields.length > 0 && totalOf(seat) === best);
  const submit = () =>
    save.mutate({
      params: { id: game.id },
      body: {
        players: seats.map(({ position }) => ({
          position,
          fields: scores[position] ?? {},
          ...(named ? { winner: winner === position } : {}),
        })),
        ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
      },
    });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {sheet.over ? (
        <p className="state-line">
          <StateMark state="works" word="The rules say" /> {sheet.over.reason}
        </p>
      ) : null}
      <div className={styles["scroll"]}>
        <table className={styles["sheet"]} aria-label="Score sheet">
          <thead>
            <tr>
              <th>Player</th>
              {sheet.fields.map((field) => (
                <th key={field.id}>{field.name}</th>
              ))}
              {sheet.fields.length > 0 ? <th className={styles["total"]}>Total</th> : null}
              <th>Won</th>
            </tr>
          </thead>
          <tbody>
            {seats.map((player) => (
              <tr key={player.position}>
                <th scope="row">
                  <span className="row-8" style={{ flexWrap: "nowrap" }}>
                    <PlayerChip color={player.color} letter={letters.get(player.position) ?? ""} />
                    {player.name}
                  </span>
                </th>
                {sheet.fields.map((field) => (
                  <td key={field.id}>
                    <NumberInput
                      aria-label={`${field.name} of ${player.name}`}
                      hideControls
                      w={84}
                      inputMode="numeric"
                      value={scores[player.position]?.[field.id] ?? ""}
                      onChange={(value) =>
                        setScores({
                          ...scores,
                          [player.position]: { ...scores[player.position], [field.id]: Number(value) || 0 },
                        })
                      }
                    />
                  </td>
                ))}
                {sheet.fields.length > 0 ? <td className={styles["total"]}>{totalOf(player.position)}</td> : null}
                <td>
                  <Button
                    variant={wins(player.position) ? "light" : "default"}
                    aria-pressed={wins(player.position)}
                    aria-label={`${playerLabel(seats, player.position)} won`}
                    onClick={() => {
                      setNamed(true);
                      setWinner(winner === player.position && named ? null : player.position);
                    }}
                  >
                    {wins(player.position) ? "Won" : "–"}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Textarea
        label="How it ended"
        placeholder="Checkmate, ten points, it got late …"
        maxLength={500}
        autosize
        minRows={1}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {save.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(save.error)}
        </p>
      ) : null}
      <p className="muted small">The game is finished with it. It can be reopened at any time.</p>
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Finish the game
        </Button>
      </div>
    </form>
  );
}
