import { ChessFigure, type ChessKind } from "./chess-figure.tsx";
import styles from "./piece-shape.module.css";

const KINDS: readonly ChessKind[] = ["pawn", "knight", "bishop", "rook", "queen", "king"];

const CHESS_LETTERS: Readonly<Record<string, ChessKind>> = {
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
  if (chess) return <ChessFigure kind={chess} fill={fill} ink={ink === "#ffffff" ? "#f4f1ea" : "#24272c"} />;
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

function chessKind(type: string): ChessKind | undefined {
  const name = type.toLowerCase();
  const kind = KINDS.find((candidate) => candidate === name);
  if (kind) return kind;
  return name.length === 1 ? CHESS_LETTERS[name] : undefined;
}
