import {
  addManualMetrics,
  calculateDayScore,
  compareScores,
  listAchievements,
  listLevels,
  listRecentAchievements,
  listXpEntries,
  readDayScore,
  readGamification,
  readLifeHistory,
  readOverview,
  readStreaks,
  readToday,
  readXp,
} from "@wopr/contracts";
import { addDays, LEVEL_THRESHOLDS, pointsAt, STAT_THRESHOLDS } from "@wopr/life";
import type { Caller } from "../../../http/caller.ts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { Books } from "../services/book.ts";
import { achievementsOf } from "../services/laurels.ts";
import type { Overview } from "../services/overview.ts";
import { streaksOf } from "../services/streaks.ts";
import { seesHealth, toAchievementWire, toDomains, toScoreWire, toXpWire } from "../wire/growth.ts";

interface Deps {
  readonly books: Books;
  readonly overview: Overview;
}

/** Mounts scores, XP, streaks and achievements. */
export function mountScoreRoutes(app: App, { books, overview }: Deps): void {
  const xpOf = async (personId: string) => {
    const book = await books.read(personId);
    const { total } = await book.ledger.totals(personId);
    return toXpWire(total, await book.ledger.earnedOn(personId, book.today.day));
  };
  const streaksWire = async (personId: string) => {
    const book = await books.read(personId);
    const streaks = await streaksOf(book);
    const items = (await book.plan.items(personId)).filter(({ isActive }) => isActive);
    const detail = items.map((item) => ({
      code: item.code,
      name: item.name,
      ...streaks.of(item),
      strength: Math.round(streaks.strengthOf(item) * 10_000) / 10_000,
      at_risk: false,
    }));
    const freezes = await book.ledger.freezesHeld(personId);
    return { streaks: Object.fromEntries(detail.map(({ code, current }) => [code, current])), detail, freezes };
  };
  const todayWire = async (caller: Caller) => {
    const book = await books.read(caller.id);
    const health = seesHealth(caller);
    const { row } = await overview.score(caller.id, book.today.day);
    const since = addDays(book.today.day, -7);
    const recent = (await achievementsOf(book)).filter(
      ({ unlockedAt }) => unlockedAt !== null && unlockedAt >= new Date(`${since}T00:00:00Z`),
    );
    return {
      date: book.today.day,
      life_score: row.score,
      domains: toDomains(row.parts, health),
      xp: await xpOf(caller.id),
      streaks: (await streaksWire(caller.id)).streaks,
      recent_achievements: recent.map(toAchievementWire),
      message: messageFor(row.score),
      score: toScoreWire(row, book.now, health),
    };
  };
  const dayWire = async (caller: Caller, date: string, formula?: "v1" | "v2", recalculate = false) => {
    const view = await overview.score(caller.id, date, formula, recalculate);
    const book = await books.read(caller.id);
    const domains = toDomains(view.parts, seesHealth(caller));
    return {
      date,
      life_score: view.row.score,
      sleep_score: domains.sleep ?? null,
      activity_score: domains.activity ?? null,
      worklife_score: domains.worklife ?? null,
      habits_score: domains.habits ?? null,
      xp_earned: await book.ledger.earnedOn(caller.id, date),
      score: toScoreWire(view.row, book.now, seesHealth(caller)),
    };
  };

  mount(app, readToday, (_, caller) => todayWire(caller));
  mount(app, readGamification, async (_, caller) => ({
    today: await todayWire(caller),
    xp: await xpOf(caller.id),
    streaks: await streaksWire(caller.id),
    achievements: (await achievementsOf(await books.read(caller.id))).map(toAchievementWire),
  }));
  mount(app, readDayScore, ({ params, query }, caller) =>
    dayWire(caller, params.date, query.formula, query.recalculate === "true"),
  );
  mount(app, calculateDayScore, async ({ params, query }, caller) => {
    const metrics = {
      screen_hours: query.screen_hours,
      work_hours: query.work_hours,
      work_stop: query.work_cutoff_hour,
    };
    await overview.measure(caller.id, params.date, metrics);
    return dayWire(caller, params.date);
  });
  mount(app, readLifeHistory, async ({ query }, caller) => {
    const { from, to, rows, xp } = await overview.history(caller.id, query.days);
    const health = seesHealth(caller);
    const values = rows.map(({ score }) => score).filter((score) => score !== null);
    return {
      start_date: from,
      end_date: to,
      count: rows.length,
      average_life_score:
        values.length === 0 ? null : Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 10) / 10,
      data: rows.map((row) => {
        const domains = toDomains(row.parts, health);
        const { sleep = null, activity = null, worklife = null, habits = null } = domains;
        const { basis, state, revision } = row;
        return {
          date: row.day,
          life_score: row.score,
          sleep,
          activity,
          worklife,
          habits,
          xp: xp.get(row.day) ?? 0,
          basis,
          state,
          revision,
        };
      }),
    };
  });
  mount(app, compareScores, async ({ query }, caller) => ({
    days: (await overview.compare(caller.id, query.from, query.to)).map(({ day, ...rest }) => ({ date: day, ...rest })),
  }));
  mount(app, readXp, (_, caller) => xpOf(caller.id));
  mount(app, listXpEntries, async ({ query }, caller) => {
    const book = await books.read(caller.id);
    const before = query.cursor === undefined ? undefined : new Date(query.cursor);
    const entries = await book.ledger.entries(caller.id, query.limit + 1, before);
    const items = entries.slice(0, query.limit);
    return {
      items: items.map((entry) => ({
        id: entry.id,
        at: entry.at.toISOString(),
        day: entry.day,
        kind: entry.kind,
        stat: entry.stat,
        base: entry.base,
        percent: entry.percent,
        amount: entry.amount,
        source_ref: entry.sourceRef,
        reverses: entry.reverses,
      })),
      next_cursor: entries.length > query.limit ? (entries.at(-1)?.at.toISOString() ?? null) : null,
    };
  });
  mount(app, listLevels, async () => ({
    levels: LEVEL_THRESHOLDS.map((xp, index) => ({ level: index + 1, xp, points: pointsAt(index + 1) })),
    stats: STAT_THRESHOLDS.map((xp, index) => ({ value: index + 10, xp })),
  }));
  mount(app, readStreaks, (_, caller) => streaksWire(caller.id));
  mount(app, listAchievements, async ({ query }, caller) => {
    const all = (await achievementsOf(await books.read(caller.id))).map(toAchievementWire);
    return query.unlocked_only === "true" ? all.filter(({ is_unlocked }) => is_unlocked) : all;
  });
  mount(app, listRecentAchievements, async ({ query }, caller) => {
    const book = await books.read(caller.id);
    const since = new Date(book.now.getTime() - query.days * 86_400_000);
    return (await achievementsOf(book))
      .filter(({ unlockedAt }) => unlockedAt !== null && unlockedAt >= since)
      .map(toAchievementWire);
  });
  mount(app, readOverview, async (_, caller) => {
    const book = await books.read(caller.id);
    const { total } = await book.ledger.totals(caller.id);
    const scores = await book.measured.scores(caller.id, "1900-01-01", book.today.day, book.person.scoreFormula);
    const values = scores.map(({ score }) => score).filter((score) => score !== null);
    const achievements = await achievementsOf(book);
    const unlocked = achievements.filter(({ unlockedAt }) => unlockedAt !== null).length;
    return {
      total_xp: total,
      level: toXpWire(total, 0).level,
      days_tracked: scores.length,
      average_life_score:
        values.length === 0 ? null : Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 10) / 10,
      best_life_score: values.length === 0 ? null : Math.max(...values),
      achievements_unlocked: unlocked,
      achievements_total: achievements.length,
      achievement_progress: unlocked / achievements.length,
    };
  });
  mount(app, addManualMetrics, async ({ body }, caller) => {
    const { day, stored } = await overview.measure(caller.id, body.date, body.metrics);
    return { success: true as const, date: day, stored: [...stored] };
  });
}

function messageFor(score: number | null): string {
  if (score === null) return "";
  if (score >= 90) return "Nearly everything went as you planned.";
  if (score >= 80) return "Most of the day went as you planned.";
  return score >= 70 ? "A solid day." : "";
}
