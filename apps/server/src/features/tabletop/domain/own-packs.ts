import type { CustomPackWire } from "@wopr/contracts";
import { checkOptions, findPack, manifestFor, type Pack, type PackManifest } from "@wopr/games";

/** A kind of game somebody made, as it is kept. */
export type CustomPack = CustomPackWire;

/** Something wrong with a pack, with a JSON pointer into it. */
export interface PackFlaw {
  readonly at: string;
  readonly detail: string;
  readonly severity: "error" | "warning";
}

/** What a game of somebody's own kind is played by: a generic pack, and the options that make it what it is. */
export interface PlayablePack {
  readonly pack: Pack;
  readonly options: Readonly<Record<string, unknown>>;
  /** With title and players of the own kind. */
  readonly manifest: PackManifest;
}

/** The generic pack and options of an own kind of game. They are pinned in the game: later versions change nothing in it. */
export function playableOf(
  content: CustomPack,
  from?: { readonly id: string; readonly version: string },
): PlayablePack {
  const pack = findPack(content.kind === "grid" ? "custom_grid" : "custom_zones");
  if (!pack) throw new Error("The generic packs are not shipped.");
  const origin = from ? { made_from: { pack: from.id, version: from.version } } : {};
  const options = content.kind === "grid" ? { ...content.options, ...origin } : { ...zoneOptions(content), ...origin };
  const manifest = { ...manifestFor(pack, options), title: content.title, players: content.players };
  return { pack, options, manifest };
}

function zoneOptions(content: CustomPack): Readonly<Record<string, unknown>> {
  const { zones, aspect, width_mm: width, discs, phases, resources, order } = content;
  return {
    zones,
    aspect,
    order,
    ...(width === undefined ? {} : { width_mm: width }),
    ...(discs.length > 0 ? { discs } : {}),
    ...(phases.length > 0 ? { phases } : {}),
    ...(resources.length > 0 ? { resources } : {}),
  };
}

/** What stands in the way of playing an own kind of game, and what may be forgotten. */
export function flawsOfPack(content: CustomPack): readonly PackFlaw[] {
  const { pack, options } = playableOf(content);
  const prefix = content.kind === "grid" ? "/options" : "";
  const flaws = checkOptions(pack, options).map(
    ({ pointer, text, severity }): PackFlaw => ({ at: `${prefix}${pointer}`, detail: text, severity }),
  );
  const { min, max } = content.players;
  const order: readonly PackFlaw[] =
    min > max ? [{ at: "/players/min", detail: "At least as many players as at most.", severity: "error" }] : [];
  return [...flaws, ...order, ...undrawn(content)];
}

/** Zones without a place are counted by hand; that is allowed, and worth saying. */
const undrawn = (content: CustomPack): readonly PackFlaw[] =>
  content.kind === "grid"
    ? []
    : content.zones.flatMap(({ name, kind, polygon, stops }, at): readonly PackFlaw[] => {
        const drawn = kind === "track" ? stops : kind === "text" ? true : polygon;
        return drawn
          ? []
          : [{ at: `/zones/${at}`, detail: `"${name}" is not drawn yet: it is counted by hand.`, severity: "warning" }];
      });
