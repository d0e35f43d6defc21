/** Who asks, as far as games need to know. */
export interface Viewer {
  readonly id: string;
  readonly role: string | null;
}

/** Who a game belongs to. */
export interface GamePeople {
  readonly ownerId: string;
  readonly playerUserIds: readonly string[];
}

/** Roles that read all see every game (platform.md 6.3). */
const SEES_ALL: ReadonlySet<string> = new Set(["owner", "admin", "operator", "approver", "viewer"]);
/** Roles that may change every game. */
const CHANGES_ALL: ReadonlySet<string> = new Set(["owner", "admin"]);

/** Whether somebody sees every game there is. */
export const seesAllGames = (viewer: Viewer): boolean => viewer.role !== null && SEES_ALL.has(viewer.role);

const isAtTheTable = (viewer: Viewer, game: GamePeople) =>
  game.ownerId === viewer.id || game.playerUserIds.includes(viewer.id);

/** Whether somebody may see a game; for everybody else it does not exist. */
export const maySee = (viewer: Viewer, game: GamePeople): boolean => seesAllGames(viewer) || isAtTheTable(viewer, game);

/** Whether somebody may play: take photos, agree, correct. */
export const mayPlay = (viewer: Viewer, game: GamePeople): boolean =>
  (viewer.role !== null && CHANGES_ALL.has(viewer.role)) || isAtTheTable(viewer, game);

/** Whether somebody may delete and restore a game. */
export const mayDispose = (viewer: Viewer, game: GamePeople): boolean =>
  (viewer.role !== null && CHANGES_ALL.has(viewer.role)) || game.ownerId === viewer.id;
