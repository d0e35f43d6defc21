import {
  allocateNodes,
  canAllocate,
  createCharacter,
  listActivities,
  listActivitiesBetween,
  listActivityTypes,
  listReachable,
  logActivities,
  logActivity,
  readActivity,
  readCharacter,
  readDerivedStats,
  readFullCharacter,
  readFullUserCharacter,
  readStat,
  readStats,
  readTree,
  readTreeNode,
  readUserCharacter,
  refundNode,
  renameCharacter,
  respecTree,
  useSkill,
} from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { ACTIVITY_TYPES, addDays, DERIVED, STATS } from "@wopr/life";
import type { TreeNode } from "@wopr/life/tree";
import type { Caller } from "../../../http/caller.ts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import { LifeErrors } from "../errors.ts";
import type { Activities, ActivityInput } from "../services/activities.ts";
import type { Books } from "../services/book.ts";
import type { Hero } from "../services/heroes.ts";
import type { Overview } from "../services/overview.ts";
import type { TreeService } from "../services/tree.ts";
import { toActivityWire, toCharacterWire, toLoggedWire, toStatWire } from "../wire/growth.ts";

interface Deps {
  readonly books: Books;
  readonly overview: Overview;
  readonly tree: TreeService;
  readonly activities: Activities;
}

/** Mounts the character, the tree and activities. */
export function mountCharacterRoutes(app: App, deps: Deps): void {
  const { books, overview, tree, activities } = deps;
  /** Another person's id is nobody's. */
  const own = async (caller: Caller, id: string) => {
    const row = await overview.character(caller.id);
    if (row.id !== id && row.personId !== id) throw LifeErrors.not_found({ what: "character" });
    return row;
  };
  const full = async (caller: Caller, id: string) => toCharacterWire(await own(caller, id), await tree.hero(caller.id));

  mount(app, createCharacter, async ({ body }, caller) => {
    const row = await overview.character(caller.id, body.name);
    return toCharacterWire(row, await tree.hero(caller.id));
  });
  mount(app, readCharacter, ({ params }, caller) => full(caller, params.id));
  mount(app, readFullCharacter, ({ params }, caller) => full(caller, params.id));
  mount(app, readUserCharacter, ({ params }, caller) => full(caller, params.id));
  mount(app, readFullUserCharacter, ({ params }, caller) => full(caller, params.id));
  mount(app, renameCharacter, async ({ params, body }, caller) => {
    await own(caller, params.id);
    await books.write(caller.id, (book) => book.character.rename(caller.id, body.name, book.now));
    return full(caller, params.id);
  });
  mount(app, readStats, async ({ params }, caller) => {
    await own(caller, params.id);
    const hero = await tree.hero(caller.id);
    return { stats: STATS.map((stat) => toStatWire(hero, stat)) };
  });
  mount(app, readDerivedStats, async ({ params }, caller) => {
    await own(caller, params.id);
    return { derived: { ...(await tree.hero(caller.id)).applied.derived }, formulas: { ...DERIVED } };
  });
  mount(app, readStat, async ({ params }, caller) => {
    await own(caller, params.id);
    const stat = STATS.find((one) => one === params.code.toUpperCase());
    if (!stat) throw LifeErrors.not_found({ what: `stat (${params.code}); there are ${STATS.join(", ")}` });
    return toStatWire(await tree.hero(caller.id), stat);
  });

  mount(app, readTree, async () => {
    const nodes = [...tree.tree.nodes.values()];
    const edges = nodes.flatMap(({ code }) =>
      (tree.tree.neighbours.get(code) ?? [])
        .filter((other) => code < other)
        .map((other): [string, string] => [code, other]),
    );
    const branches: Record<string, string[]> = {};
    for (const { branch, code } of nodes) branches[branch] = [...(branches[branch] ?? []), code];
    return { version: tree.tree.version, nodes: nodes.map(toNodeWire), edges, branches, starts: [...tree.tree.starts] };
  });
  mount(app, readTreeNode, async ({ params }) => {
    const node = tree.tree.nodes.get(params.code);
    if (!node) throw LifeErrors.not_found({ what: `node (${params.code})` });
    return toNodeWire(node);
  });
  mount(app, listReachable, async ({ params }, caller) => {
    await own(caller, params.id);
    return { nodes: [...(await tree.reachable(caller.id))] };
  });
  mount(app, canAllocate, async ({ params }, caller) => {
    await own(caller, params.id);
    const { refusal, path = [] } = await tree.refusal(caller.id, params.code);
    const cost = path.reduce((sum, code) => sum + (tree.tree.nodes.get(code)?.cost ?? 0), 0);
    return { can_allocate: refusal === undefined, reason: refusal?.message ?? null, path: [...path], cost };
  });
  const change = (hero: Hero, allocated: readonly string[], cost: number) => ({
    success: true as const,
    allocated: [...allocated],
    cost,
    errors: [],
    stat_points: hero.points,
    respec_tokens: hero.tokens,
    stats: { ...hero.applied.stats },
  });
  mount(app, allocateNodes, async ({ body, query }, caller) => {
    await own(caller, body.character_id);
    const taken = await tree.allocate(caller.id, body.node_codes, query.dry_run === "true");
    return change(taken.hero, taken.order, taken.cost);
  });
  mount(app, refundNode, async ({ body }, caller) => {
    await own(caller, body.character_id);
    return change(await tree.refund(caller.id, body.node_code), [], 0);
  });
  mount(app, respecTree, async ({ body }, caller) => {
    await own(caller, body.character_id);
    return change(await tree.respec(caller.id), [], 0);
  });
  mount(app, useSkill, async ({ params }, caller) => {
    const used = await tree.useSkill(caller.id, params.code);
    return { success: true as const, skill: params.code, used_at: used.usedAt.toISOString(), message: used.text };
  });

  mount(app, listActivityTypes, async () => ({
    types: [...ACTIVITY_TYPES.values()].map(({ code, domain, xp, systemOnly }) => ({
      code,
      domain,
      xp,
      system_only: systemOnly,
    })),
  }));
  const by = (caller: Caller) => ({
    source: caller.keyId ? `key:${caller.keyId}` : "web",
    mayAward: caller.permissions.has("life_award:write"),
  });
  mount(app, logActivity, async ({ body }, caller) =>
    toLoggedWire(await activities.log(caller.id, inputOf(body), by(caller))),
  );
  mount(app, logActivities, async ({ body }, caller) => {
    const results = [];
    for (const [index, one] of body.activities.entries()) {
      try {
        const activity = toLoggedWire(await activities.log(caller.id, inputOf(one), by(caller)));
        results.push({ index, success: true, activity, error: null });
      } catch (failure) {
        if (!(failure instanceof AppError)) throw failure;
        results.push({ index, success: false, activity: null, error: failure.message });
      }
    }
    return { results };
  });
  mount(app, readActivity, async ({ params }, caller) => toActivityWire(await activities.read(caller.id, params.id)));
  mount(app, listActivities, async ({ params, query }, caller) => {
    await own(caller, params.id);
    const found = await activities.list(caller.id, new Date(0), FOREVER, query.limit);
    return { activities: found.map(toActivityWire) };
  });
  mount(app, listActivitiesBetween, async ({ params, query }, caller) => {
    await own(caller, params.id);
    const { zone, person } = await books.read(caller.id);
    const from = new Date(zone.firstInstant(query.start, person.dayStart));
    const to = new Date(zone.firstInstant(addDays(query.end, 1), person.dayStart));
    return { activities: (await activities.list(caller.id, from, to, 500)).map(toActivityWire) };
  });
}

const FOREVER = new Date("2200-01-01T00:00:00Z");

const toNodeWire = (node: TreeNode) => ({
  code: node.code,
  name: node.name,
  branch: node.branch,
  cost: node.cost,
  x: node.x,
  y: node.y,
  needs: [...node.needs],
  needs_stats: node.needsStats,
  effects: node.effects.map((effect) => ({ ...effect })),
  description: node.description,
});

const inputOf = (body: {
  readonly type: string;
  readonly duration_minutes?: number | undefined;
  readonly intensity?: ActivityInput["intensity"];
  readonly quality?: number | undefined;
  readonly multiplier?: number | undefined;
  readonly custom_xp?: ActivityInput["customXp"];
  readonly activity_time?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly source_ref?: string | undefined;
}): ActivityInput => ({
  type: body.type,
  durationMinutes: body.duration_minutes,
  intensity: body.intensity,
  quality: body.quality,
  multiplier: body.multiplier,
  customXp: body.custom_xp,
  time: body.activity_time === undefined ? undefined : new Date(body.activity_time),
  data: body.data,
  sourceRef: body.source_ref,
});
