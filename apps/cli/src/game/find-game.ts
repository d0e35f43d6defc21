import type { Client } from "@wopr/client";
import { type GameWire, listGames } from "@wopr/contracts";
import { CliErrors } from "../errors.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Finds the game a person means: its id, the beginning or end of its id, its name, or `latest`.
 *
 * @throws {AppError} `cli.not_found`, `cli.ambiguous`
 */
export async function findGameId(client: Client, wanted: string): Promise<string> {
  if (UUID.test(wanted)) return wanted;
  const { games } = await client.call(listGames, { query: { limit: 100 } });
  return chooseGame(games, wanted).id;
}

/** The choice among the games there are, newest first. */
export function chooseGame<G extends Pick<GameWire, "id" | "name">>(games: readonly G[], wanted: string): G {
  const [newest] = games;
  if (wanted === "latest" && newest) return newest;
  const fits = games.filter((game) => fitsGame(game, wanted));
  const [only, ...others] = fits;
  if (!only) throw CliErrors.not_found({ what: "game", wanted, hint: 'See "wopr game list".' });
  if (others.length === 0) return only;
  throw CliErrors.ambiguous({ what: "game", wanted, found: fits.map((game) => `${game.name} (${shortId(game.id)})`) });
}

const fitsGame = (game: Pick<GameWire, "id" | "name">, wanted: string): boolean =>
  game.name.toLowerCase() === wanted.toLowerCase() ||
  (wanted.length >= 4 && (game.id.startsWith(wanted.toLowerCase()) || game.id.endsWith(wanted.toLowerCase())));

/** The end of an id: ids of one minute begin alike. */
export const shortId = (id: string): string => id.slice(-8);
