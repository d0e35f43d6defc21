import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
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
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the tabs are wider than the screen; the current one is the one to see.
    tabs.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return (
    <Page {...page}>
      <nav ref={tabs} aria-label="Day" className={styles["tabs"]}>
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
