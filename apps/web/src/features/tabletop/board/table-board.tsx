import type { BoardStateWire, PlayerWire } from "@wopr/contracts";
import type { TableSpec } from "@wopr/games";
import type { ReactNode } from "react";
import { countText } from "../../../ui/words.ts";
import { hexOf, inkOn, seatLetters } from "./colors.ts";
import { type Marks, NO_MARKS } from "./marks.ts";
import styles from "./table-board.module.css";

/** Side of the squares drawn for scale, millimetres: half a foot, as such games measure. */
const SQUARE_MM = 152.4;

/** Something that stands on a table. */
export interface DrawnTerrain {
  readonly id: string;
  readonly kind: "open" | "difficult" | "impassable";
  readonly polygon: readonly (readonly [number, number])[];
}

/** A free table in millimetres with the bases on it; a thin ring around a base is how well its place is known (2σ). */
export function TableBoard(props: {
  readonly board: TableSpec;
  readonly state: BoardStateWire | undefined;
  readonly players: readonly PlayerWire[];
  readonly marks?: Marks;
  readonly terrain?: readonly DrawnTerrain[];
  /** What lies over the table, in millimetres: rulers, rings, sight. */
  readonly children?: ReactNode;
}) {
  const { board, state, players, marks = NO_MARKS, terrain = [], children } = props;
  const letters = seatLetters(players);
  const pieces = state?.pieces ?? [];
  const marked = new Set([...marks.from, ...marks.to, ...marks.asked]);
  const colorOf = (seat: number | null) => hexOf(players.find(({ position }) => position === seat)?.color ?? "grey");
  return (
    <svg
      viewBox={`0 0 ${board.widthMm} ${board.heightMm}`}
      role="img"
      aria-label={`Table of ${board.widthMm} × ${board.heightMm} mm with ${countText(pieces.length, "base")}`}
      className={styles["table"]}
    >
      <rect className={styles["ground"]} width={board.widthMm} height={board.heightMm} rx="12" />
      <path className={styles["lines"]} d={linesOf(board)} />
      {terrain.map((one) => (
        <polygon
          key={one.id}
          className={styles["terrain"]}
          data-kind={one.kind}
          points={one.polygon.map((at) => at.join(",")).join(" ")}
        />
      ))}
      {pieces.map((piece, index) => {
        const fill = colorOf(piece.player);
        const r = (piece.base_mm ?? 27) / 2;
        return (
          <g key={piece.id ?? index} transform={`translate(${piece.position.x} ${piece.position.y})`}>
            {piece.sigma_mm ? <circle className={styles["unsure"]} r={r + 2 * piece.sigma_mm} /> : null}
            <circle
              className={styles["base"]}
              r={r}
              fill={fill}
              data-marked={piece.id !== undefined && marked.has(piece.id)}
            />
            <text className={styles["letter"]} fontSize={Math.max(r, 22)} fill={inkOn(fill)}>
              {letters.get(piece.player ?? 0) ?? ""}
            </text>
          </g>
        );
      })}
      {children}
    </svg>
  );
}

function linesOf(board: TableSpec): string {
  const across = Array.from({ length: Math.floor(board.heightMm / SQUARE_MM) }, (_, i) => (i + 1) * SQUARE_MM);
  const down = Array.from({ length: Math.floor(board.widthMm / SQUARE_MM) }, (_, i) => (i + 1) * SQUARE_MM);
  return [...across.map((y) => `M0 ${y}H${board.widthMm}`), ...down.map((x) => `M${x} 0V${board.heightMm}`)].join("");
}
