import type { BoardObservation, CellClass, CellEvidence, GameState, Seat } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { LabColour } from "../image/lab.ts";
import { median } from "../image/stats.ts";
import { type CellLook, unpackLooks } from "../read/features.ts";
import { colourDistance } from "../read/palette.ts";
import type { CellReading, Observation, Palette } from "../types.ts";
import { type ClassModels, classAt, learnClasses, lookLogLikelihood, modelKey, POOLED } from "./classes.ts";

/** Least scale of the distance between a piece and its palette colour, Lab units. */
const COLOUR_SCALE = 6;
/** Least scale of the score of a cell that did not change. */
const NOISE_SCALE = 7;

/** How strongly a score speaks for a change: −5 to 5, 0 at D = 16 (vision.md 6.12). */
export function changeEvidence(score: number): number {
  const { zero, unit, cap } = VISION_DEFAULTS.evidence;
  return Math.min(cap, Math.max(-cap, (score - zero) / unit));
}

/**
 * What a photo says about every cell, for rules: score, status and how well each class fits.
 *
 * Classes are learned from this very photo (cells that did not change, with what the state says stands there) and from
 * the palette; the state is the one believed true when the reference was taken.
 */
export function boardEvidence(state: GameState, observation: Observation): BoardObservation {
  const { board, scores, palette } = observation;
  const { looks, colours } = unpackLooks(observation.looks);
  const changed = new Set(scores.changed);
  const unsure = new Set(scores.unsure);
  const touched = (cell: number): boolean => changed.has(cell) || unsure.has(cell);
  const models = learnClasses(state, board, looks, (cell) => !touched(cell));
  const noise = Math.max(NOISE_SCALE, 2 * median(scores.d.filter((_, cell) => !touched(cell))) || 0);
  const tall = board.checkered === true;
  const readings = new Map(observation.readings.map((r) => [r.row * board.cols + r.col, r]));
  const cells = Array.from({ length: board.rows * board.cols }, (_, cell): CellEvidence => {
    const row = Math.floor(cell / board.cols);
    const col = cell % board.cols;
    const score = scores.d[cell] ?? 0;
    const status = changed.has(cell) ? "changed" : unsure.has(cell) ? "unsure" : "same";
    const look = looks[cell];
    const colour = colours[cell];
    if (!look || !colour) return { row, col, score, status, logLik: {} };
    const before = classAt(state, row, col);
    const known = { cell, look, colour, score, before, reading: readings.get(cell), noise, tall };
    return { row, col, score, status, logLik: relativeToBest(likelihoods(known, models, palette, observation)) };
  });
  return { cells };
}

interface KnownCell {
  readonly cell: number;
  readonly look: CellLook;
  readonly colour: LabColour;
  readonly score: number;
  readonly before: CellClass | null;
  readonly reading: CellReading | undefined;
  readonly noise: number;
  /** Tall pieces lean over their neighbours: an empty cell may look quite different and be empty still. */
  readonly tall: boolean;
}

/** Log likelihood by class; classes never learned are absent. */
type LogLik = { [Class in CellClass]?: number };

function likelihoods(known: KnownCell, models: ClassModels, palette: Palette, { board }: Observation): LogLik {
  const of = (cls: string): number | undefined => {
    const model = models.get(modelKey(cls, known.cell, board));
    return model && lookLogLikelihood(known.look, model);
  };
  const found: LogLik = {};
  const empty = emptyLikelihood(known, of("empty"));
  if (empty !== undefined) found.empty = empty;
  const players = [...models.keys()].map((key) => key.split("/")[0]!).filter((cls) => cls.startsWith("player_"));
  // What lies on the cell looks like a piece or not; whose it is, the colour says.
  const pooled = of(POOLED);
  for (const { player, fit } of colourFits(known.colour, palette)) {
    const cls: CellClass = `player_${player}`;
    // On checkered boards a piece is seldom cut out cleanly from its square; what its own class looks like there is safer.
    const own = board.checkered ? of(cls) : undefined;
    if (own !== undefined) {
      found[cls] = own;
      continue;
    }
    // With one player there is nobody to confuse, and a tile may show any ink.
    const look = pooled ?? (palette.entries.length === 1 ? of(cls) : undefined);
    found[cls] = palette.entries.length === 1 && look !== undefined ? look : (look ?? 0) + fit;
  }
  for (const cls of players as CellClass[]) {
    const fit = found[cls] === undefined ? of(cls) : undefined;
    if (fit !== undefined) found[cls] = fit;
  }
  return found;
}

/**
 * How well a piece's colour fits each player's. Between players the squared distance counts; how far even the nearest is
 * counts less (Student, 4 degrees of freedom), because under other light all of them may be far.
 */
function colourFits(
  colour: LabColour,
  { entries }: Palette,
): readonly { readonly player: Seat; readonly fit: number }[] {
  const zs = entries.map(({ lab, spread }) => colourDistance(colour, lab) / Math.max(COLOUR_SCALE, spread));
  const least = Math.min(...zs);
  const absolute = -2 * Math.log(1 + (least * least) / 4);
  return entries.map(({ player }, i) => ({ player, fit: absolute - (penalty(zs[i]!) - penalty(least)) }));
}

/** Half the square up to 4 deviations, then growing slowly: far is far, but farther is still worse. */
const penalty = (z: number): number => (z <= 4 ? 0.5 * z * z : 8 + 4 * Math.log(z / 4));

/**
 * How well "nothing lies here" fits. The same cell when it was empty (in the reference, else in the setup frame) says
 * more than other empty cells, because boards are printed.
 */
function emptyLikelihood(known: KnownCell, byLook: number | undefined): number | undefined {
  const own = known.before === "empty" ? known.score : known.reading?.emptyScore;
  if (own === undefined || own === null) return byLook;
  const z = own / known.noise;
  const itself = -0.5 * Math.min(z * z, VISION_DEFAULTS.evidence.zCap);
  if (byLook === undefined) return itself;
  // So unlike itself, it is hardly still empty even where other empty cells look like it: boards are printed.
  const unlike = z * z >= VISION_DEFAULTS.evidence.zCap && !known.tall ? VISION_DEFAULTS.evidence.unlikeItself : 0;
  return Math.max(itself, byLook - unlike);
}

function relativeToBest(logLik: LogLik): LogLik {
  const known = Object.entries(logLik) as [CellClass, number][];
  const best = Math.max(...known.map(([, v]) => v));
  return Object.fromEntries(known.map(([cls, v]) => [cls, Math.round((v - best) * 1000) / 1000]));
}
