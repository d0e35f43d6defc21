import {
  connectOura,
  disconnectOura,
  ouraCallback,
  readOuraDay,
  readOuraHistory,
  readOuraSleep,
  readOuraStatus,
  readOuraToday,
  receiveOuraWebhook,
  syncOura,
  verifyOuraWebhook,
} from "@wopr/contracts";
import type { NewId } from "@wopr/kernel";
import { addDays } from "@wopr/life";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { LifeErrors } from "../errors.ts";
import type { Grants } from "../oura/grants.ts";
import type { RingSync } from "../oura/sync.ts";
import type { RingDay, RingViews } from "../oura/views.ts";
import type { Webhook } from "../oura/webhook.ts";
import type { Books } from "../services/book.ts";

/** What a configured installation has for rings. */
export interface Rings {
  readonly grants: Grants;
  readonly sync: RingSync;
  readonly webhook: Webhook;
}

/** Mounts the ring. Without an application at the ring's maker everything is answered with how to get one. */
export function mountRingRoutes(
  app: App,
  deps: { readonly books: Books; readonly views: RingViews; readonly rings: Rings | undefined; readonly newId: NewId },
): void {
  const { books, views } = deps;
  const rings = () => {
    if (!deps.rings) throw LifeErrors.ring_not_configured({});
    return deps.rings;
  };

  mount(app, readOuraStatus, async (_, caller) => {
    const book = await books.read(caller.id);
    const ring = await book.ring.find(caller.id);
    const collections = (await book.measured.sync(caller.id)).map((row) => ({
      collection: row.collection,
      state: row.state,
      last_ok: row.lastOk?.toISOString() ?? null,
      newest_day: row.newestDay,
      last_error: row.lastError,
      retry_at: row.retryAt?.toISOString() ?? null,
    }));
    const times = collections.flatMap(({ last_ok }) => (last_ok === null ? [] : [last_ok])).sort();
    const configured = deps.rings !== undefined;
    const base = {
      configured,
      connected: ring !== undefined && ring.state !== "reauth",
      last_sync: times.at(-1) ?? null,
      collections,
    };
    if (!ring) return { ...base, state: "off" as const, message: "No ring is connected. The day works without." };
    if (ring.state === "reauth")
      return { ...base, state: "reauth" as const, message: "The ring's server refuses the connection. Connect again." };
    return { ...base, state: "ok" as const, user_info: { id: ring.userId } };
  });

  const finish = async (personId: string, code: string | undefined, state: string | undefined) => {
    if (!code || !state) throw LifeErrors.ring_state({});
    await rings().grants.complete(personId, code, state);
  };
  mount(app, connectOura, async ({ body }, caller) => {
    if (body.address === undefined) return { connected: false, authorize_url: rings().grants.authorizeUrl(caller.id) };
    const query = new URL(body.address).searchParams;
    await finish(caller.id, query.get("code") ?? undefined, query.get("state") ?? undefined);
    return { connected: true, authorize_url: null };
  });
  mountRaw(app, ouraCallback, async ({ query }, caller, c) => {
    await finish(caller.id, query.code, query.state);
    return c.redirect("/day/settings", 303);
  });
  mount(app, disconnectOura, async (_, caller) => {
    await books.write(caller.id, (book) => book.ring.remove(caller.id));
  });

  mount(app, syncOura, async ({ query }, caller) => {
    const { today } = await books.read(caller.id);
    const to = query.end_date ?? today.day;
    const results = await rings().sync.run(caller.id, query.start_date ?? addDays(to, -6), to);
    const documents = results.reduce((sum, result) => sum + result.documents, 0);
    const troubled = results.filter(({ state }) => state === "trouble" || state === "limited");
    return {
      success: troubled.length === 0 && documents > 0,
      message:
        troubled.length > 0
          ? `Not everything could be read: ${troubled.map(({ collection, why }) => `${collection} (${why})`).join(", ")}. What is stored stays; it is tried again.`
          : documents === 0
            ? "The ring's server had nothing for these days. Was the ring synced in its own app?"
            : `${documents} documents, ${results.reduce((sum, { changed }) => sum + changed, 0)} of them new.`,
      synced: Object.fromEntries(results.map(({ collection, documents: count }) => [collection, count])),
      run_id: deps.newId(),
      collections: results.map(({ retryAt, ...rest }) => ({ ...rest, retry_at: retryAt?.toISOString() ?? null })),
    };
  });

  mount(app, readOuraToday, async (_, caller) => {
    const day = await views.day(caller.id, undefined);
    return day && toDayWire(day);
  });
  mount(app, readOuraDay, async ({ params }, caller) => {
    const day = await views.day(caller.id, params.date);
    if (!day) throw LifeErrors.no_data({ day: params.date });
    return toDayWire(day);
  });
  mount(app, readOuraHistory, async ({ query }, caller) => {
    const days = await views.scores(caller.id, query.start_date, query.end_date);
    return {
      ...query,
      count: days.length,
      data: days.map(({ date, values }) => ({
        date,
        sleep_score: values["sleep_score"] ?? null,
        readiness_score: values["readiness_score"] ?? null,
        activity_score: values["activity_score"] ?? null,
        steps: values["steps"] ?? null,
      })),
    };
  });
  mount(app, readOuraSleep, async ({ params }, caller) => {
    const day = await views.day(caller.id, params.date);
    if (!day || !(day.sleep || day.dailySleep)) throw LifeErrors.no_data({ day: params.date });
    const { sleep, dailySleep } = day;
    return {
      date: params.date,
      score: numberOf(dailySleep, "score"),
      contributors: (dailySleep?.["contributors"] as Record<string, unknown> | undefined) ?? null,
      total_sleep: numberOf(sleep, "total_sleep_duration"),
      rem_sleep: numberOf(sleep, "rem_sleep_duration"),
      deep_sleep: numberOf(sleep, "deep_sleep_duration"),
      light_sleep: numberOf(sleep, "light_sleep_duration"),
      efficiency: numberOf(sleep, "efficiency"),
      raw_data: sleep,
    };
  });

  mount(app, verifyOuraWebhook, async ({ query }) => {
    rings().webhook.verify(query.verification_token);
    return { challenge: query.challenge };
  });
  mountRaw(app, receiveOuraWebhook, async (_, __, c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const timestamp = c.req.header("x-oura-timestamp") ?? "";
    await rings().webhook.receive({ body, timestamp, signature: c.req.header("x-oura-signature") ?? "" });
    return c.json({ received: true });
  });
}

const numberOf = (document: Readonly<Record<string, unknown>> | null, name: string): number | null => {
  const value = document?.[name];
  return typeof value === "number" ? value : null;
};

const toDayWire = (day: RingDay) => ({
  date: day.date,
  sleep_score: numberOf(day.dailySleep, "score"),
  readiness_score: numberOf(day.readiness, "score"),
  activity_score: numberOf(day.activity, "score"),
  sleep_data: day.sleep ?? day.dailySleep,
  readiness_data: day.readiness,
  activity_data: day.activity,
});
