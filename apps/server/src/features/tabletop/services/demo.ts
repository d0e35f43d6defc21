import type { Clock, NewId } from "@wopr/kernel";
import type { Caller } from "../../../http/caller.ts";
import { readSample, requireSample } from "../samples.ts";
import { createCameraStore } from "../store/cameras.ts";
import type { GameWithPlayers } from "../store/games.ts";
import { emptyCamera } from "./cameras.ts";
import type { GamesService } from "./games.ts";

/** Sample games: everything of a real one, with photos that were rendered. */
export interface DemoService {
  /**
   * Begins a sample game with a camera of its own that plays the photos of the sample.
   *
   * @throws {AppError} `camera.sample_unknown`
   */
  begin(caller: Caller, sample: string, timeZone: string | undefined): Promise<GameWithPlayers>;
}

/** The only implementation. */
export function createDemoService(deps: {
  readonly games: GamesService;
  readonly clock: Clock;
  readonly newId: NewId;
}): DemoService {
  const { games, clock, newId } = deps;
  return {
    async begin(caller, name, timeZone) {
      const { id } = requireSample(name);
      const { game, title } = await readSample(id);
      const players = game.players.map((player) => ({ ...player, user_id: null }));
      const wanted = {
        name: game.name,
        gameType: game.game_type,
        players,
        packOptions: game.pack_options,
        timeZone,
        demo: true,
      };
      return games.create(caller, wanted, async (tx, gameId) => {
        const camera = {
          ...emptyCamera(newId(), clock.now(), caller.id),
          name: `Sample: ${title}`,
          slug: `sample-${id}`,
          driver: "replay" as const,
          settings: { sample: id },
          boundGameId: gameId,
        };
        await createCameraStore(tx).insert(camera);
        return camera.id;
      });
    },
  };
}
