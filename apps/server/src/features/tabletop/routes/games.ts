import {
  createDemoGame,
  createGame,
  deleteGame,
  gameStats,
  listGames,
  readGame,
  restoreGame,
  updateGame,
} from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { DemoService } from "../services/demo.ts";
import type { GamePages } from "../services/game-pages.ts";
import type { GamesService } from "../services/games.ts";
import { toGameDetailWire, toGameWire } from "../wire/games.ts";

/** Mounts what is about whole games. Each handler is a translation and nothing else. */
export function mountGameRoutes(
  app: App,
  { games, demo, pages }: { readonly games: GamesService; readonly demo: DemoService; readonly pages: GamePages },
): void {
  mount(app, createGame, async ({ body }, caller) =>
    toGameWire(
      await games.create(caller, {
        name: body.name,
        gameType: body.game_type,
        players: body.players.map(({ user_id: userId, ...player }) => ({ ...player, user_id: userId ?? null })),
        packOptions: body.pack_options,
        timeZone: body.time_zone,
        agreePolicy: body.agree_policy,
        cameraId: body.camera_id,
      }),
    ),
  );

  mount(app, listGames, async ({ query }, caller) => {
    const { limit, offset, q, status, game_type: gameType } = query;
    const found = await games.list(caller, { limit, offset, q, status, gameType });
    return {
      games: found.games.map(toGameWire),
      total: found.total,
      page: Math.floor(offset / limit) + 1,
      page_size: limit,
    };
  });

  // Before /games/:id, which would take "stats" for an id.
  mount(app, gameStats, async (_, caller) => {
    const { photoBytes, ...stats } = await games.stats(caller);
    return { ...stats, games: { ...stats.games }, outcomes: { ...stats.outcomes }, photo_bytes: photoBytes };
  });

  mount(app, readGame, async ({ params }, caller) => {
    const { whole, game, around } = await pages.read(caller, params.id);
    return toGameDetailWire(whole, game, around);
  });

  mount(app, updateGame, async ({ params, body }, caller) =>
    toGameWire(
      await games.update(caller, params.id, {
        status: body.status,
        currentTurn: body.current_turn,
        currentPhase: body.current_phase,
        name: body.name,
        metadata: body.metadata,
        agreePolicy: body.agree_policy,
        players: body.players,
        cameraId: body.camera_id,
        reason: body.reason,
        expectedSeq: body.expected_seq,
      }),
    ),
  );

  mount(app, deleteGame, ({ params }, caller) => games.remove(caller, params.id));
  mount(app, restoreGame, async ({ params }, caller) => toGameWire(await games.restore(caller, params.id)));
  mount(app, createDemoGame, async ({ body }, caller) =>
    toGameWire(await demo.begin(caller, body.sample, body.time_zone)),
  );
}
