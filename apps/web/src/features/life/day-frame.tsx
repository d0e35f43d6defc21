import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTopic } from "../../api/context.tsx";
import { useSession } from "../../app/session.tsx";
import { Page } from "../../ui/page.tsx";
import styles from "./day.module.css";

const PAGES = [
  { to: "/day", label: "Today" },
  { to: "/day/plan", label: "Plan" },
  { to: "/day/character", label: "Character" },
  { to: "/day/evenings", label: "Evenings" },
  { to: "/day/history", label: "History" },
  { to: "/day/settings", label: "Settings" },
] as const;

/** A page of the day: title, one sentence, and the way to its other pages. */
export function DayFrame(props: {
  readonly title: string;
  readonly sentence?: ReactNode;
  readonly action?: ReactNode;
  readonly width?: "narrow" | "normal" | "wide";
  readonly children: ReactNode;
}) {
  const { me } = useSession();
  useTopic(`life:${me.id}`);
  const { children, ...page } = props;
  return (
    <Page {...page}>
      <nav aria-label="Day" className={styles["tabs"]}>
        {PAGES.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className={styles["tab"]}
            activeOptions={{ exact: to === "/day" }}
            activeProps={{ "aria-current": "page" }}
          >
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
