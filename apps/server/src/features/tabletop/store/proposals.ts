import { and, asc, eq, isNotNull, isNull, lt, lte, ne } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { ProposalContent } from "../domain/proposal.ts";
import { proposals } from "../tables.ts";

/** A stored proposal. */
export type ProposalRow = Omit<typeof proposals.$inferSelect, "content"> & { readonly content: ProposalContent };

/** Proposals of all games; at most one per game is open, the database sees to that. */
export interface ProposalStore {
  insert(row: ProposalRow): Promise<void>;
  find(gameId: string, id: string): Promise<ProposalRow | undefined>;
  /** The open proposal of a game. */
  open(gameId: string): Promise<ProposalRow | undefined>;
  /** The newest proposal made of a photo. */
  ofCapture(captureId: string): Promise<ProposalRow | undefined>;
  /** All proposals of a game, oldest first. */
  list(gameId: string): Promise<readonly ProposalRow[]>;
  /**
   * Writes `differs` if the proposal is still open.
   *
   * @returns Whether it was; `false` means that somebody else decided first.
   */
  close(id: string, differs: Pick<ProposalRow, "status" | "decidedBy" | "decidedAt">): Promise<boolean>;
  keepAnswers(id: string, answers: Record<string, string>): Promise<void>;
  /** Puts a model's words beside a proposal while it is open; a question that was raised stops its countdown. */
  describe(id: string, outcome: ProposalRow["outcome"], content: ProposalRow["content"]): Promise<boolean>;
  /** How many moves of a game were agreed to as they were proposed. */
  agreedUnchanged(gameId: string): Promise<number>;
  /** Open proposals that are to be agreed to by now. */
  due(now: Date): Promise<readonly Pick<ProposalRow, "id" | "gameId">[]>;
  /** Stops the countdown of an open proposal. @returns Whether it was counting. */
  hold(id: string): Promise<boolean>;
  /** Marks open proposals made before `instant` as announced. @returns Those that were not yet. */
  announce(instant: Date, now: Date): Promise<readonly Pick<ProposalRow, "id" | "gameId" | "captureId" | "outcome">[]>;
}

/** Proposals in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createProposalStore(db: Db): ProposalStore {
  const typed = (row: typeof proposals.$inferSelect | undefined) => row as unknown as ProposalRow | undefined;
  return {
    async insert(row) {
      await db.insert(proposals).values({ ...row, content: row.content as unknown as Record<string, unknown> });
    },

    async find(gameId, id) {
      const where = and(eq(proposals.id, id), eq(proposals.gameId, gameId));
      return typed((await db.select().from(proposals).where(where))[0]);
    },

    async open(gameId) {
      const where = and(eq(proposals.gameId, gameId), eq(proposals.status, "open"));
      return typed((await db.select().from(proposals).where(where))[0]);
    },

    async ofCapture(captureId) {
      const rows = await db
        .select()
        .from(proposals)
        .where(eq(proposals.captureId, captureId))
        .orderBy(asc(proposals.createdAt), asc(proposals.id));
      return typed(rows.at(-1));
    },

    async list(gameId) {
      const rows = await db
        .select()
        .from(proposals)
        .where(eq(proposals.gameId, gameId))
        .orderBy(asc(proposals.createdAt), asc(proposals.id));
      return rows as unknown as readonly ProposalRow[];
    },

    async close(id, differs) {
      const changed = await db
        .update(proposals)
        .set(differs)
        .where(and(eq(proposals.id, id), eq(proposals.status, "open")))
        .returning({ id: proposals.id });
      return changed.length === 1;
    },

    async keepAnswers(id, answers) {
      await db.update(proposals).set({ answers }).where(eq(proposals.id, id));
    },

    async describe(id, outcome, content) {
      const changed = await db
        .update(proposals)
        .set({
          outcome,
          content: content as unknown as Record<string, unknown>,
          ...(outcome === "sure" ? {} : { autoAt: null }),
        })
        .where(and(eq(proposals.id, id), eq(proposals.status, "open")))
        .returning({ id: proposals.id });
      return changed.length === 1;
    },

    agreedUnchanged: (gameId) =>
      db.$count(
        proposals,
        and(eq(proposals.gameId, gameId), eq(proposals.status, "agreed"), ne(proposals.outcome, "setup")),
      ),

    due: (now) =>
      db
        .select({ id: proposals.id, gameId: proposals.gameId })
        .from(proposals)
        .where(and(eq(proposals.status, "open"), lte(proposals.autoAt, now))),

    async hold(id) {
      const held = await db
        .update(proposals)
        .set({ autoAt: null })
        .where(and(eq(proposals.id, id), eq(proposals.status, "open"), isNotNull(proposals.autoAt)))
        .returning({ id: proposals.id });
      return held.length === 1;
    },

    announce: (instant, now) =>
      db
        .update(proposals)
        .set({ announcedAt: now })
        .where(and(eq(proposals.status, "open"), isNull(proposals.announcedAt), lt(proposals.createdAt, instant)))
        .returning({
          id: proposals.id,
          gameId: proposals.gameId,
          captureId: proposals.captureId,
          outcome: proposals.outcome,
        }),
  };
}
