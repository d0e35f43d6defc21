import styles from "./strip.module.css";
import { letterText, stripText } from "./words.ts";

const CELL = 8;
const HEIGHT = 28;

/** Results side by side: form and height differ as colour does. Oldest first. */
export function Strip(props: {
  readonly letters: string;
  /** Room for so many; what is missing at the beginning is left empty. */
  readonly room: number;
  readonly label: string;
  /** What a cell says on top of its result. */
  readonly titleOf?: (index: number) => string;
}) {
  const { letters, room, label, titleOf } = props;
  const cells = [...letters.slice(-room).padStart(room, "-")].map((letter, place) => ({ letter, place }));
  return (
    <svg
      className={styles["strip"]}
      viewBox={`0 0 ${room * CELL} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${stripText(letters)}`}
    >
      {cells.map(({ letter, place }) => (
        <Cell key={place} letter={letter} x={place * CELL} title={titleOf?.(place) ?? letterText(letter)} />
      ))}
    </svg>
  );
}

function Cell({ letter, x, title }: { readonly letter: string; readonly x: number; readonly title: string }) {
  if (letter === "f")
    return (
      <g className={styles["fail"]}>
        <title>{title}</title>
        <rect x={x + 1} y={0} width={6} height={12} rx={1.5} />
        <rect x={x + 1} y={16} width={6} height={12} rx={1.5} />
      </g>
    );
  if (letter === "p")
    return (
      <rect className={styles["pass"]} x={x + 1} y={4} width={6} height={20} rx={1.5}>
        <title>{title}</title>
      </rect>
    );
  if (letter === "m")
    return (
      <path className={styles["planned"]} d={`M${x + 4} 6 ${x + 7} 14 ${x + 4} 22 ${x + 1} 14z`}>
        <title>{title}</title>
      </path>
    );
  if (letter === "n")
    return (
      <rect className={styles["norun"]} x={x + 1.5} y={10.5} width={5} height={13} rx={1.5}>
        <title>{title}</title>
      </rect>
    );
  return (
    <rect className={styles["empty"]} x={x + 2.5} y={21} width={3} height={3} rx={1}>
      <title>{title}</title>
    </rect>
  );
}
