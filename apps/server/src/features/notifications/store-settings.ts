import { and, asc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { Channel, Route } from "./domain/types.ts";
import { channels, routes } from "./tables.ts";

/** Whose channels and routes: of one person, and of the installation when `installation` is set. */
export interface Owners {
  readonly personId: string;
  readonly installation: boolean;
}

/** Channels and routes. Says nothing about who may. */
export interface SettingsStore {
  channels(owners?: Owners): Promise<readonly Channel[]>;
  channel(id: string): Promise<Channel | undefined>;
  addChannel(channel: Channel): Promise<void>;
  /** @returns `false` when `channel.version - 1` is not what stands there. */
  replaceChannel(channel: Channel): Promise<boolean>;
  removeChannel(id: string): Promise<void>;
  routes(owners?: Owners): Promise<readonly Route[]>;
  route(id: string): Promise<Route | undefined>;
  /** How many routes lead to a channel. */
  countRoutesTo(channelId: string): Promise<number>;
  addRoute(route: Route): Promise<void>;
  /** @returns `false` when `route.version - 1` is not what stands there. */
  replaceRoute(route: Route): Promise<boolean>;
  removeRoute(id: string): Promise<void>;
}

/** Channels and routes in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createSettingsStore(db: Db): SettingsStore {
  const rowOf = (route: Route) => ({
    ...route,
    topics: [...route.topics],
    sites: [...route.sites],
    channelIds: [...route.channelIds],
  });
  return {
    channels: (owners) =>
      db
        .select()
        .from(channels)
        .where(owners && ownedBy(channels.personId, owners))
        .orderBy(asc(channels.name), asc(channels.id)),
    channel: async (id) => (await db.select().from(channels).where(eq(channels.id, id)))[0],
    async addChannel(channel) {
      await db.insert(channels).values(channel);
    },
    async replaceChannel(channel) {
      const changed = await db
        .update(channels)
        .set(channel)
        .where(and(eq(channels.id, channel.id), eq(channels.version, channel.version - 1)))
        .returning({ id: channels.id });
      return changed.length === 1;
    },
    async removeChannel(id) {
      await db.delete(channels).where(eq(channels.id, id));
    },

    routes: async (owners) =>
      (
        await db
          .select()
          .from(routes)
          .where(owners && ownedBy(routes.personId, owners))
          .orderBy(asc(routes.position), asc(routes.id))
      ).map((row): Route => ({ ...row, quiet: row.quiet ?? null })),
    async route(id) {
      const [row] = await db.select().from(routes).where(eq(routes.id, id));
      return row && { ...row, quiet: row.quiet ?? null };
    },
    async countRoutesTo(channelId) {
      const found = await db
        .select({ id: routes.id })
        .from(routes)
        .where(sql`${channelId}::uuid = ANY(${routes.channelIds})`);
      return found.length;
    },
    async addRoute(route) {
      await db.insert(routes).values(rowOf(route));
    },
    async replaceRoute(route) {
      const changed = await db
        .update(routes)
        .set(rowOf(route))
        .where(and(eq(routes.id, route.id), eq(routes.version, route.version - 1)))
        .returning({ id: routes.id });
      return changed.length === 1;
    },
    async removeRoute(id) {
      await db.delete(routes).where(eq(routes.id, id));
    },
  };
}

const ownedBy = (column: typeof channels.personId | typeof routes.personId, owners: Owners): SQL | undefined =>
  or(eq(column, owners.personId), owners.installation ? isNull(column) : undefined);
