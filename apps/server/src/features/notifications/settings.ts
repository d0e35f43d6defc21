import { type Clock, type NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { PlatformErrors } from "../../http/errors.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
import type { Secrets } from "../secrets/index.ts";
import { NEEDS_SECRET, parseSettings } from "./channels/settings.ts";
import type { Teller } from "./channels/teller.ts";
import type { Channel, ChannelKind, Route } from "./domain/types.ts";
import { NotificationErrors } from "./errors.ts";
import { createNoticeStore, type DeliveryView } from "./store.ts";
import { createSettingsStore, type Owners } from "./store-settings.ts";

/** Facts of the request an act belongs to. */
type Facts = Act["facts"];

/** A channel as somebody wants it. */
export interface ChannelWish {
  readonly name?: string | undefined;
  readonly settings?: unknown;
  readonly secret?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** A route as somebody wants it. */
export type RouteWish = Partial<Omit<Route, "id" | "personId" | "version" | "createdAt">>;

/** Channels, routes and what was told, for one caller. Owners of what is seen: the caller, and the installation. */
export interface NotificationSettings {
  channels(caller: Caller): Promise<readonly Channel[]>;
  /** @throws {AppError} `notifications.settings_invalid`, `secrets.locked`, `platform.forbidden` */
  addChannel(
    caller: Caller,
    owner: "installation" | "me",
    kind: ChannelKind,
    wish: ChannelWish,
    facts: Facts,
  ): Promise<Channel>;
  /** @throws {AppError} `notifications.channel_not_found`, `notifications.moved_on`, `notifications.settings_invalid` */
  changeChannel(caller: Caller, id: string, base: number, wish: ChannelWish, facts: Facts): Promise<Channel>;
  /** @throws {AppError} `notifications.channel_not_found`, `notifications.in_use` */
  removeChannel(caller: Caller, id: string, facts: Facts): Promise<void>;
  /** Sends a real message now. @throws {AppError} `notifications.channel_not_found` */
  testChannel(caller: Caller, id: string): Promise<{ readonly ok: boolean; readonly answer: string }>;
  routes(caller: Caller): Promise<readonly Route[]>;
  /** @throws {AppError} `notifications.foreign_channel` */
  addRoute(caller: Caller, owner: "installation" | "me", wish: RouteWish, facts: Facts): Promise<Route>;
  /** @throws {AppError} `notifications.route_not_found`, `notifications.moved_on`, `notifications.foreign_channel` */
  changeRoute(caller: Caller, id: string, base: number, wish: RouteWish, facts: Facts): Promise<Route>;
  /** @throws {AppError} `notifications.route_not_found` */
  removeRoute(caller: Caller, id: string, facts: Facts): Promise<void>;
  deliveries(
    caller: Caller,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly items: readonly DeliveryView[]; readonly nextCursor: string | null }>;
  /** @throws {AppError} `notifications.delivery_not_found`, `notifications.not_repeatable` */
  retry(caller: Caller, id: string): Promise<DeliveryView>;
  acknowledge(caller: Caller, noticeId: string): Promise<void>;
}

/** What the settings need from outside. */
export interface SettingsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly audit: Audit;
  readonly secrets: Secrets;
  readonly teller: Teller;
}

const ROUTE_DEFAULTS = {
  severity: "warning",
  topics: [],
  sites: [],
  channelIds: [],
  throttleS: 900,
  quiet: null,
  escalateAfterMin: null,
  photos: false,
  enabled: true,
} as const satisfies RouteWish;

/** The only implementation; tests use it too. */
export function createNotificationSettings(deps: SettingsDeps): NotificationSettings {
  const { db, clock, newId, audit, secrets, teller } = deps;
  const store = createSettingsStore(db);

  const ownersOf = (caller: Caller): Owners => ({
    personId: caller.id,
    installation: caller.permissions.has("system:read"),
  });
  /** Whose it shall be. @throws {AppError} `platform.forbidden` */
  const ownerFor = (caller: Caller, owner: "installation" | "me"): string | null => {
    if (owner === "me") return caller.id;
    demandAdmin(caller, null);
    return null;
  };
  const demandAdmin = (caller: Caller, personId: string | null) => {
    if (personId === null && !caller.permissions.has("notifications:admin")) {
      throw PlatformErrors.forbidden({ scope: "notifications:admin" });
    }
  };

  async function channelOf(caller: Caller, id: string): Promise<Channel> {
    const channel = await store.channel(id);
    const seen =
      channel && (channel.personId === caller.id || (channel.personId === null && ownersOf(caller).installation));
    if (!seen) throw NotificationErrors.channel_not_found({});
    return channel;
  }
  async function routeOf(caller: Caller, id: string): Promise<Route> {
    const route = await store.route(id);
    const seen = route && (route.personId === caller.id || (route.personId === null && ownersOf(caller).installation));
    if (!seen) throw NotificationErrors.route_not_found({});
    return route;
  }

  async function putSecret(caller: Caller, channel: Channel, value: string | undefined, facts: Facts) {
    if (value === undefined || channel.secret === null) return;
    const secret = { name: channel.secret, value: new Secret(value), allowed: ["feature:notifications"] };
    await secrets.put(
      { ...secret, description: `Of the channel "${channel.name}"` },
      { actor: actorOf(caller), facts },
    );
  }

  const tell = (
    tx: Db,
    caller: Caller,
    facts: Facts,
    act: Pick<Act, "action" | "subject" | "summary" | "before" | "after" | "undo">,
  ) => audit.record(tx, { actor: actorOf(caller), facts, ...act });

  async function demandOwnChannels(personId: string | null, channelIds: readonly string[]) {
    const known = new Map((await store.channels()).map((channel) => [channel.id, channel]));
    const fits = channelIds.every((id) => known.get(id)?.personId === personId && known.has(id));
    if (!fits) throw NotificationErrors.foreign_channel({});
  }

  return {
    channels: (caller) => store.channels(ownersOf(caller)),

    async addChannel(caller, owner, kind, wish, facts) {
      if (NEEDS_SECRET[kind] && !wish.secret) {
        throw NotificationErrors.settings_invalid({ kind, problem: "secret: the address of the web hook is missing" });
      }
      const id = newId();
      const channel: Channel = {
        id,
        personId: ownerFor(caller, owner),
        name: wish.name ?? kind,
        kind,
        settings: parseSettings(kind, wish.settings ?? {}),
        secret: wish.secret === undefined ? null : `notifications/${id}`,
        enabled: wish.enabled ?? true,
        version: 1,
        createdAt: clock.now(),
      };
      await putSecret(caller, channel, wish.secret, facts);
      await db.transaction(async (tx) => {
        await createSettingsStore(tx).addChannel(channel);
        await tell(tx, caller, facts, {
          action: "notifications.add_channel",
          subject: { kind: "notification_channel", id },
          summary: `Added the ${kind} channel "${channel.name}".`,
          after: channel,
          undo: { impossible: "remove the channel instead." },
        });
      });
      return channel;
    },

    async changeChannel(caller, id, base, wish, facts) {
      const before = await channelOf(caller, id);
      demandAdmin(caller, before.personId);
      const after: Channel = {
        ...before,
        name: wish.name ?? before.name,
        settings: wish.settings === undefined ? before.settings : parseSettings(before.kind, wish.settings),
        secret: wish.secret === undefined ? before.secret : `notifications/${id}`,
        enabled: wish.enabled ?? before.enabled,
        version: base + 1,
      };
      if (before.version !== base) throw NotificationErrors.moved_on({ what: "channel", version: before.version });
      await putSecret(caller, after, wish.secret, facts);
      await db.transaction(async (tx) => {
        if (!(await createSettingsStore(tx).replaceChannel(after))) {
          throw NotificationErrors.moved_on({ what: "channel", version: base + 1 });
        }
        await tell(tx, caller, facts, {
          action: "notifications.change_channel",
          subject: { kind: "notification_channel", id },
          summary: `Changed the channel "${after.name}".`,
          before,
          after,
          undo:
            wish.secret === undefined
              ? { data: { before, version: after.version } }
              : { impossible: "its secret was replaced; the history of secrets can bring that back." },
        });
      });
      return after;
    },

    async removeChannel(caller, id, facts) {
      const before = await channelOf(caller, id);
      demandAdmin(caller, before.personId);
      const routes = await store.countRoutesTo(id);
      if (routes > 0) throw NotificationErrors.in_use({ routes });
      await db.transaction(async (tx) => {
        await createSettingsStore(tx).removeChannel(id);
        await tell(tx, caller, facts, {
          action: "notifications.remove_channel",
          subject: { kind: "notification_channel", id },
          summary: `Removed the channel "${before.name}".`,
          before,
          undo: { impossible: "its secret was erased with it. Add it again." },
        });
      });
      if (before.secret) await secrets.remove(before.secret, { actor: actorOf(caller), facts });
    },

    async testChannel(caller, id) {
      const channel = await channelOf(caller, id);
      const at = clock.now();
      const notice = {
        id: newId(),
        kind: "notifications.test",
        severity: "info",
        topic: "test",
        site: null,
        object: { kind: "notification_channel", id },
        title: "WOPR reaches you here",
        text: `This is a test of the channel "${channel.name}", sent by ${caller.name}.`,
        link: null,
        dedupeKey: `test ${id} ${at.getTime()}`,
        phase: "once",
        photo: null,
        personId: null,
        requestId: null,
        traceparent: null,
        at,
      } as const;
      const outcome = await teller.tell(channel, { ...notice, notice }, false);
      return outcome.ok ? { ok: true, answer: outcome.answer } : { ok: false, answer: outcome.error };
    },

    routes: (caller) => store.routes(ownersOf(caller)),

    async addRoute(caller, owner, wish, facts) {
      const personId = ownerFor(caller, owner);
      const last = Math.max(-1, ...(await store.routes()).map(({ position }) => position));
      const route: Route = {
        ...ROUTE_DEFAULTS,
        position: last + 1,
        ...wish,
        id: newId(),
        personId,
        version: 1,
        createdAt: clock.now(),
      };
      await demandOwnChannels(personId, route.channelIds);
      await db.transaction(async (tx) => {
        await createSettingsStore(tx).addRoute(route);
        await tell(tx, caller, facts, {
          action: "notifications.add_route",
          subject: { kind: "notification_route", id: route.id },
          summary: "Added a route for notifications.",
          after: route,
          undo: { data: { before: null, version: 1 } },
        });
      });
      return route;
    },

    async changeRoute(caller, id, base, wish, facts) {
      const before = await routeOf(caller, id);
      demandAdmin(caller, before.personId);
      if (before.version !== base) throw NotificationErrors.moved_on({ what: "route", version: before.version });
      const after: Route = { ...before, ...wish, version: base + 1 };
      await demandOwnChannels(after.personId, after.channelIds);
      await db.transaction(async (tx) => {
        if (!(await createSettingsStore(tx).replaceRoute(after))) {
          throw NotificationErrors.moved_on({ what: "route", version: base + 1 });
        }
        await tell(tx, caller, facts, {
          action: "notifications.change_route",
          subject: { kind: "notification_route", id },
          summary: "Changed a route for notifications.",
          before,
          after,
          undo: { data: { before, version: after.version } },
        });
      });
      return after;
    },

    async removeRoute(caller, id, facts) {
      const before = await routeOf(caller, id);
      demandAdmin(caller, before.personId);
      await db.transaction(async (tx) => {
        await createSettingsStore(tx).removeRoute(id);
        await tell(tx, caller, facts, {
          action: "notifications.remove_route",
          subject: { kind: "notification_route", id },
          summary: "Removed a route for notifications.",
          before,
          undo: { data: { before, version: null } },
        });
      });
    },

    async deliveries(caller, limit, cursor) {
      const found = await createNoticeStore(db).list(ownersOf(caller), limit + 1, cursor);
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async retry(caller, id) {
      const notices = createNoticeStore(db);
      const found = await notices.delivery(id, ownersOf(caller));
      if (!found) throw NotificationErrors.delivery_not_found({});
      if (found.state !== "failed") throw NotificationErrors.not_repeatable({ state: found.state });
      await notices.restart(id, clock.now());
      return (await notices.delivery(id, ownersOf(caller))) ?? found;
    },

    acknowledge: (caller, noticeId) => createNoticeStore(db).acknowledge(noticeId, caller.id, clock.now()),
  };
}
