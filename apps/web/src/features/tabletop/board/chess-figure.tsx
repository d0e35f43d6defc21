/** Names of chess figures. */
export type ChessKind = "pawn" | "knight" | "bishop" | "rook" | "queen" | "king";

/** Figures of our own, in a square of 100 × 100: a foot that all share, and what tells them apart. */
const BODIES: Readonly<Record<ChessKind, string>> = {
  pawn: "M50 18a14 14 0 0 1 9 24.7c-.6.6-.4 1.3.4 1.7l4.6 2.6v6h-6.5c.8 12 4.6 18.6 9.5 23H33c4.9-4.4 8.7-11 9.5-23H36v-6l4.6-2.6c.8-.4 1-1.1.4-1.7A14 14 0 0 1 50 18z",
  rook: "M27 20h11v8h7v-8h10v8h7v-8h11v20l-8 7v20l5 9H30l5-9V47l-8-7z",
  knight:
    "M46 14l6 9c15 3 23 15 23 32 0 8-1 14-2 21H32c0-13 7-19 14-26 2-2 3-4 3-7-4 4-8 5-12 6l-6 6-8-4-2-8 11-15c1-4 4-7 8-9z",
  bishop:
    "M50 9a5.5 5.5 0 0 1 4 9.3c10 6.7 14.5 15 14.5 23 0 6-2.5 10.7-6.5 13.7l3 6h-5c1 7 4 12 8 15H32c4-3 7-8 8-15h-5l3-6c-4-3-6.5-7.7-6.5-13.7 0-8 4.5-16.3 14.5-23A5.5 5.5 0 0 1 50 9z",
  queen:
    "M22 26a5 5 0 1 1 4 4.8L36 47l3-20.5a5 5 0 1 1 5-.5l6 18 6-18a5 5 0 1 1 5 .5L64 47l10-16.2A5 5 0 1 1 78 26l-8.5 50h-39z",
  king: "M46.5 8h7v6h6v7h-6v7.5C66 26 80 31 80 44c0 12-9 17-12 25l2 7H30l2-7c-3-8-12-13-12-25 0-13 14-18 26.5-15.5V21h-6v-7h6z",
};

const FOOT = "M27 80h46l4 11H23z";

/** Fine lines that make a figure readable when it is small. */
const DETAILS: Readonly<Record<ChessKind, string>> = {
  pawn: "M36 50h28",
  rook: "M35 46h30M35 67h30",
  knight: "M41 30h.5M60 36c5 7 7 16 6 28",
  bishop: "M50 27v16M43 34h14M38 61h24",
  queen: "M33 66h34",
  king: "M50 30v22M33 66h34",
};

/** One chess figure in a square of 1 × 1, filled with its player's colour and outlined so that it reads on any square. */
export function ChessFigure(props: { readonly kind: ChessKind; readonly fill: string; readonly ink: string }) {
  const { kind, fill, ink } = props;
  return (
    <g transform="translate(0.02 0) scale(0.0096)" strokeLinejoin="round" strokeLinecap="round">
      <path d={`${BODIES[kind]}${FOOT}`} fill={fill} stroke={ink} strokeWidth="4.5" paintOrder="stroke" />
      <path d={DETAILS[kind]} fill="none" stroke={ink} strokeWidth={kind === "knight" ? 4.5 : 3} />
    </g>
  );
}
