import { desc, eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { calibrations } from "../tables.ts";

/** A stored calibration; `content` is the `Calibration` of the vision package. */
export type CalibrationRow = typeof calibrations.$inferSelect;

/** Where boards lie in pictures. Rows never change; a new calibration is a new version. */
export interface CalibrationStore {
  /** The caller holds the lock of the game, so that versions are counted without gaps. @returns The version. */
  insert(row: Omit<CalibrationRow, "version">): Promise<number>;
  /** Newest first. */
  list(gameId: string): Promise<readonly CalibrationRow[]>;
  find(id: string): Promise<CalibrationRow | undefined>;
}

/** Calibrations in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createCalibrationStore(db: Db): CalibrationStore {
  const list = (gameId: string) =>
    db.select().from(calibrations).where(eq(calibrations.gameId, gameId)).orderBy(desc(calibrations.version));
  return {
    async insert(row) {
      const [newest] = await list(row.gameId);
      const version = (newest?.version ?? 0) + 1;
      await db.insert(calibrations).values({ ...row, version });
      return version;
    },
    list,
    find: async (id) => (await db.select().from(calibrations).where(eq(calibrations.id, id)))[0],
  };
}
