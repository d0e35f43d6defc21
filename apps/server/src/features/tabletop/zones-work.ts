import {
  flatBoard,
  guessCounts,
  lumaAtLongSide,
  measureQuality,
  type OutlinedZone,
  observeZones,
  type Rect,
  zonePalette,
} from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import type { ZonesRead } from "./domain/zones-look.ts";
import { located, type OnStage } from "./look-work.ts";
import type { OwnerRgb, ZonesReadTask, ZonesSampleTask, ZonesSeen, ZonesTask } from "./vision-port.ts";

/** Compares a photo of a board of zones with the last agreed one. */
export async function zonesWork(task: ZonesTask, onStage: OnStage): Promise<ZonesSeen> {
  onStage("decode");
  const [current, reference] = await Promise.all([decodeImage(task.current.bytes), located(task.reference)]);
  onStage("readings");
  const { zones, tracks, state, palette, spots } = task;
  const observation = observeZones({
    reference,
    current,
    ...(task.current.start ? { start: task.current.start } : {}),
    zones: zones as readonly OutlinedZone[],
    tracks,
    state,
    palette,
    spots,
  });
  const { width, height, scale } = current;
  return { observation, image: { width: Math.round(width * scale), height: Math.round(height * scale) } };
}

/** Guesses the counts of a photo that is compared with nothing. */
export async function zonesReadWork(task: ZonesReadTask, onStage: OnStage): Promise<ZonesRead> {
  onStage("decode");
  const photo = await located(task.photo);
  onStage("readings");
  const rect = flatBoard(photo);
  const spotted = new Set(task.spots.map(({ player }) => player));
  const palette: readonly OwnerRgb[] = [
    ...task.palette.filter(({ player }) => !spotted.has(player)),
    ...zonePalette(rect, task.spots),
  ].sort((a, b) => a.player - b.player);
  const { width, height, scale } = photo.image;
  return {
    quality: measureQuality(photo.image, lumaAtLongSide(photo.image, 800)),
    image: { width: Math.round(width * scale), height: Math.round(height * scale) },
    imageToBoard: photo.imageToBoard,
    counts: palette.length > 0 ? countsIn(rect, task.zones as readonly OutlinedZone[], palette) : {},
    coloursKnown: palette.length > 0,
  };
}

/** Areas, in square board units, that make {@link guessCounts} measure areas, and count blobs. */
const FINE = 100;
const COARSE = 1_200;
const PIECE_AREAS = [150, 2_500] as const;

/** Counts with the size of a piece taken from the photo itself: most pieces of a set-up lie apart. */
function countsIn(rect: Rect, zones: readonly OutlinedZone[], palette: readonly OwnerRgb[]) {
  const unitsOf = (area: number) => Object.fromEntries(palette.map(({ player }) => [`player_${player}`, area]));
  const totals = (unit: number) => {
    const counts = Object.values(guessCounts(rect, zones, palette, unitsOf(unit)));
    return (key: string) => counts.reduce((sum, zone) => sum + (zone[key] ?? 0), 0);
  };
  const [areas, blobs] = [totals(FINE), totals(COARSE)];
  const units = palette.map(({ player }) => {
    const key = `player_${player}`;
    const area = blobs(key) > 0 ? (FINE * areas(key)) / blobs(key) : COARSE / 2;
    return [key, Math.min(PIECE_AREAS[1], Math.max(PIECE_AREAS[0], area))] as const;
  });
  return guessCounts(rect, zones, palette, Object.fromEntries(units));
}

/** Colours of the pieces somebody pointed at, places in board units. */
export async function zonesSampleWork({ photo, spots }: ZonesSampleTask): Promise<readonly OwnerRgb[]> {
  return zonePalette(flatBoard(await located(photo)), spots);
}
