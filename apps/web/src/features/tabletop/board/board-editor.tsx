import { SegmentedControl, Select } from "@mantine/core";
import type { PlayerWire } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { useState } from "react";
import { playerLabel } from "../words.ts";
import styles from "./board-editor.module.css";
import { CellButtons } from "./cell-buttons.tsx";
import { cellsWithin } from "./cells-within.ts";
import { GridBoard } from "./grid-board.tsx";
import { NO_MARKS } from "./marks.ts";
import { differing, pieceAt, type Rows, withPiece } from "./position.ts";

/** What a tap on a cell does. */
export type Tool = "place" | "move" | "remove";

const TOOLS: readonly { readonly value: Tool; readonly label: string }[] = [
  { value: "place", label: "Place" },
  { value: "move", label: "Move" },
  { value: "remove", label: "Take away" },
];

/** A board people put right by tapping cells, or with the arrow keys and Enter. */
export function BoardEditor(props: {
  readonly board: GridSpec;
  /** The position it began with; what differs is marked. */
  readonly before: Rows;
  readonly rows: Rows;
  readonly players: readonly PlayerWire[];
  readonly seat: number;
  readonly piece: string;
  /** Kinds of pieces that can be placed. */
  readonly pieces: readonly { readonly id: string; readonly name: string }[];
  readonly choosePiece: (id: string) => void;
  readonly firstTool: Tool;
  readonly change: (rows: Rows) => void;
}) {
  const { board, before, rows, players, seat, piece, pieces, choosePiece, firstTool, change } = props;
  const [tool, setTool] = useState<Tool>(firstTool);
  const [picked, setPicked] = useState<string>();
  const changed = differing(board, before, rows);

  const tap = (name: string) => {
    if (tool === "place") {
      const stands = pieceAt(board, rows, name);
      const same = stands?.player === seat && stands.type === piece;
      return change(withPiece(board, rows, name, same ? null : { type: piece, player: seat }));
    }
    if (tool === "remove") return change(withPiece(board, rows, name, null));
    if (picked === undefined) return pieceAt(board, rows, name) ? setPicked(name) : undefined;
    setPicked(undefined);
    if (picked === name) return;
    const moving = pieceAt(board, rows, picked);
    change(withPiece(board, withPiece(board, rows, picked, null), name, moving));
  };

  return (
    <div className={styles["editor"]}>
      <SegmentedControl
        aria-label="What a tap does"
        fullWidth
        data={TOOLS.map(({ value, label }) => ({ value, label }))}
        value={tool}
        onChange={(value) => {
          setTool(value as Tool);
          setPicked(undefined);
        }}
      />
      {tool === "place" && pieces.length > 1 ? (
        <Select
          label="Kind of piece"
          allowDeselect={false}
          data={pieces.map(({ id, name }) => ({ value: id, label: name }))}
          value={piece}
          onChange={(value) => choosePiece(value ?? piece)}
        />
      ) : null}
      <div className={styles["stage"]} style={{ aspectRatio: `${board.cols + 0.74} / ${board.rows + 0.74}` }}>
        <GridBoard
          board={board}
          rows={rows}
          players={players}
          marks={{ ...NO_MARKS, to: changed, from: picked ? [picked] : [] }}
          label="The board as you say it is"
        />
        <CellButtons
          board={board}
          label="Cells"
          first
          style={cellsWithin(board)}
          look={(name) => {
            const stands = pieceAt(board, rows, name);
            return { says: stands ? playerLabel(players, stands.player) : "empty", pressed: picked === name };
          }}
          tap={tap}
        />
      </div>
      <p className="muted small" role="status">
        {hint(tool, picked)}
      </p>
    </div>
  );
}

function hint(tool: Tool, picked: string | undefined): string {
  if (tool === "place") return "Tap a cell to put a piece there; tap it again to take it away.";
  if (tool === "remove") return "Tap a piece to take it away.";
  return picked ? `From ${picked} to where?` : "Tap a piece, then where it went.";
}
