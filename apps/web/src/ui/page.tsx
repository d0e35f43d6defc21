import { IconArrowLeft } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import styles from "./page.module.css";

/** A page: title, one sentence of state, one primary action, content. */
export function Page(props: {
  readonly title: string;
  readonly sentence?: ReactNode;
  readonly action?: ReactNode;
  readonly back?: { readonly label: string } & Pick<LinkProps, "to" | "params" | "search">;
  /** `wide` uses the whole window; `narrow` is for forms. */
  readonly width?: "narrow" | "normal" | "wide";
  /** Uses the whole height of the window, for pages with a bar at the bottom. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}) {
  const { title, sentence, action, back, width = "normal", fill = false, children } = props;
  useEffect(() => {
    document.title = `${title} · WOPR`;
  }, [title]);
  return (
    <div className={styles["page"]} data-width={width} data-fill={fill}>
      <header className={styles["header"]}>
        {back ? <BackLink {...back} /> : null}
        <div className={styles["words"]}>
          <h1 className={styles["title"]}>{title}</h1>
          {sentence ? <p className={styles["sentence"]}>{sentence}</p> : null}
        </div>
        {action ? <div className={styles["action"]}>{action}</div> : null}
      </header>
      {children}
    </div>
  );
}

function BackLink({ label, ...link }: { readonly label: string } & Pick<LinkProps, "to" | "params" | "search">) {
  return (
    <Link
      {...(link as LinkProps)}
      className={styles["back"]}
      aria-label={`Back to ${label}`}
      title={`Back to ${label}`}
    >
      <IconArrowLeft size={22} aria-hidden />
    </Link>
  );
}

/** A part of a page with a heading. */
export function Section(props: {
  readonly title: string;
  readonly sentence?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles["section"]} aria-label={props.title}>
      <div className={styles["sectionHead"]}>
        <div className="grow">
          <h2 className={styles["sectionTitle"]}>{props.title}</h2>
          {props.sentence ? <p className="muted small">{props.sentence}</p> : null}
        </div>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
