import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useState } from "react";
import styles from "./difference.module.css";

/** One line of a difference. */
export interface Change {
  /** What changed: a key, a cell, a file, a photo. */
  readonly at: string;
  readonly kind: "changed" | "added" | "removed" | "moved" | "same";
  readonly before?: string;
  readonly after?: string;
  /** Pictures of the place before and after, with their alternative texts. */
  readonly pictures?: { readonly before: string | null; readonly after: string | null };
  readonly note?: string;
}

const words = { changed: "changed", added: "new", removed: "gone", moved: "moved", same: "as before" } as const;

/** Before → after. What is the same is folded; what moved is marked as moved. */
export function Difference({ changes, label }: { readonly changes: readonly Change[]; readonly label: string }) {
  const [open, setOpen] = useState(false);
  const same = changes.filter((change) => change.kind === "same");
  const shown = open ? changes : changes.filter((change) => change.kind !== "same");
  return (
    <div>
      <ul className={styles["list"]} aria-label={label}>
        {shown.map((change) => (
          <ChangeLine key={change.at} change={change} />
        ))}
      </ul>
      {same.length > 0 ? (
        <Button variant="subtle" color="gray" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? "Hide what is the same" : `${same.length} more as before`}
        </Button>
      ) : null}
    </div>
  );
}

function ChangeLine({ change }: { readonly change: Change }) {
  const { at, kind, before, after, pictures, note } = change;
  return (
    <li className={styles["line"]} data-kind={kind} data-pictures={pictures !== undefined}>
      <div className={styles["head"]}>
        <span className={styles["at"]}>{at}</span>
        <span className={styles["word"]}>{words[kind]}</span>
      </div>
      <div className={styles["sides"]}>
        <Side side="before" text={before} picture={pictures?.before ?? null} at={at} />
        {pictures ? null : <IconArrowRight size={18} aria-hidden className={styles["arrow"]} />}
        <Side side="after" text={after} picture={pictures?.after ?? null} at={at} />
      </div>
      {note ? <p className="muted small">{note}</p> : null}
    </li>
  );
}

function Side(props: {
  readonly side: "before" | "after";
  readonly text: string | undefined;
  readonly picture: string | null;
  readonly at: string;
}) {
  const { side, text, picture, at } = props;
  return (
    <figure className={styles["side"]} data-side={side}>
      {picture ? (
        <img
          className={styles["picture"]}
          src={picture}
          alt={`${at} ${side}`}
          width="256"
          height="256"
          loading="lazy"
        />
      ) : null}
      <figcaption>
        <span className="visually-hidden">{side}: </span>
        {text ?? "—"}
      </figcaption>
    </figure>
  );
}
