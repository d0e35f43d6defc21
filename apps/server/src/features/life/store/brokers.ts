import { eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { brokers } from "../tables-measured.ts";

/** Settings of a person's broker; the password is sealed. */
export type BrokerRow = typeof brokers.$inferSelect;

/** Brokers of people. */
export interface BrokerStore {
  find(personId: string): Promise<BrokerRow | undefined>;
  put(row: BrokerRow): Promise<void>;
  all(): Promise<readonly BrokerRow[]>;
}

/** Brokers in PostgreSQL. */
export function createBrokerStore(db: Db): BrokerStore {
  return {
    find: async (personId) => (await db.select().from(brokers).where(eq(brokers.personId, personId)))[0],
    async put(row) {
      await db.insert(brokers).values(row).onConflictDoUpdate({ target: brokers.personId, set: row });
    },
    all: () => db.select().from(brokers),
  };
}
