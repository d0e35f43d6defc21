import { ActionIcon, Button, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { PackWire, PlayerWire } from "@wopr/contracts";
import { listText } from "../../../ui/words.ts";
import { OFFERED_COLORS, seatLetters } from "../board/colors.ts";
import { PlayerChip } from "../board/player-chip.tsx";
import { bySeat } from "../words.ts";
import { type Draft, type DraftPlayer, freeColor, playersProblem } from "./draft.ts";
import styles from "./players-step.module.css";

/** Who plays: names, colours, human or bot. The last game's players are offered. */
export function PlayersStep(props: {
  readonly draft: Draft;
  readonly pack: PackWire | undefined;
  readonly last: readonly PlayerWire[] | undefined;
  readonly busy: boolean;
  readonly change: (draft: Draft) => void;
  readonly back: () => void;
  readonly next: () => void;
}) {
  const { draft, pack, last, busy, change, back, next } = props;
  const limits = pack?.players ?? { min: 1, max: 12 };
  const { players } = draft;
  const problem = playersProblem(players, limits);
  const letters = seatLetters(players.map((player, index) => ({ ...player, position: index + 1 })));
  const set = (index: number, part: Partial<DraftPlayer>) =>
    change({ ...draft, players: players.map((player, at) => (at === index ? { ...player, ...part } : player)) });
  const untouched = players.every(({ name }) => name === "");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!problem) next();
      }}
    >
      {untouched && last && last.length > 0 ? (
        <Button
          variant="default"
          onClick={() =>
            change({
              ...draft,
              players: bySeat(last)
                .map(({ name, color, kind }) => ({ name, color, kind }))
                .slice(0, limits.max),
            })
          }
        >
          The same as last time: {listText(bySeat(last).map(({ name }) => name))}
        </Button>
      ) : null}
      <ol className={styles["list"]}>
        {players
          .map((player, index) => ({ player, index, seat: index + 1 }))
          .map(({ player, index, seat }) => (
            <li key={seat} className={styles["player"]}>
              <ColorMenu
                player={player}
                letter={letters.get(seat) ?? ""}
                seat={seat}
                choose={(color) => set(index, { color })}
              />
              <TextInput
                className={styles["name"] ?? ""}
                aria-label={`Name of player ${seat}`}
                placeholder={`Player ${seat}`}
                maxLength={60}
                value={player.name}
                onChange={(event) => set(index, { name: event.currentTarget.value })}
              />
              <SegmentedControl
                aria-label={`Player ${seat} is`}
                data={[
                  { value: "human", label: "Human" },
                  { value: "bot", label: "Bot" },
                ]}
                value={player.kind}
                onChange={(value) => set(index, { kind: value === "bot" ? "bot" : "human" })}
              />
              <ActionIcon
                className={styles["remove"] ?? ""}
                aria-label={`Remove player ${seat}`}
                disabled={players.length <= limits.min}
                onClick={() => change({ ...draft, players: players.filter((_, at) => at !== index) })}
              >
                <IconTrash size={20} aria-hidden />
              </ActionIcon>
            </li>
          ))}
      </ol>
      {players.length < limits.max ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() =>
            change({ ...draft, players: [...players, { name: "", color: freeColor(players), kind: "human" }] })
          }
        >
          Add a player
        </Button>
      ) : null}
      {problem ? (
        <p className="muted small" role="status">
          {problem}
        </p>
      ) : null}
      <div className="row" style={{ justifyContent: "space-between" }}>
        <Button variant="default" onClick={back}>
          Back
        </Button>
        <Button type="submit" size="lg" loading={busy} disabled={problem !== undefined}>
          Begin
        </Button>
      </div>
    </form>
  );
}

function ColorMenu(props: {
  readonly player: DraftPlayer;
  readonly letter: string;
  readonly seat: number;
  readonly choose: (color: string) => void;
}) {
  const { player, letter, seat, choose } = props;
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={styles["color"]} aria-label={`Colour of player ${seat}: ${player.color}`}>
          <PlayerChip color={player.color} letter={letter} size={36} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {OFFERED_COLORS.map((color) => (
          <Menu.Item
            key={color}
            mih={44}
            leftSection={<PlayerChip color={color} letter={color.charAt(0).toUpperCase()} size={24} />}
            onClick={() => choose(color)}
          >
            {color}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
