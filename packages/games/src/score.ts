/** Adds up a score sheet: totals, ranks and winners. */
import { playerKey } from "./labels.ts";
import { errorAt, type Problem } from "./problems.ts";
import type { GameState, PackManifest, ScoreField, Seat, Table } from "./types.ts";

/** What somebody wrote on the sheet of one player; what is left out follows from the position and the sheet. */
export interface ScoreEntry {
  readonly seat: Seat;
  readonly fields: Readonly<Record<string, number>>;
  readonly rank?: number | undefined;
  readonly winner?: boolean | undefined;
}

/** The sheet of one player, filled in. */
export interface ScoreLine {
  readonly seat: Seat;
  readonly fields: Readonly<Record<string, number>>;
  /** Null where the pack counts nothing. */
  readonly total: number | null;
  /** 1 = best; equal players share a rank. Null where nothing tells them apart. */
  readonly rank: number | null;
  readonly winner: boolean;
}

/** Fields of the sheet of a pack; none where it only has winners. */
export const scoreFields = (manifest: PackManifest): readonly ScoreField[] => manifest.score?.fields ?? [];

/** Fills the sheet from the position, then from what people wrote. One line per player, in the order of the seats. */
export function scoreSheet(
  manifest: PackManifest,
  state: GameState,
  table: Table,
  entries: readonly ScoreEntry[] = [],
): readonly ScoreLine[] {
  const filled = table.players.map(({ seat }) => {
    const entry = entries.find((candidate) => candidate.seat === seat);
    const fields = { ...fromPosition(manifest, state, seat), ...entry?.fields };
    return { seat, entry, fields, total: totalOf(manifest, fields) };
  });
  const order = (a: Filled, b: Filled) => compare(manifest, a, b);
  const lines = filled.map((line): ScoreLine & { readonly named: boolean } => {
    const better = filled.filter((other) => order(other, line) < 0).length;
    const rank = line.entry?.rank ?? (manifest.score ? better + 1 : null);
    const { winner } = line.entry ?? {};
    return {
      seat: line.seat,
      fields: line.fields,
      total: line.total,
      rank,
      winner: winner ?? false,
      named: winner !== undefined,
    };
  });
  const anyNamed = lines.some(({ named }) => named);
  return lines.map(({ named: _, ...line }) => (anyNamed ? line : { ...line, winner: line.rank === 1 }));
}

interface Filled {
  readonly fields: Readonly<Record<string, number>>;
  readonly total: number | null;
}

function fromPosition(manifest: PackManifest, state: GameState, seat: Seat): Readonly<Record<string, number>> {
  const key = playerKey(seat);
  return Object.fromEntries(
    scoreFields(manifest).flatMap(({ id, from }) => {
      const value =
        from === undefined
          ? undefined
          : "track" in from
            ? state.tracks?.[from.track]?.[key]
            : "zone" in from
              ? state.zones?.[from.zone]?.[key]
              : state.resources[key]?.[from.resource];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}

function totalOf(manifest: PackManifest, fields: Readonly<Record<string, number>>): number | null {
  if (!manifest.score) return null;
  return manifest.score.fields.reduce((sum, { id, points = 1 }) => sum + (fields[id] ?? 0) * points, 0);
}

/** Negative when `a` stands better. */
function compare({ score }: PackManifest, a: Filled, b: Filled): number {
  if (!score) return 0;
  const difference = (b.total ?? 0) - (a.total ?? 0);
  if (difference !== 0) return score.highestWins ? difference : -difference;
  for (const id of score.tieBreak) {
    const more = (b.fields[id] ?? 0) - (a.fields[id] ?? 0);
    if (more !== 0) return more;
  }
  return 0;
}

/** What is wrong with what somebody wrote, with JSON pointers into the list. */
export function checkScore(manifest: PackManifest, table: Table, entries: readonly ScoreEntry[]): readonly Problem[] {
  const known = new Set(scoreFields(manifest).map(({ id }) => id));
  return entries.flatMap((entry, at) => {
    const problems: Problem[] = [];
    if (!table.players.some(({ seat }) => seat === entry.seat))
      problems.push(errorAt(`/${at}/position`, `Nobody sits at seat ${entry.seat}.`));
    if (entries.findIndex(({ seat }) => seat === entry.seat) !== at)
      problems.push(errorAt(`/${at}/position`, `Seat ${entry.seat} is listed twice.`));
    for (const [id, value] of Object.entries(entry.fields)) {
      if (known.size > 0 && !known.has(id))
        problems.push(errorAt(`/${at}/fields/${id}`, `The score sheet has no line "${id}".`));
      if (!Number.isFinite(value)) problems.push(errorAt(`/${at}/fields/${id}`, "A score is a number."));
    }
    return problems;
  });
}
