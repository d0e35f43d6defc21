import type { GameDetailWire } from "@wopr/contracts";

/**
 * The newest capture when it brought no photo or could not be read, and nothing newer is under way.
 *
 * @param answered Whether something else asks for attention already.
 */
export function failedCapture(game: Pick<GameDetailWire, "captures">, answered: boolean): string | undefined {
  const newest = game.captures.at(-1);
  if (answered || !newest) return undefined;
  return newest.status === "failed" || newest.analysis_status === "failed" ? newest.id : undefined;
}
