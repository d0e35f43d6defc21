import { Button, Skeleton } from "@mantine/core";
import { IconLock, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { AppError } from "@wopr/kernel";
import type { ReactNode } from "react";
import { useAfter } from "../app/time.tsx";
import { StateMark } from "./state-mark.tsx";
import styles from "./states.module.css";
import { quoted } from "./words.ts";

/** Skeleton of the real shape, after 150 ms so that quick answers do not flicker. */
export function Loading({ what, children }: { readonly what: string; readonly children?: ReactNode }) {
  const late = useAfter(150, true);
  return (
    <div role="status" aria-label={`Loading ${what}`} className={styles["loading"]}>
      {late ? (children ?? <Skeletons />) : null}
    </div>
  );
}

/** A few lines of the usual height. */
export function Skeletons({ count = 3, height = 72 }: { readonly count?: number; readonly height?: number }) {
  return (
    <div className="stack-8">
      {Array.from({ length: count }, (_, index) => `line ${index}`).map((line) => (
        <Skeleton key={line} height={height} radius="lg" />
      ))}
    </div>
  );
}

/** What will be here, and one button that makes it so. */
export function Empty(props: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles["notice"]}>
      {props.icon ? <div className={styles["icon"]}>{props.icon}</div> : null}
      <h2 className={styles["title"]}>{props.title}</h2>
      <p className="muted">{props.text}</p>
      {props.action ? <div className={styles["action"]}>{props.action}</div> : null}
    </div>
  );
}

/** The sentence from the server, and a way to try again when that can help. */
export function Failed({ failure, retry }: { readonly failure: Error; readonly retry?: () => void }) {
  const kind = failureKind(failure);
  const icons = {
    offline: <IconWifiOff size={28} aria-hidden />,
    no_right: <IconLock size={28} aria-hidden />,
    failed: <StateMark state="failed" />,
  };
  const canRetry = retry && kind !== "no_right" && !(failure instanceof AppError && failure.status === 404);
  return (
    <div className={styles["notice"]} role="alert">
      <div className={styles["icon"]}>{icons[kind]}</div>
      <p>{sentenceOf(failure)}</p>
      {kind === "no_right" ? (
        <p className="muted">Whoever set up this installation can give you the right: ask its owner.</p>
      ) : null}
      {canRetry ? (
        <div className={styles["action"]}>
          <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={retry}>
            Try again
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What is missing from what is shown, and why. */
export function Partial({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles["partial"]} role="note">
      <StateMark state="attention" />
      <div className="grow">{children}</div>
    </div>
  );
}

/** Whether a failure means: no network, no right, or anything else. */
export function failureKind(failure: Error): "offline" | "no_right" | "failed" {
  if (!(failure instanceof AppError)) return "offline";
  if (failure.status === 403) return "no_right";
  return failure.code.startsWith("client.unreachable") ? "offline" : "failed";
}

/** What to tell a person about a failure. */
export function sentenceOf(failure: Error): string {
  if (failure instanceof AppError && !failure.code.startsWith("client.unreachable")) return quoted(failure.message);
  return "The server cannot be reached. What you see may be old; it is read again as soon as the server answers.";
}

/** Loading, failed and loaded as three visible states, never a blank. Old data stays while a new read fails. */
export function Loaded<T>(props: {
  readonly query: UseQueryResult<T, Error>;
  readonly what: string;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const { query, what, skeleton, children } = props;
  const retry = () => {
    query.refetch().catch(() => {});
  };
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failed failure={query.error} retry={retry} />;
  return <Loading what={what}>{skeleton}</Loading>;
}
