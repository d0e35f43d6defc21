import type { Clock } from "@wopr/kernel";
import { fitHomography } from "../geometry/fit.ts";
import type { Quad } from "../geometry/quad.ts";
import type { Homography } from "../types.ts";
import { decideZones } from "../zones/decide.ts";
import { VIRTUAL_GRID } from "../zones/flat.ts";
import type { OwnerColour } from "../zones/labels.ts";
import { observeZones } from "../zones/observe.ts";
import type { OutlinedZone } from "../zones/types.ts";
import { BenchErrors } from "./errors.ts";
import type { ZonePair, ZoneRecording } from "./formats/zone-pairs.ts";
import type { BenchLayout } from "./layout.ts";
import { type Perturbation, perturb } from "./perturb.ts";
import type { PhotoShelf } from "./photos.ts";
import type { Counted } from "./report.ts";
import { createStopwatch } from "./stopwatch.ts";

/** How zones are measured. */
interface ZoneRun {
  readonly recording: ZoneRecording;
  readonly layout: BenchLayout;
  readonly photos: PhotoShelf;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly perturbation: Perturbation | null;
}

/** What pieces of a colour look like where no disc shows it, sRGB. */
const NAMED: Readonly<Record<string, OwnerColour["rgb"]>> = {
  red: [190, 45, 40],
  blue: [40, 80, 175],
  green: [45, 130, 70],
  yellow: [225, 185, 45],
  black: [35, 35, 38],
  white: [232, 230, 222],
  orange: [225, 120, 35],
  purple: [115, 60, 140],
  brown: [110, 75, 50],
};

/** Counts what changed between the photos of every pair; exact where it is just what the folder says. */
export async function* runZones({ recording, layout, photos, clock, perturbation }: ZoneRun): AsyncGenerator<Counted> {
  const { dir, colours } = recording;
  const names = zoneNames(dir, recording, layout.zones);
  const seatOf = (colour: string): number => colours.indexOf(colour) + 1;
  for (const pair of recording.pairs) {
    const watch = createStopwatch(clock);
    watch.begin("decode");
    const before = await photos.read(pair.before);
    const clean = await photos.read(pair.after);
    const current = perturbation === null ? clean : perturb(clean, perturbation);
    watch.begin("zones");
    const observation = observeZones({
      reference: { image: before, imageToBoard: mapOf(dir, pair.beforeCorners) },
      current,
      start: mapOf(dir, pair.afterCorners),
      zones: layout.zones,
      palette: colours.flatMap((colour) => {
        const rgb = NAMED[colour.toLowerCase()];
        return rgb ? [{ player: seatOf(colour), rgb }] : [];
      }),
      spots: layout.spots,
      state: { counts: countsOf(pair, names, seatOf) },
    });
    watch.begin("decide");
    const { outcome, reasons, parts } = decideZones(observation);
    const seconds = watch.end();
    const found = parts.flatMap((part) =>
      part.kind === "count"
        ? [changeName(part.zone, colours[part.player - 1] ?? `player ${part.player}`, part.delta)]
        : [],
    );
    const truth = pair.changes.map(({ zone, colour, delta }) => changeName(names(zone, colour), colour, delta));
    const hits = found.filter((change) => truth.includes(change)).length;
    const exact = outcome !== "retake" && hits === truth.length && found.length === truth.length;
    yield {
      report: {
        file: pair.after,
        exact,
        outcome,
        found,
        true: truth,
        owners_wrong: [],
        reasons,
        confidence: outcome === "sure" || outcome === "no_change" ? 1 : 0.5,
      },
      tally: {
        exact,
        outcome,
        wrongOwners: 0,
        ownerRight: hits,
        ownerTotal: truth.length,
        found: found.length,
        true: truth.length,
        hits,
        absdiff: { exact: false, found: 0, hits: 0 },
      },
      seconds,
    };
  }
}

const changeName = (zone: string, colour: string, delta: number): string =>
  `${zone} ${colour} ${delta > 0 ? "+" : ""}${delta}`;

function mapOf(dir: string, corners: Quad): Homography {
  const { rows, cols } = VIRTUAL_GRID;
  const map = fitHomography(corners, [
    [0, 0],
    [cols, 0],
    [cols, rows],
    [0, rows],
  ]);
  if (!map) throw BenchErrors.bad_truth({ dir, at: "board_corners", reason: "the four points make no board" });
  return map;
}

/** Zone of the layout that a zone of the folder means for a colour: its own name, else joined with the colour or seat. */
function zoneNames(
  dir: string,
  { colours, pairs }: ZoneRecording,
  zones: readonly OutlinedZone[],
): (zone: string, colour: string) => string {
  const ids = new Set(zones.map(({ id }) => id));
  const find = (zone: string, colour: string): string | undefined => {
    const seat = colours.indexOf(colour) + 1;
    const spellings = [
      `${zone}_${colour}`,
      `${colour}_${zone}`,
      `${zone}_${seat}`,
      `${zone}_player_${seat}`,
      zone,
      colour,
    ];
    return spellings.find((id) => ids.has(id));
  };
  const named = pairs.flatMap(({ changes, counts }) => [
    ...changes.map(({ zone, colour }) => [zone, colour] as const),
    ...Object.entries(counts).flatMap(([zone, of]) => Object.keys(of).map((colour) => [zone, colour] as const)),
  ]);
  const missing = named.find(([zone, colour]) => !find(zone, colour));
  if (missing) {
    throw BenchErrors.bad_layout({ file: dir, reason: `it draws no zone for "${missing[0]}" of ${missing[1]}` });
  }
  return (zone, colour) => find(zone, colour) ?? zone;
}

function countsOf(
  { counts }: ZonePair,
  names: (zone: string, colour: string) => string,
  seatOf: (colour: string) => number,
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const found: Record<string, Record<string, number>> = {};
  for (const [zone, of] of Object.entries(counts)) {
    for (const [colour, count] of Object.entries(of)) {
      const id = names(zone, colour);
      found[id] = { ...found[id], [`player_${seatOf(colour)}`]: count };
    }
  }
  return found;
}
