/** Folders that are passed over wherever they lie (gameservers.md 6.1). */
const IGNORED_FOLDERS = new Set([
  "logs",
  "crash-reports",
  "cache",
  "libraries",
  "versions",
  "AMP_Logs",
  "Backups",
  "backups",
  "Trash",
  "trash",
  "Templates",
  "templates",
  "region",
  "DIM1",
  "DIM-1",
  "playerdata",
  "stats",
  "advancements",
  "entities",
  "poi",
  ".git",
  "tiles",
]);
const IGNORED_PLACES = [/^plugins\/update(\/|$)/, /^plugins\/\.paper-remapped(\/|$)/, /\/web\/maps(\/|$)/];
const IGNORED_FILES =
  /\.(?:db|sqlite\d*|mca|gz|zip|lock|log|tmp|bak|old|dat|dat_old|nbt|schem|schematic|png|jpe?g|gif|webp|ogg|mp3)$|\.db-(?:wal|shm)$|\.wopr-[\w-]+\.tmp$/i;

/** Whether a folder is passed over. @param path Relative to the game root. */
export const isIgnoredFolder = (path: string): boolean =>
  IGNORED_FOLDERS.has(path.split("/").at(-1) ?? "") || IGNORED_PLACES.some((place) => place.test(path));

/** Whether a file is passed over. */
export const isIgnoredFile = (path: string): boolean => IGNORED_FILES.test(path);

/** Names that make a folder a world: only its `paper-world.yml` is read. */
export const isWorld = (names: ReadonlySet<string>): boolean => names.has("level.dat") || names.has("region");
