import type { PlayerWire } from "@wopr/contracts";
import { cellAt, cellName, type GridSpec, parseCell } from "@wopr/games";
import { useId } from "react";
import { hexOf, inkOn, seatLetters } from "./colors.ts";
import styles from "./grid-board.module.css";
import { type Marks, NO_MARKS } from "./marks.ts";
import { PieceShape } from "./piece-shape.tsx";
import type { CellPiece, Rows } from "./position.ts";

/** Space for the names of rows and columns, in cells. */
const LABEL = 0.62;

/** A position on a regular board, drawn from state. */
export function GridBoard(props: {
  readonly board: GridSpec;
  readonly rows: Rows;
  readonly players: readonly PlayerWire[];
  readonly marks?: Marks;
  /** Names of rows and columns. */
  readonly labels?: boolean;
  readonly label: string;
}) {
  const { board, rows, players, marks = NO_MARKS, labels = true, label } = props;
  const clip = useId();
  const edge = labels ? LABEL : 0.12;
  const letters = seatLetters(players);
  const colors = new Map(players.map(({ position, color }) => [position, hexOf(color)]));
  const at = (name: string) => parseCell(board, name);
  return (
    <svg
      className={styles["board"]}
      viewBox={`${-edge} ${-edge} ${board.cols + edge + 0.12} ${board.rows + edge + 0.12}`}
      role="img"
      aria-label={label}
    >
      <defs>
        <clipPath id={clip}>
          <rect width={board.cols} height={board.rows} rx="0.22" />
        </clipPath>
      </defs>
      <rect className={styles["rim"]} x="-0.1" y="-0.1" width={board.cols + 0.2} height={board.rows + 0.2} rx="0.3" />
      <g clipPath={`url(#${clip})`}>
        <rect
          className={styles["ground"]}
          data-checkered={board.checkered ?? false}
          width={board.cols}
          height={board.rows}
        />
        <Squares board={board} />
      </g>
      <Lines board={board} />
      {labels ? <Names board={board} /> : null}
      {marks.to.concat(marks.from).map((name) => {
        const cell = at(name);
        return cell ? (
          <rect key={`tint ${name}`} className={styles["tint"]} x={cell.col} y={cell.row} width="1" height="1" />
        ) : null;
      })}
      {rows.flatMap((line, row) =>
        line.map((piece, col) =>
          piece ? (
            <Piece
              key={cellName(board, { col, row })}
              piece={piece}
              x={col}
              y={row}
              fill={colors.get(piece.player ?? 0) ?? "#8a919b"}
              letter={letters.get(piece.player ?? 0) ?? ""}
            />
          ) : null,
        ),
      )}
      <MarkShapes marks={marks} at={at} />
      {marks.arrows.map(({ from, to }) => (
        <Arrow key={`${from} ${to}`} from={at(from)} to={at(to)} />
      ))}
    </svg>
  );
}

function Squares({ board }: { readonly board: GridSpec }) {
  if (board.points === "intersections") return null;
  const strength = board.checkered ? styles["checkStrong"] : styles["check"];
  const cells = Array.from({ length: board.rows * board.cols }, (_, index) => cellAt(board, index));
  return cells
    .filter(({ row, col }) => (row + col) % 2 === 1)
    .map((cell) => (
      <rect key={cellName(board, cell)} className={strength} x={cell.col} y={cell.row} width="1" height="1" />
    ));
}

function Lines({ board }: { readonly board: GridSpec }) {
  const inset = board.points === "intersections" ? 0.5 : 0;
  const across = Array.from({ length: board.rows + (inset ? 0 : 1) }, (_, row) => row + inset);
  const down = Array.from({ length: board.cols + (inset ? 0 : 1) }, (_, col) => col + inset);
  const path = [
    ...across.map((y) => `M${inset} ${y}H${board.cols - inset}`),
    ...down.map((x) => `M${x} ${inset}V${board.rows - inset}`),
  ].join("");
  return <path className={styles["lines"]} d={path} />;
}

function Names({ board }: { readonly board: GridSpec }) {
  const columns = Array.from({ length: board.cols }, (_, col) => cellName(board, { col, row: 0 }).replace(/\d+/, ""));
  const numbers = Array.from({ length: board.rows }, (_, row) => cellName(board, { col: 0, row }).replace(/\D+/, ""));
  return (
    <g className={styles["names"]}>
      {columns.map((text, col) => (
        <text key={text} x={col + 0.5} y="-0.3">
          {text}
        </text>
      ))}
      {numbers.map((text, row) => (
        <text key={text} x="-0.36" y={row + 0.5}>
          {text}
        </text>
      ))}
    </g>
  );
}

function Piece(props: {
  readonly piece: CellPiece;
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly letter: string;
}) {
  const { piece, x, y, fill, letter } = props;
  return (
    <g transform={`translate(${x} ${y})`}>
      <PieceShape type={piece.type} fill={fill} ink={inkOn(fill)} letter={letter} />
    </g>
  );
}

type Cell = { readonly col: number; readonly row: number } | null;

/** An arrow from the middle of one cell to the middle of another. */
function Arrow({ from, to }: { readonly from: Cell; readonly to: Cell }) {
  if (!from || !to) return null;
  const [dx, dy] = [to.col - from.col, to.row - from.row];
  const length = Math.hypot(dx, dy);
  if (length === 0) return null;
  const angle = (Math.atan2(dy, dx) * 180) / Math.PI;
  const tip = length - 0.1;
  return (
    <path
      className={styles["arrow"]}
      transform={`translate(${from.col + 0.5} ${from.row + 0.5}) rotate(${angle})`}
      d={`M0.3 -0.07H${tip - 0.34}V-0.22L${tip} 0L${tip - 0.34} 0.22V0.07H0.3Z`}
    />
  );
}

function MarkShapes(props: {
  readonly marks: Marks;
  readonly at: (name: string) => { readonly col: number; readonly row: number } | null;
}) {
  const { marks, at } = props;
  const box = (name: string, kind: string) => {
    const cell = at(name);
    if (!cell) return null;
    return (
      <rect
        key={`${kind} ${name}`}
        className={styles[kind]}
        x={cell.col + 0.03}
        y={cell.row + 0.03}
        width="0.94"
        height="0.94"
        rx="0.16"
      />
    );
  };
  const question = (name: string) => {
    const cell = at(name);
    return cell ? (
      <g key={`? ${name}`} className={styles["question"]} transform={`translate(${cell.col + 0.82} ${cell.row + 0.2})`}>
        <circle r="0.24" />
        <text y="0.02">?</text>
      </g>
    ) : null;
  };
  return (
    <g>
      {marks.from.map((name) => box(name, "from"))}
      {marks.to.map((name) => box(name, "to"))}
      {marks.unexplained.map((name) => box(name, "asked"))}
      {marks.asked.map((name) => box(name, "asked"))}
      {[...new Set([...marks.asked, ...marks.unexplained])].map(question)}
    </g>
  );
}
