import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useQuiet } from "./quiet.ts";
import { StateMark, type StateName } from "./state-mark.tsx";
import styles from "./why.module.css";

/** One piece of evidence: a rule, a probe, a score, with its number, unit and margin. */
export interface Evidence {
  readonly state: StateName;
  readonly name: string;
  /** One sentence. */
  readonly text: string;
  /** "ρ 0.97 (good from 0.85)" */
  readonly measured?: string;
}

/** Drawer with the evidence behind a decision. */
export function Why(props: {
  readonly title: string;
  readonly opened: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  useQuiet(props.opened);
  const phone = useMediaQuery("(max-width: 767px)") ?? false;
  return (
    <Drawer
      opened={props.opened}
      onClose={props.close}
      title={props.title}
      position={phone ? "bottom" : "right"}
      size={phone ? "92%" : 560}
      classNames={{ title: styles["title"] ?? "", body: styles["body"] ?? "" }}
    >
      {props.children}
    </Drawer>
  );
}

/** A list of evidence. */
export function EvidenceList({ items, label }: { readonly items: readonly Evidence[]; readonly label: string }) {
  return (
    <ul className={styles["list"]} aria-label={label}>
      {items.map((item) => (
        <li key={item.name} className={styles["item"]}>
          <StateMark state={item.state} />
          <div className="grow">
            <div className={styles["name"]}>{item.name}</div>
            <div className="muted small">{item.text}</div>
          </div>
          {item.measured ? <span className={styles["measured"]}>{item.measured}</span> : null}
        </li>
      ))}
    </ul>
  );
}
