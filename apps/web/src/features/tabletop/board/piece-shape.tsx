import {
  IconChessBishopFilled,
  IconChessFilled,
  IconChessKingFilled,
  IconChessKnightFilled,
  IconChessQueenFilled,
  IconChessRookFilled,
} from "@tabler/icons-react";
import styles from "./piece-shape.module.css";

const CHESS = {
  pawn: IconChessFilled,
  knight: IconChessKnightFilled,
  bishop: IconChessBishopFilled,
  rook: IconChessRookFilled,
  queen: IconChessQueenFilled,
  king: IconChessKingFilled,
} as const;

const CHESS_LETTERS: Readonly<Record<string, keyof typeof CHESS>> = {
  p: "pawn",
  n: "knight",
  b: "bishop",
  r: "rook",
  q: "queen",
  k: "king",
};

/** A piece in a square of 1 × 1: chess figures as figures, everything else as a tile with the letter of its owner. */
export function PieceShape(props: {
  readonly type: string;
  readonly fill: string;
  readonly ink: string;
  readonly letter: string;
}) {
  const { type, fill, ink, letter } = props;
  const chess = chessKind(type);
  if (chess) {
    const Figure = CHESS[chess];
    return (
      <>
        <circle className={styles["edge"]} cx="0.5" cy="0.5" r="0.42" fill={fill} />
        <Figure x="0.18" y="0.18" width="0.64" height="0.64" color={ink} aria-hidden />
      </>
    );
  }
  return (
    <>
      <rect className={styles["shade"]} x="0.11" y="0.135" width="0.78" height="0.78" rx="0.17" />
      <rect className={styles["edge"]} x="0.11" y="0.1" width="0.78" height="0.78" rx="0.17" fill={fill} />
      <text className={styles["letter"]} x="0.5" y="0.5" fill={ink}>
        {letter}
      </text>
    </>
  );
}

function chessKind(type: string): keyof typeof CHESS | undefined {
  const name = type.toLowerCase();
  if (name in CHESS) return name as keyof typeof CHESS;
  return name.length === 1 ? CHESS_LETTERS[name] : undefined;
}
