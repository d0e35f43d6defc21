import { listed, timeText } from "./sentences.ts";
import type { Component } from "./types.ts";
import { worstCell } from "./uptime.ts";

/** How something is doing, for people. */
export type PublicState = "works" | "attention" | "failed" | "unknown" | "maintenance";

/** As much of a check as the page needs. */
export interface PageCheck {
  readonly name: string;
  readonly title: string;
  readonly component: string;
  readonly phase: "up" | "suspect" | "down" | "recovering" | "unknown";
  readonly sinceMs: number;
  readonly result: "pass" | "fail" | "norun" | undefined;
  readonly norunReason: string | null;
  readonly root: readonly string[];
  readonly stale: boolean;
  readonly maintenance: boolean;
}

/** What a component says of itself. */
export interface ComponentState {
  readonly state: PublicState;
  readonly sentence: string;
  readonly sinceMs: number | null;
}

/** Reasons that are nobody's trouble. */
const CALM = new Set(["disabled", "not_configured", "maintenance"]);

/**
 * The state of a component from its checks: failed while one is down; attention while one only just failed, or waits for
 * something that is down; unknown when nothing of it was looked at.
 *
 * @param titleOf The title of the component a check belongs to, for naming the cause.
 */
export function componentState(
  checks: readonly PageCheck[],
  titleOf: (check: string) => string,
  nowMs: number,
): ComponentState {
  const oldest = (some: readonly PageCheck[]) => Math.min(...some.map(({ sinceMs }) => sinceMs));
  const watched = checks.filter(({ norunReason }) => norunReason === null || !CALM.has(norunReason));
  const upkeep = checks.filter(({ maintenance }) => maintenance);
  if (upkeep.length > 0) return { state: "maintenance", sentence: "Maintenance is under way.", sinceMs: null };
  const down = watched.filter(({ phase }) => phase === "down" || phase === "recovering");
  if (down.length > 0) {
    const since = oldest(down);
    return { state: "failed", sentence: `Does not work since ${timeText(since, nowMs)}.`, sinceMs: since };
  }
  const blocked = watched.filter(({ norunReason }) => norunReason === "dependency_failed");
  if (blocked.length > 0) {
    const causes = [...new Set(blocked.flatMap(({ root }) => root).map(titleOf))];
    return { state: "attention", sentence: `Cannot be checked, because of: ${listed(causes)}.`, sinceMs: null };
  }
  const suspect = watched.filter(({ phase }) => phase === "suspect");
  if (suspect.length > 0)
    return { state: "attention", sentence: "A check has just failed and is being repeated.", sinceMs: oldest(suspect) };
  const known = watched.filter(({ result, stale }) => result !== undefined && result !== "norun" && !stale);
  if (known.length === 0) {
    const calm = checks.length > 0 && watched.length === 0;
    const sentence = calm ? "Not set up or switched off." : "Not checked at the moment.";
    return { state: "unknown", sentence, sinceMs: null };
  }
  return { state: "works", sentence: "Works.", sinceMs: oldest(known) };
}

/** The sentence on top of the page. */
export function pageSentence(
  components: readonly { readonly component: Component; readonly state: ComponentState }[],
  causes: readonly string[],
  nowMs: number,
): { readonly sentence: string; readonly state: PublicState } {
  const failed = components.filter(({ state }) => state.state === "failed");
  if (failed.length > 0) {
    const first = Math.min(...failed.map(({ state }) => state.sinceMs ?? nowMs));
    const names = listed(failed.map(({ component }) => component.title));
    const verb = failed.length === 1 ? "does" : "do";
    const cause = causes.length > 0 ? ` Cause: ${listed(causes)}.` : "";
    return { sentence: `${names} ${verb} not work since ${timeText(first, nowMs)}.${cause}`, state: "failed" };
  }
  const doubtful = components.filter(({ state }) => state.state === "attention");
  if (doubtful.length > 0)
    return {
      sentence: `${listed(doubtful.map(({ component }) => component.title))}: being looked at.`,
      state: "attention",
    };
  const upkeep = components.filter(({ state }) => state.state === "maintenance");
  if (upkeep.length > 0)
    return {
      sentence: `Maintenance: ${listed(upkeep.map(({ component }) => component.title))}.`,
      state: "maintenance",
    };
  const works = components.filter(({ state }) => state.state === "works");
  return works.length > 0
    ? { sentence: "Everything works.", state: "works" }
    : { sentence: "Nothing has been checked yet.", state: "unknown" };
}

/** The strip of a component: each day shows the worst of its checks. */
export function worstDays(strips: readonly string[]): string {
  const length = Math.max(0, ...strips.map((strip) => strip.length));
  return Array.from({ length }, (_, day) => worstCell(strips.map((strip) => strip[day] ?? "-"))).join("");
}
