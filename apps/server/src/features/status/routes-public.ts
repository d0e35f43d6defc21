import {
  PUBLISHED_CHECKS,
  pushCheck,
  pushCheckByGet,
  readStatus,
  readStatusOf,
  readStatusPage,
  runStatus,
  type StatusPageWire,
  statusBadge,
  statusCalendar,
  statusComponentHtml,
  statusEcho,
  statusFeedJson,
  statusFeedXml,
  statusHtml,
} from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import type { Context } from "hono";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { sealedAnswer } from "../../http/common-headers.ts";
import type { App, HttpEnv } from "../../http/env.ts";
import { PlatformErrors } from "../../http/errors.ts";
import { etagOf, matches, mount, mountRaw } from "../../http/mount.ts";
import { nonceOf } from "../../http/nonce.ts";
import type { LocalLimiter } from "../../http/rate-limit.ts";
import { limitOf } from "../../http/token-bucket.ts";
import type { Jobs } from "../../jobs/job.ts";
import { statusBadge as badgeOfStatus, badgeSvg, uptimeBadge } from "./badge.ts";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import { microsText } from "./domain/micros.ts";
import { StatusErrors } from "./errors.ts";
import { atomFeed, calendarOf, jsonFeed } from "./feeds.ts";
import { componentPageHtml, statusPageHtml } from "./html.ts";
import { runChecks } from "./jobs.ts";
import type { CachedPages } from "./page-cache.ts";
import type { PageView } from "./page-view.ts";
import { isStale, type Published } from "./published.ts";
import type { Pushes } from "./push.ts";
import type { RunService } from "./service-runs.ts";
import { createStamp } from "./stamp.ts";

/** What the routes need that answer whatever the database does. */
export interface PublicRouteDeps {
  readonly published: Published;
  readonly pages: CachedPages;
  readonly view: PageView;
  readonly board: Board;
  readonly catalogue: () => Catalogue;
  readonly runs: RunService;
  readonly pushes: Pushes;
  readonly jobs: Jobs;
  readonly db: Db;
  readonly limiter: LocalLimiter;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly build: () => Promise<string>;
}

/** A caller may have checks run this often. */
export const RUN_LIMIT = limitOf("status_run", 6, 60_000);
const CACHED_S = 2;
const BADGE_S = 30;

/** Mounts the published routes, pages, feeds, badges and signs of life. None of them waits for the database. */
export function mountPublicRoutes(app: App, deps: PublicRouteDeps): void {
  const { published, pages, runs, clock, publicUrl } = deps;
  const stamp = createStamp(clock);
  const policy = () => deps.catalogue().definitions.public;
  const requireReader = (caller: Caller) => {
    if (policy() !== "none" || caller.permissions.has("status:read")) return;
    throw caller.kind === "anonymous"
      ? PlatformErrors.unauthenticated({})
      : PlatformErrors.forbidden({ scope: "status:read" });
  };
  /** The page as this caller may see it. */
  const pageFor = (caller: Caller): StatusPageWire => {
    requireReader(caller);
    return pages.page(policy() === "page" || caller.permissions.has("status:read"));
  };

  mountRaw(app, readStatus, async ({ query }, caller, c) => {
    requireReader(caller);
    if (query.detail === "full") return json(c, JSON.stringify(published.full()));
    const { body, norun } = published.all();
    return sealedAnswer(c, body, 200, { ...JSON_HEADERS, ...(norun === "" ? {} : { "wopr-status-norun": norun }) });
  });

  mountRaw(app, readStatusOf, async ({ params }, caller, c) => {
    requireReader(caller);
    if (!(PUBLISHED_CHECKS as readonly string[]).includes(params.name))
      throw StatusErrors.unknown_check({ name: params.name, names: PUBLISHED_CHECKS });
    return json(c, JSON.stringify(published.one(params.name, caller.permissions.has("status:read"))));
  });

  mountRaw(app, runStatus, async ({ body }, caller, c, facts) => {
    const before = stamp();
    const names = runs.select(body);
    takeRun(deps.limiter, caller);
    if (/\brespond-async\b/.test(c.req.header("prefer") ?? "")) {
      const who = { requestId: facts.requestId, createdBy: caller.id };
      const jobId = await deps.db.transaction((tx) => deps.jobs.enqueue(tx, runChecks, { names: [...names] }, who));
      return c.json({ job_id: jobId }, 202, { "preference-applied": "respond-async" });
    }
    const { runs: done, stored } = await runs.run(names, facts.signal);
    const lines = names.flatMap((name) => {
      const run = done.get(name);
      return run ? [[name, published.line(run)] as const] : [];
    });
    const answer = {
      timestamp_right_before_data_pull: microsText(before),
      results: Object.fromEntries(lines),
      stored,
      timestamp_right_after_data_pull: microsText(Math.max(before, stamp())),
    };
    return json(c, JSON.stringify(answer));
  });

  mountRaw(app, readStatusPage, async (_, caller, c) => {
    pageFor(caller);
    const { text, tag, gzipped } = await pages.wire(policy() === "page" || caller.permissions.has("status:read"));
    const headers = {
      "content-type": "application/json",
      "cache-control": `private, max-age=${CACHED_S}`,
      etag: tag,
      vary: "Accept-Encoding, Cookie, Authorization",
    };
    if (matches(c.req.header("if-none-match"), tag)) return c.body(null, 304, headers);
    if (!/\bgzip\b/.test(c.req.header("accept-encoding") ?? "")) return c.body(text, 200, headers);
    return c.body(gzipped, 200, { ...headers, "content-encoding": "gzip" });
  });

  const html = (c: Context<HttpEnv>, text: string) => {
    // The page is the same for all but for the nonce of its style; the tag leaves that out.
    const nonce = nonceOf(c);
    const tag = etagOf(text.replaceAll(nonce, ""));
    const headers = { etag: tag, "cache-control": "private, no-cache" };
    if (matches(c.req.header("if-none-match"), tag)) return c.body(null, 304, headers);
    return c.html(text, 200, headers);
  };
  const factsOf = (c: Context<HttpEnv>, page: StatusPageWire) => ({
    page,
    nonce: nonceOf(c),
    now: clock.now(),
    publicUrl,
  });

  mountRaw(app, statusHtml, async (_, caller, c) => html(c, statusPageHtml(factsOf(c, pageFor(caller)))));

  mountRaw(app, statusFeedXml, async (_, caller, c) => {
    const text = atomFeed(pageFor(caller), publicUrl, `${publicUrl}/status`);
    return c.body(text, 200, {
      "content-type": "application/atom+xml; charset=utf-8",
      "cache-control": "private, max-age=60",
    });
  });

  mountRaw(app, statusFeedJson, async (_, caller, c) => {
    const feed = jsonFeed(pageFor(caller), publicUrl);
    return c.body(JSON.stringify(feed), 200, {
      "content-type": "application/feed+json",
      "cache-control": "private, max-age=60",
    });
  });

  mountRaw(app, statusCalendar, async (_, caller, c) => {
    const text = calendarOf(pageFor(caller), clock.now());
    return c.body(text, 200, {
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, max-age=60",
    });
  });

  mount(app, statusEcho, async ({ query }) => ({
    nonce: query.nonce,
    build: await deps.build(),
    time: microsText(stamp()),
  }));

  mountRaw(app, statusComponentHtml, async ({ params }, caller, c) => {
    const page = pageFor(caller);
    const component = page.components.find(({ id }) => id === params.component);
    if (!component) throw StatusErrors.unknown_component({ id: params.component });
    return html(c, componentPageHtml(factsOf(c, page), component));
  });

  mountRaw(app, statusBadge, async ({ params, query }, caller, c) => {
    requireReader(caller);
    const name = /^(.*)\.svg$/.exec(params.file)?.[1] ?? "";
    const catalogue = deps.catalogue();
    const check = catalogue.checks.get(name);
    const isPublic = check && (check.plan.published || catalogue.components.get(check.plan.component)?.public);
    if (!check || !isPublic) throw StatusErrors.unknown_check({ name, names: PUBLISHED_CHECKS });
    const newest = deps.board.newest(name);
    const said =
      query.metric === "uptime"
        ? uptimeBadge(deps.view.uptime(name, query.days).uptime)
        : badgeOfStatus(newest?.result, isStale(newest, check.plan.intervalMs, clock.now().getTime()));
    const label = query.metric === "uptime" ? `${name} ${query.days} d` : name;
    return c.body(badgeSvg(label, said), 200, {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": `public, max-age=${BADGE_S}`,
      // A badge is for pages of others.
      "cross-origin-resource-policy": "cross-origin",
    });
  });

  const tokenOf = (c: Context<HttpEnv>, query: string | undefined) =>
    query ?? /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  const pushed = (c: Context<HttpEnv>, nextBeforeMs: number) =>
    json(c, JSON.stringify({ ok: true, next_expected_before: new Date(nextBeforeMs).toISOString() }));

  mountRaw(app, pushCheck, async ({ params, query, body }, _caller, c) => {
    const beat = body ?? { result: "pass" as const, ms: 0, facts: {} };
    const { nextBeforeMs } = deps.pushes.accept(params.name, tokenOf(c, query.token), {
      result: beat.result,
      ms: beat.ms,
      error: beat.error ?? null,
      facts: beat.facts,
      atMs: beat.at === undefined ? null : Date.parse(beat.at),
    });
    return pushed(c, nextBeforeMs);
  });

  mountRaw(app, pushCheckByGet, async ({ params, query }, _caller, c) => {
    const beat = { result: "pass", ms: query.ms, error: null, facts: {}, atMs: null } as const;
    return pushed(c, deps.pushes.accept(params.name, tokenOf(c, query.token), beat).nextBeforeMs);
  });
}

/** @throws {AppError} `platform.rate_limited` */
export function takeRun(limiter: LocalLimiter, caller: Caller): void {
  const taken = limiter.take(RUN_LIMIT, caller.keyId ?? caller.id);
  if (!taken.allowed) throw PlatformErrors.rate_limited({ limit: RUN_LIMIT.name, retry_after_s: taken.waitS });
}

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" } as const;
const json = (c: Context<HttpEnv>, text: string) => sealedAnswer(c, text, 200, JSON_HEADERS);
