import { Button, Modal, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { GameDetailWire, MoveInputWire, StateWire } from "@wopr/contracts";
import type { BoardSpec } from "@wopr/games";
import { useState } from "react";
import { useQuiet } from "../../../ui/quiet.ts";
import { BoardEditor } from "../board/board-editor.tsx";
import { moveBetween } from "../board/edit.ts";
import { type Rows, rowsOf } from "../board/position.ts";
import type { piecesOf } from "../board/spec.ts";
import { moveText } from "../move-words.ts";
import { bySeat, playerLabel } from "../words.ts";
import styles from "./move-editor.module.css";
import { ZonesEditor } from "./zones-editor.tsx";

/** What the editor is opened for. */
export type EditPurpose = "move" | "position";

/** A move told by hand: people put the board right, and the move is what changed. */
export function MoveEditor(props: {
  readonly game: GameDetailWire;
  readonly board: BoardSpec;
  readonly pieces: ReturnType<typeof piecesOf>;
  readonly state: StateWire | undefined;
  readonly purpose: EditPurpose;
  /** Position the editor begins with; the agreed one when absent. */
  readonly start?: Rows | undefined;
  readonly opened: boolean;
  readonly busy: boolean;
  readonly close: () => void;
  readonly saveMove: (move: MoveInputWire) => void;
  readonly savePosition: (rows: Rows) => void;
  /** What the button says that takes the move; it may lead to a preview first. */
  readonly saveLabel?: string;
}) {
  const { opened, close, purpose } = props;
  useQuiet(opened);
  const phone = useMediaQuery("(max-width: 599px)") ?? false;
  return (
    <Modal
      opened={opened}
      onClose={close}
      fullScreen={phone}
      size="lg"
      title={purpose === "move" ? "What was the move?" : "How does the board stand?"}
    >
      {opened ? <Editor {...props} /> : null}
    </Modal>
  );
}

function Editor(props: Parameters<typeof MoveEditor>[0]) {
  const { game, board, pieces, state, purpose, start, busy, close, saveMove, savePosition } = props;
  const { saveLabel = "Enter this move" } = props;
  const seats = bySeat(game.players);
  const before = board.kind === "grid" ? rowsOf(board, state?.board_state) : undefined;
  const [seat, setSeat] = useState(state?.turn_player ?? seats[0]?.position ?? 1);
  const [piece, setPiece] = useState(pieces[0]?.id ?? "piece");
  const [rows, setRows] = useState<Rows>(start ?? before ?? []);
  const [zoneMove, setZoneMove] = useState<MoveInputWire>();
  const move = board.kind === "grid" && before ? moveBetween(board, before, rows, seat) : zoneMove;
  const save = () => {
    if (purpose === "position") savePosition(rows);
    else if (move) saveMove(move);
  };
  return (
    <div className="stack">
      <SegmentedControl
        aria-label="Whose piece"
        fullWidth
        data={seats.map(({ position }) => ({ value: String(position), label: playerLabel(seats, position) }))}
        value={String(seat)}
        onChange={(value) => setSeat(Number(value))}
      />
      {board.kind === "grid" && before ? (
        <BoardEditor
          board={board}
          before={before}
          rows={rows}
          players={game.players}
          seat={seat}
          piece={piece}
          pieces={pieces}
          choosePiece={setPiece}
          firstTool={game.pack_id === "chess" ? "move" : "place"}
          change={setRows}
        />
      ) : (
        <ZonesEditor board={board} state={state} seat={seat} change={setZoneMove} />
      )}
      <p role="status" style={{ minHeight: 24, fontWeight: 600 }}>
        {purpose === "move" ? (move ? moveText(move, game.players) : "Nothing changed yet.") : null}
      </p>
      <div className={`row ${styles["foot"]}`}>
        {purpose === "move" ? (
          <Button variant="default" disabled={busy} onClick={() => saveMove({ kind: "pass", player: seat })}>
            Pass
          </Button>
        ) : null}
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={busy} disabled={purpose === "move" && !move} onClick={save}>
          {purpose === "move" ? saveLabel : "The board is like this"}
        </Button>
      </div>
    </div>
  );
}
