import type { BoardObservation, CellClass, CellEvidence, GameState } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { LabColour } from "../image/lab.ts";
import { median } from "../image/stats.ts";
import { type CellLook, unpackLooks } from "../read/features.ts";
import { colourDistance } from "../read/palette.ts";
import type { CellReading, Observation, Palette, PaletteEntry } from "../types.ts";
import { type ClassModels, classAt, learnClasses, lookLogLikelihood, modelKey } from "./classes.ts";

/** Least scale of the distance between a piece and its palette colour, Lab units. */
const COLOUR_SCALE = 6;
/** Least scale of the score of a cell that did not change. */
const NOISE_SCALE = 5;

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
    const known = { cell, look, colour, score, before, reading: readings.get(cell), noise };
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
  for (const entry of palette.entries) {
    const cls: CellClass = `player_${entry.player}`;
    const look = of(cls) ?? of("occupied");
    found[cls] =
      look !== undefined && palette.entries.length === 1 ? look : (look ?? 0) + colourFit(known.colour, entry);
  }
  for (const key of models.keys()) {
    const cls = key.split("/")[0] as CellClass;
    if (!cls.startsWith("player_") || found[cls] !== undefined) continue;
    const fit = of(cls);
    if (fit !== undefined) found[cls] = fit;
  }
  return found;
}

/** How well a piece's colour fits a player's. With one player only the look counts: there is nobody to confuse. */
function colourFit(colour: LabColour, { lab, spread }: PaletteEntry): number {
  const z = colourDistance(colour, lab) / Math.max(COLOUR_SCALE, spread);
  return -0.5 * Math.min(z * z, VISION_DEFAULTS.evidence.zCap);
}

/**
 * How well "nothing lies here" fits. The same cell when it was empty (in the reference, else in the setup frame) says
 * more than other empty cells, because boards are printed.
 */
function emptyLikelihood(known: KnownCell, byLook: number | undefined): number | undefined {
  const own = known.before === "empty" ? known.score : known.reading?.emptyScore;
  if (own === undefined || own === null) return byLook;
  const z = own / known.noise;
  const itself = -0.5 * Math.min(z * z, VISION_DEFAULTS.evidence.zCap);
  return byLook === undefined ? itself : Math.max(itself, byLook);
}

function relativeToBest(logLik: LogLik): LogLik {
  const known = Object.entries(logLik) as [CellClass, number][];
  const best = Math.max(...known.map(([, v]) => v));
  return Object.fromEntries(known.map(([cls, v]) => [cls, Math.round((v - best) * 1000) / 1000]));
}
