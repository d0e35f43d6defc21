import type { ReactNode } from "react";
import { Logo } from "../../app/logo.tsx";
import styles from "./gate.module.css";

/** A page in front of the product: one card in the middle, nothing else. */
export function Gate(props: {
  readonly title: string;
  readonly sentence: ReactNode;
  /** "Step 1 of 2" */
  readonly step?: string;
  readonly children: ReactNode;
}) {
  return (
    <main className={styles["gate"]}>
      <div className={styles["box"]}>
        <div className={styles["brand"]}>
          <Logo size={40} />
          <span className={styles["name"]}>WOPR</span>
          {props.step ? <span className={styles["step"]}>{props.step}</span> : null}
        </div>
        <div>
          <h1 className={styles["title"]}>{props.title}</h1>
          <p className="muted">{props.sentence}</p>
        </div>
        {props.children}
      </div>
    </main>
  );
}
