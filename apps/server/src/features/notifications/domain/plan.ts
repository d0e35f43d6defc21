import type { Severity } from "../service.ts";
import { quietUntil } from "./quiet.ts";
import type { Channel, Route, StoredNotice } from "./types.ts";

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** What was told on a channel about one trouble. */
export interface Told {
  readonly channelId: string;
  readonly phase: "fire" | "resolve" | "once";
  readonly at: Date;
  /** Not told yet: it waits until then. */
  readonly heldUntil: Date | null;
}

/** What is to happen on one channel. */
export interface PlannedDelivery {
  readonly channelId: string;
  readonly routeId: string | null;
  readonly state: "queued" | "held" | "throttled";
  readonly dueAt: Date;
  readonly photos: boolean;
}

/** What a notice leads to. */
export interface Plan {
  readonly deliveries: readonly PlannedDelivery[];
  /** The routes from `from` on are asked at `at`, unless somebody acknowledged. */
  readonly escalate: { readonly at: Date; readonly from: number } | null;
}

/** Whether a route is about a notice. */
export function matches(route: Route, notice: StoredNotice): boolean {
  return (
    route.enabled &&
    (notice.personId === null || route.personId === notice.personId) &&
    RANK[notice.severity] >= RANK[route.severity] &&
    (route.topics.length === 0 || route.topics.includes(notice.topic)) &&
    (route.sites.length === 0 || (notice.site !== null && route.sites.includes(notice.site)))
  );
}

/**
 * Decides who is told, when.
 *
 * @param told What was told about the same trouble, newest first.
 * @param from Position of the first route to ask; more than 0 when it escalates.
 */
export function planDeliveries(
  notice: StoredNotice,
  facts: {
    readonly routes: readonly Route[];
    readonly channels: readonly Channel[];
    readonly told: readonly Told[];
    readonly now: Date;
    readonly from: number;
  },
): Plan {
  const { now } = facts;
  const usable = new Set(facts.channels.filter(({ enabled }) => enabled).map(({ id }) => id));
  const asked = facts.routes
    .filter((route) => route.position >= facts.from && matches(route, notice))
    .toSorted((a, b) => a.position - b.position);
  const last = asked.findIndex((route) => route.escalateAfterMin !== null && notice.phase === "fire");
  const atOnce = last === -1 ? asked : asked.slice(0, last + 1);
  const planned = new Map<string, PlannedDelivery>();
  for (const route of atOnce) {
    for (const channelId of route.channelIds) {
      if (!usable.has(channelId) || planned.has(channelId)) continue;
      const delivery = deliveryOn(channelId, route, notice, facts.told, now);
      if (delivery) planned.set(channelId, delivery);
    }
  }
  const waitsFor = last === -1 ? undefined : asked[last];
  const hasMore = last !== -1 && last + 1 < asked.length;
  const escalate =
    waitsFor?.escalateAfterMin && hasMore
      ? { at: new Date(now.getTime() + waitsFor.escalateAfterMin * 60_000), from: waitsFor.position + 1 }
      : null;
  return { deliveries: [...planned.values()], escalate };
}

function deliveryOn(
  channelId: string,
  route: Route,
  notice: StoredNotice,
  told: readonly Told[],
  now: Date,
): PlannedDelivery | undefined {
  const [newest, ...older] = told.filter((one) => one.channelId === channelId);
  const facts = { channelId, routeId: route.id, photos: route.photos };
  if (notice.phase === "resolve") {
    // The end of a trouble is told to those who heard of its beginning, and to nobody else.
    if (newest?.phase !== "fire") return undefined;
    if (newest.heldUntil) return { ...facts, state: "held", dueAt: newest.heldUntil };
  } else {
    const begins = [newest, ...older].find((one) => one !== undefined && one.phase !== "resolve");
    const over = begins && new Date(begins.at.getTime() + route.throttleS * 1000);
    if (over && over > now) {
      // Trouble that comes back within the time is told when the time is over, unless it ended until then.
      return newest?.phase === "resolve"
        ? { ...facts, state: "held", dueAt: over }
        : { ...facts, state: "throttled", dueAt: now };
    }
  }
  const until = route.quiet && notice.severity !== "critical" ? quietUntil(route.quiet, now) : undefined;
  return { ...facts, state: until ? "held" : "queued", dueAt: until ?? now };
}

/** Waits after the first, second, … failed try, milliseconds (platform.md 6.11). */
export const RETRY_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000] as const;

/** What a failed try leads to: another one, or the end. */
export const afterFailure = (
  attempts: number,
  now: Date,
  askedWaitMs: number | undefined,
): { readonly state: "queued"; readonly dueAt: Date } | { readonly state: "failed" } => {
  const wait = RETRY_MS[attempts - 1];
  if (wait === undefined) return { state: "failed" };
  return { state: "queued", dueAt: new Date(now.getTime() + Math.max(wait, askedWaitMs ?? 0)) };
};

/** Another way to the same people, when one failed for good. */
export const fallbackFor = (
  failed: Channel,
  channels: readonly Channel[],
  triedIds: readonly string[],
): Channel | undefined =>
  channels.find((channel) => channel.enabled && channel.personId === failed.personId && !triedIds.includes(channel.id));
