import { changeBroker, readBroker, testBroker } from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { Bridge, BrokerView } from "../mqtt/bridge.ts";

/** Mounts the broker of a person. */
export function mountMqttRoutes(app: App, bridge: Bridge): void {
  mount(app, readBroker, async (_, caller) => toBrokerWire(await bridge.view(caller.id)));
  mount(app, changeBroker, async ({ body }, caller) => {
    const settings = {
      enabled: body.enabled,
      url: body.url,
      username: body.username ?? null,
      discoveryPrefix: body.discovery_prefix,
      exposeScore: body.expose_score,
    };
    return toBrokerWire(await bridge.change(caller.id, settings, body.password));
  });
  mount(app, testBroker, async (_, caller) => {
    const tookMs = await bridge.test(caller.id);
    return { success: true, message: `Published and heard again after ${tookMs} ms.`, took_ms: tookMs };
  });
}

const toBrokerWire = (view: BrokerView) => ({
  enabled: view.enabled,
  url: view.url,
  username: view.username,
  discovery_prefix: view.discoveryPrefix,
  expose_score: view.exposeScore,
  configured: view.configured,
  has_password: view.hasPassword,
  state: view.state,
  problem: view.problem,
  connected_at: view.connectedAt?.toISOString() ?? null,
  slug: view.slug,
  counts: { ...view.counts },
  last_refusal: view.lastRefusal,
});
