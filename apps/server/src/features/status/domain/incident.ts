import type { Facts } from "./types.ts";

/** How bad it is. */
export type Severity = "info" | "warning" | "critical";

/** One line of the story. */
export interface IncidentEntry {
  readonly id: string;
  readonly atMs: number;
  readonly author: string;
  readonly kind: "opened" | "update" | "evidence" | "acknowledged" | "resolved" | "reopened" | "postmortem" | "merged";
  readonly text: string;
  readonly public: boolean;
  readonly data: Facts | null;
}

/** An incident with its story, oldest first. Times are milliseconds since 1970. */
export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: "open" | "acknowledged" | "resolved";
  readonly origin: "checks" | "person";
  readonly rootChecks: readonly string[];
  readonly affectedChecks: readonly string[];
  /** Ids of components. */
  readonly components: readonly string[];
  readonly openedMs: number;
  readonly acknowledgedBy: string | null;
  readonly resolvedMs: number | null;
  readonly cause: string | null;
  readonly public: boolean;
  /** How often it came back within ten minutes. */
  readonly flaps: number;
  /** When somebody was told last, and of which state. */
  readonly notifiedMs: number | null;
  /** Grows with every change; the higher one wins. */
  readonly version: number;
  readonly entries: readonly IncidentEntry[];
}

/** Failures this close together, below something they all need, are one incident. */
const TOGETHER_MS = 60_000;
/** An incident that comes back this soon is the same. */
const REOPEN_MS = 10 * 60_000;
/** Of an incident that comes and goes people are told this often. */
const FLAP_QUIET_MS = 15 * 60_000;

/** What to do about a root cause that went down. */
export type Opening =
  | { readonly act: "open" }
  | { readonly act: "join"; readonly incident: Incident }
  | { readonly act: "reopen"; readonly incident: Incident }
  | { readonly act: "none" };

/**
 * Decides where a root cause that went down belongs: to its open incident, to a new one beside it that shares something both
 * need, to the one it just had, or to a new one.
 *
 * @param incidents Open and recent ones, in any order.
 * @param shares Whether two checks need the same thing hard.
 */
export function openingFor(
  check: string,
  incidents: readonly Incident[],
  nowMs: number,
  shares: (a: string, b: string) => boolean,
): Opening {
  const own = incidents.filter(({ origin, rootChecks }) => origin === "checks" && rootChecks.includes(check));
  if (own.some(({ state }) => state !== "resolved")) return { act: "none" };
  const recent = own.find(({ resolvedMs }) => resolvedMs !== null && nowMs - resolvedMs <= REOPEN_MS);
  if (recent) return { act: "reopen", incident: recent };
  const beside = incidents.find(
    (incident) =>
      incident.origin === "checks" &&
      incident.state !== "resolved" &&
      nowMs - incident.openedMs <= TOGETHER_MS &&
      incident.rootChecks.some((other) => shares(check, other)),
  );
  return beside ? { act: "join", incident: beside } : { act: "open" };
}

/** Incidents of checks none of whose roots is down any more. */
export const resolvable = (incidents: readonly Incident[], isDown: (check: string) => boolean): readonly Incident[] =>
  incidents.filter(
    ({ state, origin, rootChecks }) => state !== "resolved" && origin === "checks" && !rootChecks.some(isDown),
  );

/** What people were told last of an incident, and when. */
export interface Told {
  readonly what: "open" | "resolved";
  readonly atMs: number;
}

/**
 * Whether people are told now, and what. The first time and its first end are told at once; of an incident that comes and
 * goes the newest state is told at most once in 15 minutes.
 */
export function notificationFor(
  incident: Incident,
  told: Told | undefined,
  nowMs: number,
): "open" | "resolved" | undefined {
  const current = incident.state === "resolved" ? "resolved" : "open";
  if (told?.what === current) return undefined;
  if (!told) return current === "open" ? "open" : undefined;
  if (incident.flaps > 0 && nowMs - told.atMs < FLAP_QUIET_MS) return undefined;
  return current;
}

/** How bad an incident of these checks is. */
export const severityOf = (critical: boolean): Severity => (critical ? "critical" : "warning");
