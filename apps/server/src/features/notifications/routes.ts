import {
  acknowledgeNotice,
  changeChannel,
  changeRoute,
  createChannel,
  createRoute,
  deleteChannel,
  deleteRoute,
  listChannels,
  listDeliveries,
  listRoutes,
  retryDelivery,
  testChannel,
} from "@wopr/contracts";
import { isZone } from "@wopr/kernel";
import type { App } from "../../http/env.ts";
import { PlatformErrors } from "../../http/errors.ts";
import { mount } from "../../http/mount.ts";
import type { NotificationSettings, RouteWish } from "./settings.ts";
import { fromRouteWire, type RouteBody, toChannelWire, toDeliveryWire, toRouteWire } from "./wire.ts";

/** Mounts channels, routes and deliveries. */
export function mountNotificationRoutes(app: App, settings: NotificationSettings): void {
  mount(app, listChannels, async (_, caller) => ({
    items: (await settings.channels(caller)).map(toChannelWire),
    next_cursor: null,
  }));
  mount(app, createChannel, async ({ body: { owner, kind, ...wish } }, caller, facts) =>
    toChannelWire(await settings.addChannel(caller, owner, kind, wish, facts)),
  );
  mount(app, changeChannel, async ({ params, body: { base_version, ...wish } }, caller, facts) =>
    toChannelWire(await settings.changeChannel(caller, params.id, base_version, wish, facts)),
  );
  mount(app, deleteChannel, ({ params }, caller, facts) => settings.removeChannel(caller, params.id, facts));
  mount(app, testChannel, ({ params }, caller) => settings.testChannel(caller, params.id));

  mount(app, listRoutes, async (_, caller) => ({
    items: (await settings.routes(caller)).map(toRouteWire),
    next_cursor: null,
  }));
  mount(app, createRoute, async ({ body: { owner, position, ...body } }, caller, facts) => {
    const wish = wishOf({ ...body, position });
    return toRouteWire(await settings.addRoute(caller, owner, wish, facts));
  });
  mount(app, changeRoute, async ({ params, body: { base_version, ...body } }, caller, facts) =>
    toRouteWire(await settings.changeRoute(caller, params.id, base_version, wishOf(body), facts)),
  );
  mount(app, deleteRoute, ({ params }, caller, facts) => settings.removeRoute(caller, params.id, facts));

  mount(app, listDeliveries, async ({ query }, caller) => {
    const { items, nextCursor } = await settings.deliveries(caller, query.limit, query.cursor);
    return { items: items.map(toDeliveryWire), next_cursor: nextCursor };
  });
  mount(app, retryDelivery, async ({ params }, caller) => toDeliveryWire(await settings.retry(caller, params.id)));
  mount(app, acknowledgeNotice, ({ params }, caller) => settings.acknowledge(caller, params.id));
}

/** @throws {AppError} `platform.invalid_request` when the time zone is not known. */
function wishOf(body: RouteBody): RouteWish {
  if (body.quiet && !isZone(body.quiet.zone)) {
    const detail = `is not a time zone ("${body.quiet.zone}"); write it like Europe/Berlin`;
    throw PlatformErrors.invalid_request({ problems: [{ at: "/quiet/zone", detail }] });
  }
  return fromRouteWire(body);
}
