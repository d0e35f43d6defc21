import type { FeedItemWire } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";

/** How each status looks and what it is called. */
export const STATUS: { readonly [S in FeedItemWire["status"]]: { readonly state: StateName; readonly word: string } } =
  {
    pending: { state: "unknown", word: "waits" },
    upcoming: { state: "unknown", word: "later" },
    active: { state: "running", word: "now" },
    overdue: { state: "attention", word: "still open" },
    postponed: { state: "planned", word: "moved" },
    completed: { state: "works", word: "done" },
    skipped: { state: "planned", word: "skipped" },
    missed: { state: "unknown", word: "not done" },
    frozen: { state: "planned", word: "frozen" },
    paused: { state: "planned", word: "paused" },
    excused: { state: "planned", word: "excused" },
  };

/** What is still to do. */
export const isOpen = (item: FeedItemWire): boolean =>
  item.status === "active" || item.status === "overdue" || item.status === "upcoming" || item.status === "pending";

/** One sentence about the day. */
export function daySentence(feed: {
  readonly total_today: number;
  readonly completed_today: number;
  readonly items: readonly FeedItemWire[];
  readonly next_hidden_at: string | null;
}): string {
  const open = feed.items.filter(isOpen);
  const late = open.filter(({ status }) => status === "overdue").length;
  if (feed.total_today === 0) return "Nothing is planned today.";
  if (open.length === 0 && feed.completed_today === feed.total_today) return "Everything is done.";
  const now = open.filter(({ status }) => status === "active" || status === "overdue").length;
  const next = open.find(({ status }) => status === "upcoming" || status === "pending");
  const done = `${feed.completed_today} of ${feed.total_today} done`;
  if (now === 0) return next ? `${done}. Nothing is due, next at ${next.scheduled_time.slice(0, 5)}.` : `${done}.`;
  return late > 0 ? `${done}, ${now} open, ${late} past the usual time.` : `${done}, ${now} open now.`;
}

/** What a part of the score is called. */
export const PART_WORDS: Readonly<Record<string, string>> = {
  routines: "Routines",
  sleep: "Sleep",
  activity: "Activity",
  recovery: "Recovery",
  worklife: "Work",
  screen: "Screens",
};

/** XP as people read it: "+15 WIS, +5 STA". */
export const xpText = (xp: Readonly<Partial<Record<string, number>>>): string =>
  Object.entries(xp)
    .filter(([, amount]) => (amount ?? 0) !== 0)
    .map(([stat, amount]) => `+${amount} ${stat}`)
    .join(", ");

/** Anchors in the order of the day. */
export const ANCHOR_WORDS: readonly (readonly [string, string])[] = [
  ["wake", "When I get up"],
  ["morning", "Morning"],
  ["mid_morning", "Mid-morning"],
  ["lunch", "Lunch"],
  ["afternoon", "Afternoon"],
  ["after_work", "After work"],
  ["evening", "Evening"],
  ["night", "Night"],
  ["bedtime", "Bedtime"],
  ["sunrise", "Sunrise"],
  ["sunset", "Sunset"],
];

/** Weekdays from Monday. */
export const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;
/** Weekdays from Monday, whole. */
export const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
