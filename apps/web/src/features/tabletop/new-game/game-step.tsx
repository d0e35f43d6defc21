import { Button, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import type { PackWire } from "@wopr/contracts";
import { countText } from "../../../ui/words.ts";
import { GridBoard } from "../board/grid-board.tsx";
import { rowsOf } from "../board/position.ts";
import { gridFromOptions, MOST_CELLS } from "../board/spec.ts";
import type { Draft } from "./draft.ts";
import styles from "./game-step.module.css";

/** Kind of game and its name; for a board of one's own also its size. */
export function GameStep(props: {
  readonly draft: Draft;
  readonly packs: readonly PackWire[];
  readonly change: (draft: Draft) => void;
  readonly next: () => void;
}) {
  const { draft, packs, change, next } = props;
  const own = draft.type === "custom_grid";
  const board = gridFromOptions({ rows: draft.rows, cols: draft.cols, points: draft.points });
  const size = (key: "rows" | "cols") => (value: number | string) => {
    if (typeof value === "number" && value >= 2 && value <= MOST_CELLS) change({ ...draft, [key]: value });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      <fieldset className={styles["kinds"]}>
        <legend className={styles["legend"]}>Kind of game</legend>
        {packs.map((pack) => (
          <label key={pack.id} className={styles["kind"]}>
            <input
              type="radio"
              name="kind"
              className={styles["radio"]}
              checked={draft.type === pack.id}
              onChange={() => change({ ...draft, type: pack.id })}
            />
            <span>
              <span className={styles["name"]}>{pack.title}</span>
              <span className={styles["detail"]}>{detailOf(pack)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {own ? (
        <div className={styles["own"]}>
          <div className="stack grow">
            <div className="row">
              <NumberInput
                className="grow"
                label="Columns"
                min={2}
                max={MOST_CELLS}
                allowDecimal={false}
                value={draft.cols}
                onChange={size("cols")}
              />
              <NumberInput
                className="grow"
                label="Rows"
                min={2}
                max={MOST_CELLS}
                allowDecimal={false}
                value={draft.rows}
                onChange={size("rows")}
              />
            </div>
            <SegmentedControl
              fullWidth
              aria-label="Where pieces stand"
              data={[
                { value: "cells", label: "In the cells" },
                { value: "intersections", label: "On the crossings" },
              ]}
              value={draft.points}
              onChange={(value) => change({ ...draft, points: value === "intersections" ? "intersections" : "cells" })}
            />
          </div>
          <div className={styles["drawing"]}>
            <GridBoard
              board={board}
              rows={rowsOf(board, undefined)}
              players={[]}
              labels={false}
              label={`A board of ${draft.cols} × ${draft.rows}`}
            />
          </div>
        </div>
      ) : null}
      <TextInput
        label="Name of the game"
        placeholder="Friday evening"
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
      />
      <Button type="submit" size="lg" disabled={draft.name.trim() === ""}>
        Next: players
      </Button>
    </form>
  );
}

function detailOf(pack: PackWire): string {
  const { min, max } = pack.players;
  const people = min === max ? countText(min, "player") : `${min} to ${max} players`;
  return `${people}. ${pack.reads_photos ? "Photos are read." : "Moves are entered by hand for now; photos are kept."}`;
}
