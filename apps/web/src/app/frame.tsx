import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { LiveMark } from "../ui/live-mark.tsx";
import { Stale } from "../ui/stale.tsx";
import { Loading } from "../ui/states.tsx";
import { type Area, areasFor } from "./areas.ts";
import styles from "./frame.module.css";
import { useKeys } from "./keys.tsx";
import { Logo } from "./logo.tsx";
import { useFeatures } from "./session.tsx";

const AccountMenu = lazy(() => import("./account-menu.tsx").then((module) => ({ default: module.AccountMenu })));
const KeysHelp = lazy(() => import("./keys-help.tsx").then((module) => ({ default: module.KeysHelp })));
const Finder = lazy(() => import("./finder.tsx").then((module) => ({ default: module.Finder })));

/** Navigation around every page: a rail with words, a narrow rail on tablets, a bar at the bottom of phones. */
export function Frame() {
  const areas = areasFor(useFeatures());
  // Counts how often the finder was asked for; it is loaded with the first time.
  const [asked, setAsked] = useState(0);
  const find = () => setAsked((count) => count + 1);
  const [help, setHelp] = useState(false);
  useKeys([
    { key: "/", text: "Find anything", run: find },
    { key: "?", text: "Show these keys", run: () => setHelp(true) },
  ]);
  useHotkeys([["mod+K", find]], []);
  return (
    <div className={styles["frame"]}>
      <a className={styles["skip"]} href="#content">
        Skip to the content
      </a>
      <nav className={styles["rail"]} aria-label="Areas">
        <Link to="/play" className={styles["brand"]} aria-label="WOPR, to the games">
          <Logo />
          <span className={styles["brandName"]}>WOPR</span>
        </Link>
        <ul className={styles["areas"]}>
          {areas.map((area) => (
            <li key={area.to}>
              <AreaLink area={area} />
            </li>
          ))}
        </ul>
        <div className={styles["foot"]}>
          <button type="button" className={styles["find"]} onClick={find} aria-label="Find anything">
            <IconSearch size={20} aria-hidden />
            <span className={styles["findWord"]}>Find</span>
            <span className={styles["findKey"]} data-key="Ctrl K" aria-hidden />
          </button>
          <div className={styles["live"]}>
            <LiveMark short />
          </div>
          <Suspense fallback={<div className={styles["account"]} />}>
            <AccountMenu find={find} />
          </Suspense>
        </div>
      </nav>
      <main id="content" className={styles["content"]} tabIndex={-1}>
        <Stale>
          <Suspense fallback={<Loading what="the page" />}>
            <Outlet />
          </Suspense>
        </Stale>
      </main>
      {help ? (
        <Suspense fallback={null}>
          <KeysHelp close={() => setHelp(false)} />
        </Suspense>
      ) : null}
      {asked > 0 ? (
        <Suspense fallback={null}>
          <Finder asked={asked} areas={areas} />
        </Suspense>
      ) : null}
    </div>
  );
}

function AreaLink({ area }: { readonly area: Area }) {
  const Icon = area.icon;
  return (
    <Link to={area.to} className={styles["area"]} activeProps={{ "data-active": true, "aria-current": "page" }}>
      <Icon size={22} stroke={1.75} />
      <span>{area.label}</span>
    </Link>
  );
}
