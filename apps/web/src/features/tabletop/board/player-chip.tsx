import { hexOf, inkOn } from "./colors.ts";
import styles from "./player-chip.module.css";

/** The colour of a player with the letter that doubles it. */
export function PlayerChip({
  color,
  letter,
  size = 28,
}: {
  readonly color: string;
  readonly letter: string;
  readonly size?: number;
}) {
  const hex = hexOf(color);
  return (
    <span
      className={styles["chip"]}
      aria-hidden="true"
      style={{ background: hex, color: inkOn(hex), width: size, height: size, fontSize: size * 0.5 }}
    >
      {letter}
    </span>
  );
}
