import {
  flatBoard,
  guessCounts,
  lumaAtLongSide,
  measureQuality,
  type OutlinedZone,
  observeZones,
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
    counts: palette.length > 0 ? guessCounts(rect, task.zones as readonly OutlinedZone[], palette, {}) : {},
    coloursKnown: palette.length > 0,
  };
}

/** Colours of the pieces somebody pointed at, places in board units. */
export async function zonesSampleWork({ photo, spots }: ZonesSampleTask): Promise<readonly OwnerRgb[]> {
  return zonePalette(flatBoard(await located(photo)), spots);
}
