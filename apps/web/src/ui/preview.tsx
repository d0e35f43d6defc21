import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./preview.module.css";
import { StateMark } from "./state-mark.tsx";

/** One group of things an act would do: how many, to whom. Exceptions come first. */
export interface Consequence {
  readonly count: number;
  /** "cells change", "moves are read again" */
  readonly text: string;
  readonly exception?: boolean;
}

/** What would happen to whom, counted, exceptions first. Identical to what then happens. */
export function Preview(props: {
  readonly title: string;
  readonly opened: boolean;
  readonly close: () => void;
  readonly consequences: readonly Consequence[];
  /** Said before the act: how it is taken back, or that it cannot be. */
  readonly undo: string;
  readonly act: { readonly label: string; readonly run: () => void; readonly busy: boolean; readonly danger?: boolean };
  readonly blocked?: string | undefined;
  readonly children?: ReactNode;
}) {
  const { title, opened, close, consequences, undo, act, blocked, children } = props;
  const ordered = [...consequences].sort((a, b) => Number(b.exception ?? false) - Number(a.exception ?? false));
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <div className="stack">
        {ordered.length > 0 ? (
          <ul className={styles["list"]} aria-label="What would happen">
            {ordered.map((item) => (
              <li key={item.text} className={styles["item"]}>
                {item.exception ? <StateMark state="attention" /> : null}
                <strong className={styles["count"]}>{item.count}</strong>
                <span>{item.text}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {children}
        <p className="muted small">{undo}</p>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            color={act.danger ? "red" : "amber"}
            variant={act.danger ? "outline" : "filled"}
            loading={act.busy}
            disabled={blocked !== undefined}
            onClick={act.run}
          >
            {act.label}
          </Button>
        </div>
        {blocked ? <p className="muted small">{blocked}</p> : null}
      </div>
    </Modal>
  );
}
