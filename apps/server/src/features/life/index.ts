import type { Clock, Log, NewId, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { EventFeed, Outbox, TopicGuard } from "../../events/outbox.ts";
import type { Outward } from "../../outward/outward.ts";
import type { Feature } from "../feature.ts";
import type { Secrets } from "../secrets/index.ts";
import { createDayCloser } from "./day-closer.ts";
import { createBridge } from "./mqtt/bridge.ts";
import { createMqttCommands } from "./mqtt/commands.ts";
import { createOuraApi, type OuraSettings } from "./oura/api.ts";
import { createGrants } from "./oura/grants.ts";
import { createRingKeeper } from "./oura/ring-keeper.ts";
import { createRingSync } from "./oura/sync.ts";
import { createRingViews } from "./oura/views.ts";
import { createWebhook } from "./oura/webhook.ts";
import { mountCareRoutes } from "./routes/care.ts";
import { mountCharacterRoutes } from "./routes/character.ts";
import { mountPlanRoutes } from "./routes/items.ts";
import { mountMqttRoutes } from "./routes/mqtt.ts";
import { mountRingRoutes } from "./routes/ring.ts";
import { mountScoreRoutes } from "./routes/scores.ts";
import { mountTimelineRoutes } from "./routes/timeline.ts";
import { createActivities } from "./services/activities.ts";
import { createActs } from "./services/acts.ts";
import { type Book, type Books, createBooks } from "./services/book.ts";
import { createCare } from "./services/care.ts";
import { closeDay } from "./services/closing.ts";
import { createExports } from "./services/exports.ts";
import { createItems } from "./services/items.ts";
import { awardAchievements } from "./services/laurels.ts";
import { createMoving } from "./services/moving.ts";
import { createOverview } from "./services/overview.ts";
import { createProfile } from "./services/profile.ts";
import { rescore } from "./services/scoring.ts";
import { createTimeline } from "./services/timeline.ts";
import { createTreeService } from "./services/tree.ts";
import { createUndo } from "./services/undo.ts";
import { createVault, type Vault } from "./services/vault.ts";
import { createWaking } from "./services/waking.ts";

/** What the feature needs from outside. */
export interface LifeDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly outbox: Outbox;
  readonly feed: EventFeed;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly secrets: Pick<Secrets, "sealFor" | "openFor" | "eraseKey">;
  readonly version: string;
  readonly environment: string;
  /** Whether this process closes days by the clock; opening a day closes what is over in any case. */
  readonly closes: boolean;
  readonly outward: Pick<Outward, "call">;
  readonly signingKey: Secret;
  readonly publicUrl: string;
  /** The application at the ring's maker; absent: no ring can be connected and nothing is called. */
  readonly oura: OuraSettings | undefined;
}

/** Wires the day. Does no work. */
export function createLifeFeature(deps: LifeDeps): Feature {
  const { clock } = deps;
  const close = (book: Book) => closeDay(book, async (after) => void (await awardAchievements(after, null)));
  const books = createBooks({ ...deps, close });
  const vault = createVault(deps.secrets);
  const award = async (book: Book, _: unknown, actionId: string) => void (await awardAchievements(book, actionId));
  const onLate = async (book: Book, day: string) => void (await rescore(book, day));
  const acts = createActs({ books, vault, after: award, onLate });
  const moving = createMoving({ books });
  const undo = createUndo({ books, onLate });
  const waking = createWaking({ books });
  const timeline = createTimeline({ books });
  const items = createItems({ books });
  const profile = createProfile({ books });
  const overview = createOverview({ books });
  const activities = createActivities({ books, after: award });
  const tree = createTreeService({ books, after: async (book) => void (await awardAchievements(book, null)) });
  const care = createCare({ books });
  const exports = createExports({ books, vault });
  const views = createRingViews({ books, vault });
  const commands = createMqttCommands({ books, acts, moving, undo, waking, activities });
  const bridge = createBridge({ ...deps, books, vault, commands, overview, care, enabled: deps.closes });
  const ring = deps.oura && ringOf({ ...deps, books, vault }, deps.oura);
  const health = async () => ({
    at: clock.now(),
    version: deps.version,
    environment: deps.environment,
    oura: deps.oura ? "configured" : "not_configured",
    mqtt: deps.closes ? "configured" : "elsewhere",
  });

  return {
    name: "life",
    mountRoutes(app) {
      mountTimelineRoutes(app, { books, acts, moving, timeline, undo, waking });
      mountPlanRoutes(app, { books, items, profile });
      mountScoreRoutes(app, { books, overview });
      mountCharacterRoutes(app, { books, overview, tree, activities });
      mountCareRoutes(app, { care, exports, health });
      mountMqttRoutes(app, bridge);
      mountRingRoutes(app, { books, views, rings: ring, newId: deps.newId });
    },
    jobs: [],
    topics: [ownTopic],
    parts: [createDayCloser({ ...deps, books, enabled: deps.closes }), bridge, ...(ring ? [ring.keeper] : [])],
  };
}

function ringOf(deps: LifeDeps & { readonly books: Books; readonly vault: Vault }, settings: OuraSettings) {
  const api = createOuraApi({ ...deps, settings });
  const grants = createGrants({ ...deps, api, redirectUri: `${deps.publicUrl}/api/v1/life/oura/callback` });
  const sync = createRingSync({ ...deps, api, grants });
  const keeper = createRingKeeper({ ...deps, sync, enabled: deps.closes });
  return { grants, sync, keeper, webhook: createWebhook({ ...deps, settings }) };
}

/** Only the person hears of their day. */
const ownTopic: TopicGuard = {
  prefix: "life",
  allowed: async (caller, topic) => topic === `life:${caller.id}` && caller.permissions.has("life:read"),
};
