import { readAccuracy } from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { AccuracyLine, AccuracyReadModel } from "../read-model-accuracy.ts";

/** Mounts the page about accuracy. Each handler is a translation and nothing else. */
export function mountAccuracyRoutes(app: App, { accuracy }: { readonly accuracy: AccuracyReadModel }): void {
  mount(app, readAccuracy, async (_, caller) => {
    const [games, corrections] = await Promise.all([accuracy.perGame(caller), accuracy.corrections(caller)]);
    const sum = (of: (line: AccuracyLine) => number) => games.reduce((total, line) => total + of(line), 0);
    return {
      totals: {
        decided: sum(({ decided }) => decided),
        sure: sum(({ sure }) => sure),
        asked: sum(({ asked }) => asked),
        corrected: sum(({ corrected }) => corrected),
        sure_corrected: sum(({ sureCorrected }) => sureCorrected),
      },
      games: games.map(({ gameId, sureCorrected, ...line }) => ({
        game_id: gameId,
        sure_corrected: sureCorrected,
        ...line,
      })),
      corrections: corrections.map(({ proposalId, gameId, gameName, captureId, at, ...correction }) => ({
        proposal_id: proposalId,
        game_id: gameId,
        game_name: gameName,
        capture_id: captureId,
        at: at.toISOString(),
        ...correction,
      })),
    };
  });
}
