import type { ChannelWire, DeliveryWire, RouteWire } from "@wopr/contracts";
import type { Channel, Route } from "./domain/types.ts";
import type { RouteWish } from "./settings.ts";
import type { DeliveryView } from "./store.ts";

const ownerOf = (personId: string | null) => (personId === null ? "installation" : "me");

/** A channel without what is secret. */
export const toChannelWire = (channel: Channel): ChannelWire => ({
  id: channel.id,
  owner: ownerOf(channel.personId),
  name: channel.name,
  kind: channel.kind,
  settings: { ...channel.settings },
  has_secret: channel.secret !== null,
  enabled: channel.enabled,
  version: channel.version,
  created_at: channel.createdAt.toISOString(),
});

/** A route as it travels over HTTP. */
export const toRouteWire = (route: Route): RouteWire => ({
  id: route.id,
  owner: ownerOf(route.personId),
  position: route.position,
  severity: route.severity,
  topics: [...route.topics],
  sites: [...route.sites],
  channel_ids: [...route.channelIds],
  throttle_s: route.throttleS,
  quiet: route.quiet,
  escalate_after_min: route.escalateAfterMin,
  photos: route.photos,
  enabled: route.enabled,
  version: route.version,
  created_at: route.createdAt.toISOString(),
});

/** What of a route can be chosen. */
export type RouteBody = {
  readonly [K in Exclude<keyof RouteWire, "id" | "owner" | "version" | "created_at">]?: RouteWire[K] | undefined;
};

/** A route as somebody wants it; what is left out is left out. */
export function fromRouteWire(body: RouteBody): RouteWish {
  const { channel_ids, throttle_s, escalate_after_min, ...rest } = body;
  const named = { ...rest, channelIds: channel_ids, throttleS: throttle_s, escalateAfterMin: escalate_after_min };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** One telling as it travels over HTTP. */
export const toDeliveryWire = (view: DeliveryView): DeliveryWire => ({
  id: view.id,
  notice: { ...view.notice, at: view.notice.at.toISOString() },
  channel: view.channel,
  state: view.state,
  attempts: view.attempts,
  due_at: view.dueAt.toISOString(),
  error: view.error,
  is_fallback: view.isFallback,
  created_at: view.createdAt.toISOString(),
  ended_at: view.endedAt?.toISOString() ?? null,
});
