import type { BoardStateWire, PlayerWire } from "@wopr/contracts";
import type { BoardSpec } from "@wopr/games";
import { countText } from "../../../ui/words.ts";
import { GridBoard } from "./grid-board.tsx";
import type { Marks } from "./marks.ts";
import { rowsOf } from "./position.ts";
import { TableBoard } from "./table-board.tsx";
import { ZonesBoard } from "./zones-board.tsx";

/** A position, drawn from state, whatever kind of board it stands on. */
export function Board(props: {
  readonly board: BoardSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marks?: Marks;
  readonly labels?: boolean;
  readonly label?: string;
}) {
  const { board, state, players, marks, labels = true } = props;
  if (board.kind === "grid") {
    const rows = rowsOf(board, state);
    const pieces = rows.flat().filter((piece) => piece !== null).length;
    const label = props.label ?? `Board of ${board.cols} × ${board.rows} with ${countText(pieces, "piece")}`;
    return (
      <GridBoard
        board={board}
        rows={rows}
        players={players}
        labels={labels}
        label={label}
        {...(marks ? { marks } : {})}
      />
    );
  }
  const shown = { state, players, ...(marks ? { marks } : {}) };
  if (board.kind === "zones") return <ZonesBoard board={board} {...shown} />;
  return <TableBoard board={board} {...shown} />;
}
