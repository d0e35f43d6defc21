import type { CheckWire, IncidentWire } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";

type State = CheckWire["state"];
type Reason = NonNullable<NonNullable<CheckWire["newest"]>["norun_reason"]>;

const REASONS: { readonly [R in Reason]: string } = {
  disabled: "Switched off.",
  not_configured: "Not set up yet.",
  dependency_failed: "Not run, because something it needs fails.",
  maintenance: "Paused for maintenance.",
  runner_down: "Not run: the server that runs it was stopping.",
  deadline: "Not run: there was no place for it in time.",
  vantage_offline: "Not run: the machine it runs on is offline.",
  never_ran: "Has not run yet.",
};

/** Why a check was not run. */
export const reasonText = (reason: Reason): string => REASONS[reason];

/** The mark of a check. */
export function markOf(check: Pick<CheckWire, "state" | "newest" | "stale" | "enabled">): StateName {
  if (!check.enabled) return "planned";
  if (check.newest?.maintenance) return "planned";
  if (check.state === "down" || check.state === "recovering") return "failed";
  if (check.state === "suspect") return "attention";
  if (!check.newest || check.newest.result === "norun" || check.stale) return "unknown";
  return check.newest.result === "pass" ? "works" : "failed";
}

const STATES: { readonly [S in State]: string } = {
  up: "Works",
  suspect: "Failed once, being repeated",
  down: "Down",
  recovering: "Passed once, being repeated",
  unknown: "Not known",
};

/** How a check is doing, in a sentence. */
export function checkSentence(check: Pick<CheckWire, "state" | "newest" | "stale" | "enabled">): string {
  if (!check.enabled) return "Switched off.";
  if (!check.newest) return "Has not run yet.";
  const { result, norun_reason: reason, root, error } = check.newest;
  if (result === "norun" && reason === "dependency_failed") return `Not run because of ${root.join(", ")}.`;
  if (result === "norun") return error ?? reasonText(reason ?? "never_ran");
  if (check.stale) return "The newest result is old: nobody is running this check.";
  return result === "fail" ? (error ?? "Failed.") : `${STATES[check.state]}.`;
}

/** 0.99954 as "99.95 %", rounded down; too little data has no number. */
export const uptimeText = (uptime: number | null): string =>
  uptime === null ? "–" : `${(Math.floor(uptime * 10_000) / 100).toFixed(2)} %`;

/** The mark of an incident. */
export const incidentMark = ({ state, severity }: Pick<IncidentWire, "state" | "severity">): StateName =>
  state === "resolved" ? "works" : severity === "critical" ? "failed" : "attention";

/** "open", "being looked after", "resolved". */
export const incidentState = (state: IncidentWire["state"]): string =>
  state === "acknowledged" ? "being looked after" : state;

const LETTERS: Readonly<Record<string, string>> = {
  p: "passed",
  f: "failed",
  n: "not run",
  m: "maintenance",
  "-": "nothing known",
};

/** What a letter of a strip means. */
export const letterText = (letter: string): string => LETTERS[letter] ?? "nothing known";

/** What a strip shows, for those who do not see it. */
export function stripText(letters: string): string {
  const count = (letter: string) => [...letters].filter((one) => one === letter).length;
  const parts = ["p", "f", "n", "m"].flatMap((letter) =>
    count(letter) > 0 ? [`${count(letter)} ${letterText(letter)}`] : [],
  );
  return parts.length > 0 ? parts.join(", ") : "nothing known yet";
}

/** One sentence about all checks. */
export function overviewSentence(checks: readonly CheckWire[], roots: readonly string[]): string {
  if (checks.length === 0) return "Nothing is checked yet.";
  const blocked = checks.filter(({ newest }) => newest?.norun_reason === "dependency_failed").length;
  const unknown = checks.filter((check) => check.enabled && (!check.newest || check.stale)).length;
  if (roots.length === 0) {
    const waiting = unknown > 0 ? ` ${unknown} ${unknown === 1 ? "check has" : "checks have"} no fresh result.` : "";
    return `Everything that was checked works.${waiting}`;
  }
  const cause = roots.length === 1 ? `${roots[0]} fails` : `${roots.length} causes: ${roots.join(", ")}`;
  return blocked > 0
    ? `${cause}; ${blocked} more ${blocked === 1 ? "check does" : "checks do"} not run because of it.`
    : `${cause}.`;
}
