import { cellAt, cellName, type GridSpec } from "@wopr/games";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import styles from "./cell-buttons.module.css";
import { neighbour } from "./position.ts";

/** How one cell looks and is called. */
export interface CellLook {
  /** Without the name of the cell: "empty", "Blue". */
  readonly says: string;
  readonly pressed?: boolean;
  readonly mark?: "changed" | "unsure" | "tapped" | undefined;
  readonly content?: ReactNode;
}

/** Cells of a board as buttons laid over a picture of it. One stop for Tab; arrow keys move between them. */
export function CellButtons(props: {
  readonly board: GridSpec;
  readonly label: string;
  readonly look: (name: string) => CellLook;
  readonly tap: (name: string) => void;
  /** Takes the focus when a dialog opens. */
  readonly first?: boolean;
  readonly style?: CSSProperties;
}) {
  const { board, label, look, tap, first = false, style } = props;
  const names = Array.from({ length: board.rows * board.cols }, (_, index) => cellName(board, cellAt(board, index)));
  const [focus, setFocus] = useState(names[0] ?? "");
  const cells = useRef<HTMLFieldSetElement>(null);
  const press = (event: KeyboardEvent) => {
    const next = neighbour(board, focus, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setFocus(next);
    cells.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
  };
  return (
    <fieldset
      ref={cells}
      className={styles["cells"]}
      style={{ gridTemplate: `repeat(${board.rows}, 1fr) / repeat(${board.cols}, 1fr)`, ...style }}
    >
      <legend className="visually-hidden">{label}. Arrow keys move between the cells.</legend>
      {names.map((name) => {
        const { says, pressed, mark, content } = look(name);
        return (
          <button
            key={name}
            type="button"
            data-arrows
            data-autofocus={(first && focus === name) || undefined}
            data-cell={name}
            data-mark={mark}
            className={styles["cell"]}
            tabIndex={focus === name ? 0 : -1}
            aria-label={says ? `${name}, ${says}` : name}
            aria-pressed={pressed ?? false}
            onFocus={() => setFocus(name)}
            onKeyDown={press}
            onClick={() => tap(name)}
          >
            {content}
          </button>
        );
      })}
    </fieldset>
  );
}
