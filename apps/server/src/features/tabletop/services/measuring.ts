import {
  type MeasureAnswer,
  type MeasureQuestion,
  measureOn,
  type Problem,
  reachOn,
  readLegionOptions,
  readTerrain,
  type Terrain,
} from "@wopr/games";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { foldGame } from "../domain/fold.ts";
import { MoveErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { MeasureErrors, TerrainErrors } from "../record-errors.ts";

/** A movement tool somebody measured. */
export interface MeasuredTool {
  readonly speed: number;
  readonly mm: number;
  readonly sigma_mm: number;
}

/** Measuring on games with a table. All lengths in millimetres. */
export interface MeasuringService {
  /** @throws {AppError} `game.not_found`, `move.not_found`, `measure.not_a_table`, `measure.unknown_base`, `measure.invalid` */
  measure(
    caller: Caller,
    gameId: string,
    question: MeasureQuestion,
    atMove: number | undefined,
  ): Promise<MeasureAnswer>;
  /** @throws {AppError} `game.not_found`, `measure.not_a_table`, `measure.unknown_base` */
  reach(caller: Caller, gameId: string, baseId: string): Promise<NonNullable<ReturnType<typeof reachOn>>>;
  /** @throws {AppError} `game.not_found` */
  terrain(caller: Caller, gameId: string): Promise<readonly Terrain[]>;
  /**
   * Replaces the terrain. @returns Head of the log.
   * @throws {AppError} `game.not_found`, `measure.not_a_table`, `terrain.invalid`
   */
  setTerrain(caller: Caller, gameId: string, polygons: readonly unknown[]): Promise<number>;
  /** Says how long one's own tools are. @returns Head of the log. @throws {AppError} `game.not_found`, `measure.not_a_table` */
  setTools(caller: Caller, gameId: string, tools: readonly MeasuredTool[]): Promise<number>;
}

/** The only implementation. */
export function createMeasuringService(deps: { readonly log: GameLog; readonly access: Access }): MeasuringService {
  const { log, access } = deps;

  async function tableOf(caller: Caller, gameId: string): Promise<OpenGame> {
    await access.requireSeeing(caller, gameId);
    return requireTable(await log.open(gameId));
  }

  return {
    async measure(caller, gameId, question, atMove) {
      const game = await tableOf(caller, gameId);
      const folded = atMove === undefined ? game.folded : foldGame(game.events, game.pack.rules, { atMove });
      if (atMove !== undefined && folded.atMove < atMove)
        throw MoveErrors.not_found({ asked: atMove, highest: folded.atMove });
      const answer = measureOn(folded.state, readLegionOptions(folded.table.options).options, question);
      if (!("refused" in answer)) return answer;
      if (answer.refused === "unknown_base") throw MeasureErrors.unknown_base({ id: answer.id });
      throw MeasureErrors.invalid({ why: "Say what to measure to." });
    },

    async reach(caller, gameId, baseId) {
      const { folded } = await tableOf(caller, gameId);
      const reach = reachOn(folded.state, readLegionOptions(folded.table.options).options, baseId);
      if (!reach) throw MeasureErrors.unknown_base({ id: baseId });
      return reach;
    },

    async terrain(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const { folded } = await log.open(gameId);
      return readLegionOptions(folded.table.options).options.terrain;
    },

    async setTerrain(caller, gameId, polygons) {
      await access.requirePlaying(caller, gameId);
      const problems: Problem[] = [];
      readTerrain(polygons, problems);
      if (problems.length > 0)
        throw TerrainErrors.invalid({
          problems: problems.map(({ pointer, text }) => ({
            at: pointer.replace("/terrain", "/polygons"),
            detail: text,
          })),
        });
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        requireTable(act.game());
        await act.write([{ kind: "terrain_set", payload: { polygons } }]);
        return act.game().events.length;
      });
    },

    async setTools(caller, gameId, tools) {
      await access.requirePlaying(caller, gameId);
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const { folded } = requireTable(act.game());
        const options = { ...folded.header.packOptions, tools };
        await act.write([{ kind: "pack_options_set", payload: { options } }]);
        return act.game().events.length;
      });
    },
  };
}

function requireTable(game: OpenGame): OpenGame {
  if (game.manifest.board?.kind !== "table") throw MeasureErrors.not_a_table({ title: game.manifest.title });
  return game;
}
