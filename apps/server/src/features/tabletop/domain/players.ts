import type { PackManifest } from "@wopr/games";
import type { PlayerFact } from "./events.ts";

/** Something wrong with the players of a game, with a JSON pointer into the body. */
export interface PlayerProblem {
  readonly at: string;
  readonly detail: string;
}

/** A colour name or `#rrggbb`. */
const COLOR = /^(#[0-9a-f]{6}|\p{L}[\p{L} -]*)$/iu;

type Seated = Pick<PlayerFact, "position" | "color" | "name">;

/** What stands in the way of these players sitting down to a game of this kind. */
export function problemsOfPlayers(players: readonly Seated[], manifest: PackManifest): readonly PlayerProblem[] {
  const { min, max } = manifest.players;
  const problems: PlayerProblem[] = [];
  if (players.length < min || players.length > max) {
    const wanted = min === max ? `${min}` : `${min} to ${max}`;
    problems.push({
      at: "/players",
      detail: `${manifest.title} is for ${wanted} players, ${players.length} were given.`,
    });
  }
  for (const [i, { position, color }] of players.entries()) {
    const earlier = players.slice(0, i);
    if (earlier.some((other) => other.position === position))
      problems.push({ at: `/players/${i}/position`, detail: `Two players sit at position ${position}.` });
    if (!COLOR.test(color))
      problems.push({ at: `/players/${i}/color`, detail: `"${color}" is no colour: write a name or #rrggbb.` });
    else if (earlier.some((other) => other.color.toLowerCase() === color.toLowerCase()))
      problems.push({ at: `/players/${i}/color`, detail: `Two players play ${color}.` });
  }
  return problems;
}

/** What somebody wants different about the players, by seat. */
export type PlayerChange = Pick<PlayerFact, "position"> & { readonly [K in "name" | "color"]?: string | undefined };

/** Players with changes applied; a change for a seat nobody sits at is a problem. */
export function changedPlayers(
  players: readonly PlayerFact[],
  changes: readonly PlayerChange[],
): { readonly players: readonly PlayerFact[]; readonly problems: readonly PlayerProblem[] } {
  const problems = changes.flatMap(({ position }, i) =>
    players.some((player) => player.position === position)
      ? []
      : [{ at: `/players/${i}/position`, detail: `Nobody sits at position ${position}.` }],
  );
  const changed = players.map((player) => {
    const change = changes.find(({ position }) => position === player.position);
    return { ...player, name: change?.name ?? player.name, color: change?.color ?? player.color };
  });
  return { players: changed, problems };
}

/** Whether a name of a time zone is known. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
