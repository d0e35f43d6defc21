import { SegmentedControl, Switch } from "@mantine/core";
import { readLayer } from "@wopr/contracts";
import type { BoardSpec } from "@wopr/games";
import { useApi } from "../../../api/context.tsx";
import { Board } from "../board/board.tsx";
import { marksOfMove, marksOfProposal } from "../board/marks.ts";
import { cellsOf, type Rows, rowsOf } from "../board/position.ts";
import { playerLabel } from "../words.ts";
import styles from "./board-view.module.css";
import type { BoardLayer } from "./game-keys.ts";
import { gridOf } from "./proposal-position.ts";
import type { GameView } from "./use-game.ts";

/** The board as drawn from state, or the photo laid flat, with grid and heat over it. */
export function BoardView(props: {
  readonly view: GameView;
  readonly board: BoardSpec;
  /** Position the open proposal believes in. */
  readonly seen: Rows | undefined;
  readonly layer: BoardLayer;
  readonly change: (layer: BoardLayer) => void;
}) {
  const { view, board, seen, layer, change } = props;
  const { game, state, moves, proposal } = view;
  const photo = proposal?.capture_id ?? game.agreed_capture_id;
  const canPhoto = photo !== null && game.calibration !== null && board.kind === "grid";
  const marks = proposal ? marksOfProposal(proposal) : marksOfMove(moves.at(-1));
  const shown = seen ? { grid: gridOf(seen) } : state?.board_state;
  // As large as fits above the bar, whatever shape the board has.
  const ratio = board.kind === "grid" ? (board.cols + 0.74) / (board.rows + 0.74) : undefined;
  return (
    <div className={styles["view"]}>
      <div
        className={styles["stage"]}
        data-kind={board.kind}
        style={
          ratio
            ? { aspectRatio: ratio, maxWidth: `calc(max(var(--board-least), 100dvh - var(--board-rest)) * ${ratio})` }
            : {}
        }
      >
        {layer.photo && canPhoto && board.kind === "grid" ? (
          <FlatPhoto gameId={game.id} captureId={photo} board={board} layer={layer} />
        ) : (
          <Board board={board} state={shown} players={game.players} marks={marks} />
        )}
      </div>
      <div className={styles["tools"]}>
        {canPhoto ? (
          <>
            <SegmentedControl
              aria-label="How the board is shown"
              data={[
                { value: "drawn", label: "Drawn" },
                { value: "photo", label: "Photo" },
              ]}
              value={layer.photo ? "photo" : "drawn"}
              onChange={(value) => change({ ...layer, photo: value === "photo" })}
            />
            {layer.photo ? (
              <>
                <Switch label="Grid" checked={layer.grid} onChange={() => change({ ...layer, grid: !layer.grid })} />
                <Switch label="Heat" checked={layer.heat} onChange={() => change({ ...layer, heat: !layer.heat })} />
              </>
            ) : null}
          </>
        ) : null}
        {board.kind === "grid" ? <PositionTable view={view} board={board} /> : null}
      </div>
    </div>
  );
}

function FlatPhoto(props: {
  readonly gameId: string;
  readonly captureId: string;
  readonly board: Extract<BoardSpec, { kind: "grid" }>;
  readonly layer: BoardLayer;
}) {
  const { gameId, captureId, board, layer } = props;
  const { client } = useApi();
  const url = (name: "board" | "heat") =>
    client.url(readLayer, { params: { id: gameId, cid: captureId, name }, query: {} });
  const lines = [
    ...Array.from({ length: board.cols + 1 }, (_, x) => `M${x} 0V${board.rows}`),
    ...Array.from({ length: board.rows + 1 }, (_, y) => `M0 ${y}H${board.cols}`),
  ].join("");
  return (
    <div className={styles["photo"]} style={{ aspectRatio: `${board.cols} / ${board.rows}` }}>
      <img
        src={url(layer.heat ? "heat" : "board")}
        alt={layer.heat ? "Where the photo differs" : "The photo of the board, laid flat"}
      />
      {layer.grid ? (
        <svg viewBox={`0 0 ${board.cols} ${board.rows}`} aria-hidden="true" className={styles["grid"]}>
          <path d={lines} />
        </svg>
      ) : null}
    </div>
  );
}

/** The same position in words, one click away. */
function PositionTable({
  view,
  board,
}: {
  readonly view: GameView;
  readonly board: Extract<BoardSpec, { kind: "grid" }>;
}) {
  const pieces = cellsOf(board, rowsOf(board, view.state?.board_state)).filter(({ piece }) => piece !== null);
  return (
    <details className={styles["details"]}>
      <summary className={styles["summary"]}>Position as a list</summary>
      {pieces.length === 0 ? (
        <p className="muted">The board is empty.</p>
      ) : (
        <ul className={styles["list"]}>
          {pieces.map(({ name, piece }) => (
            <li key={name}>
              <strong>{name}</strong> {playerLabel(view.game.players, piece?.player ?? null)}
              {piece && piece.type !== "piece" ? ` ${piece.type.replaceAll("_", " ")}` : ""}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
