import type { Caller } from "../../http/caller.ts";
import type { Actor } from "./domain/events.ts";
import { mayDispose, mayPlay, maySee } from "./domain/rights.ts";
import { GameErrors } from "./errors.ts";
import type { GameLog } from "./game-log.ts";
import { peopleOf } from "./open-game.ts";
import type { GameWithPlayers } from "./store/games.ts";

/** Who may do what to which game. For everybody else a game does not exist. */
export interface Access {
  /** @throws {AppError} `game.not_found` */
  requireSeeing(caller: Caller, gameId: string): Promise<GameWithPlayers>;
  /** @throws {AppError} `game.not_found` */
  requirePlaying(caller: Caller, gameId: string): Promise<GameWithPlayers>;
  /** @throws {AppError} `game.not_found`, `game.not_yours` for somebody who only plays in it. */
  requireDisposing(caller: Caller, game: GameWithPlayers): void;
}

/** Rights by the rows of games and players. */
export function createAccess(log: Pick<GameLog, "row">): Access {
  const require = async (caller: Caller, gameId: string, allowed: typeof maySee) => {
    const game = await log.row(gameId);
    if (!allowed(caller, peopleOf(game))) throw GameErrors.not_found({});
    return game;
  };
  return {
    requireSeeing: (caller, gameId) => require(caller, gameId, maySee),
    requirePlaying: (caller, gameId) => require(caller, gameId, mayPlay),
    requireDisposing(caller, game) {
      const people = peopleOf(game);
      if (!maySee(caller, people)) throw GameErrors.not_found({});
      if (!mayDispose(caller, people)) throw GameErrors.not_yours({});
    },
  };
}

/** A caller as the author of events. */
export const actorOf = (caller: Caller): Actor => ({ id: caller.id, kind: "user", name: caller.name });
