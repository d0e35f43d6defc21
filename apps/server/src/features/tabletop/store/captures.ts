import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, ne, or } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { captures } from "../tables.ts";

/** The row of a photo. */
export type CaptureRow = typeof captures.$inferSelect;

/** A photo row without what only an analysis needs: the measurements are tens of kilobytes. */
export type CaptureBrief = Omit<CaptureRow, "look">;

const { look: _measurements, ...brief } = getTableColumns(captures);

/** Rows of photos. */
export interface CaptureStore {
  insert(row: CaptureRow): Promise<void>;
  find(gameId: string, id: string): Promise<CaptureRow | undefined>;
  findById(id: string): Promise<CaptureRow | undefined>;
  update(id: string, differs: Partial<CaptureRow>): Promise<void>;
  /**
   * Writes `differs` if the photo is still in one of `from`.
   *
   * @returns Whether it was; `false` means that somebody else was faster.
   */
  step(id: string, from: readonly CaptureRow["status"][], differs: Partial<CaptureRow>): Promise<boolean>;
  /** All photos of a game: stored ones by sequence, then those without one by age. */
  list(gameId: string): Promise<readonly CaptureBrief[]>;
  /** What was measured on photos, by their ids. */
  looksOf(ids: readonly string[]): Promise<readonly Pick<CaptureRow, "id" | "look">[]>;
  /** The newest photo that is on its way or being looked at. */
  running(gameId: string): Promise<CaptureBrief | undefined>;
  /** By the storage key of the photo or of its thumbnail. */
  findByPath(path: string): Promise<CaptureBrief | undefined>;
  /** Photos that are being looked at, or wait for it with a job, and came before `instant`. */
  underAnalysis(instant: Date): Promise<readonly CaptureBrief[]>;
  /** Photos that never arrived: in this status since before `instant`. */
  unfinishedSince(status: CaptureRow["status"], instant: Date): Promise<readonly CaptureBrief[]>;
}

/** Photos in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createCaptureStore(db: Db): CaptureStore {
  return {
    async insert(row) {
      await db.insert(captures).values(row);
    },

    async find(gameId, id) {
      const [row] = await db
        .select()
        .from(captures)
        .where(and(eq(captures.id, id), eq(captures.gameId, gameId)));
      return row;
    },

    findById: async (id) => (await db.select().from(captures).where(eq(captures.id, id)))[0],

    async update(id, differs) {
      await db.update(captures).set(differs).where(eq(captures.id, id));
    },

    async step(id, from, differs) {
      const changed = await db
        .update(captures)
        .set(differs)
        .where(and(eq(captures.id, id), inArray(captures.status, [...from])))
        .returning({ id: captures.id });
      return changed.length === 1;
    },

    list: (gameId) =>
      db
        .select(brief)
        .from(captures)
        .where(eq(captures.gameId, gameId))
        .orderBy(asc(captures.sequence), asc(captures.createdAt)),

    looksOf: async (ids) =>
      ids.length === 0
        ? []
        : db
            .select({ id: captures.id, look: captures.look })
            .from(captures)
            .where(inArray(captures.id, [...ids])),

    async running(gameId) {
      const [row] = await db
        .select(brief)
        .from(captures)
        .where(
          and(
            eq(captures.gameId, gameId),
            or(
              inArray(captures.status, ["capturing", "uploading"]),
              and(
                eq(captures.status, "stored"),
                inArray(captures.analysisStatus, ["pending", "processing"]),
                isNotNull(captures.analysisJobId),
              ),
            ),
          ),
        )
        .orderBy(desc(captures.createdAt))
        .limit(1);
      return row;
    },

    async findByPath(path) {
      const [row] = await db
        .select(brief)
        .from(captures)
        .where(and(or(eq(captures.imagePath, path), eq(captures.thumbnailPath, path)), ne(captures.status, "removed")));
      return row;
    },

    underAnalysis: (instant) =>
      db
        .select(brief)
        .from(captures)
        .where(
          and(
            eq(captures.status, "stored"),
            inArray(captures.analysisStatus, ["pending", "processing"]),
            isNotNull(captures.analysisJobId),
            lt(captures.receivedAt, instant),
          ),
        ),

    unfinishedSince: (status, instant) =>
      db
        .select(brief)
        .from(captures)
        .where(and(eq(captures.status, status), lt(captures.createdAt, instant))),
  };
}
