import { and, asc, eq, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { cameraCommands, cameras, cameraUploads } from "../tables.ts";

/** The row of a camera. */
export type CameraRow = typeof cameras.$inferSelect;
/** Something asked of a camera process. */
export type CameraCommandRow = typeof cameraCommands.$inferSelect;

/** Cameras, what is asked of their processes, and which photos of their spools have arrived. */
export interface CameraStore {
  /** @returns Whether the name was free. */
  insert(row: CameraRow): Promise<boolean>;
  find(id: string): Promise<CameraRow | undefined>;
  /** By name; cameras of sample games are included. */
  list(): Promise<readonly CameraRow[]>;
  /** The camera marked as default, or the only one there is. */
  defaultCamera(): Promise<CameraRow | undefined>;
  /** @returns Whether the name was free. */
  update(id: string, differs: Partial<CameraRow>): Promise<boolean>;
  /** Takes the mark from whichever camera has it. */
  clearDefault(): Promise<void>;
  remove(id: string): Promise<void>;

  addCommand(row: CameraCommandRow): Promise<void>;
  /**
   * Commands still wanted at `now`: new ones, and shots delivered before `redeliverBefore` without a result. A test that
   * was delivered before counts as passed.
   */
  takeCommands(cameraId: string, now: Date, redeliverBefore: Date): Promise<readonly CameraCommandRow[]>;
  /** Ends open commands of a photo. */
  endCommands(captureId: string, state: "done" | "failed" | "withdrawn"): Promise<void>;
  /** Ends one command; a failure that is heard of late still counts. */
  endCommand(id: string, state: "done" | "failed" | "withdrawn", detail: string | null): Promise<void>;
  findCommand(cameraId: string, id: string): Promise<CameraCommandRow | undefined>;
  /** How many shots a camera process has still to take. */
  waitingCommands(cameraId: string, now: Date): Promise<number>;

  findUpload(cameraId: string, uploadId: string): Promise<typeof cameraUploads.$inferSelect | undefined>;
  addUpload(row: typeof cameraUploads.$inferInsert): Promise<void>;
}

/** Cameras in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createCameraStore(db: Db): CameraStore {
  return {
    async insert(row) {
      const added = await db.insert(cameras).values(row).onConflictDoNothing().returning({ id: cameras.id });
      return added.length === 1;
    },

    find: async (id) => (await db.select().from(cameras).where(eq(cameras.id, id)))[0],

    list: () => db.select().from(cameras).orderBy(asc(cameras.name), asc(cameras.id)),

    async defaultCamera() {
      const rows = await db.select().from(cameras).where(isNull(cameras.boundGameId));
      return rows.find((row) => row.isDefault) ?? (rows.length === 1 ? rows[0] : undefined);
    },

    async update(id, differs) {
      if (differs.name !== undefined) {
        const [taken] = await db
          .select({ id: cameras.id })
          .from(cameras)
          .where(and(sql`lower(${cameras.name}) = lower(${differs.name})`, isNull(cameras.boundGameId)));
        if (taken && taken.id !== id) return false;
      }
      await db.update(cameras).set(differs).where(eq(cameras.id, id));
      return true;
    },

    async clearDefault() {
      await db.update(cameras).set({ isDefault: false }).where(eq(cameras.isDefault, true));
    },

    async remove(id) {
      await db.delete(cameras).where(eq(cameras.id, id));
    },

    async addCommand(row) {
      await db.insert(cameraCommands).values(row);
    },

    async takeCommands(cameraId, now, redeliverBefore) {
      const wanted = and(
        eq(cameraCommands.cameraId, cameraId),
        gt(cameraCommands.expiresAt, now),
        or(
          eq(cameraCommands.state, "queued"),
          and(eq(cameraCommands.state, "delivered"), lt(cameraCommands.deliveredAt, redeliverBefore)),
        ),
      );
      // Commands are carried out one after the other: who asks for more has done the test before.
      await db
        .update(cameraCommands)
        .set({ state: "done" })
        .where(
          and(
            eq(cameraCommands.cameraId, cameraId),
            eq(cameraCommands.kind, "test"),
            eq(cameraCommands.state, "delivered"),
            lt(cameraCommands.deliveredAt, now),
          ),
        );
      const taken = await db
        .update(cameraCommands)
        .set({ state: "delivered", deliveredAt: now })
        .where(wanted)
        .returning();
      return taken.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    },

    async endCommands(captureId, state) {
      await db
        .update(cameraCommands)
        .set({ state })
        .where(and(eq(cameraCommands.captureId, captureId), inArray(cameraCommands.state, ["queued", "delivered"])));
    },

    async endCommand(id, state, detail) {
      await db
        .update(cameraCommands)
        .set({ state, detail })
        .where(and(eq(cameraCommands.id, id), inArray(cameraCommands.state, ["queued", "delivered", "done"])));
    },

    async findCommand(cameraId, id) {
      const [row] = await db
        .select()
        .from(cameraCommands)
        .where(and(eq(cameraCommands.id, id), eq(cameraCommands.cameraId, cameraId)));
      return row;
    },

    async waitingCommands(cameraId, now) {
      const rows = await db
        .select({ id: cameraCommands.id })
        .from(cameraCommands)
        .where(
          and(
            eq(cameraCommands.cameraId, cameraId),
            gt(cameraCommands.expiresAt, now),
            inArray(cameraCommands.state, ["queued", "delivered"]),
          ),
        );
      return rows.length;
    },

    async findUpload(cameraId, uploadId) {
      const [row] = await db
        .select()
        .from(cameraUploads)
        .where(and(eq(cameraUploads.cameraId, cameraId), eq(cameraUploads.uploadId, uploadId)));
      return row;
    },

    async addUpload(row) {
      await db.insert(cameraUploads).values(row);
    },
  };
}
