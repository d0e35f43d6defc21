import type { LayoutWire, PackDetailWire, PackWire } from "@wopr/contracts";
import { scoreFields } from "@wopr/games";
import type { PackView } from "../services/packs.ts";
import type { LayoutRow } from "../store/packs.ts";
import { boardWire, toPackWire } from "./games.ts";

/** A kind of game in a list. */
export const toPackLineWire = ({ id, version, manifest, own }: PackView): PackWire => ({
  ...toPackWire(manifest),
  id,
  version,
  owner_id: own?.ownerId ?? null,
});

/** A kind of game, whole. */
export function toPackDetailWire({ id, version, manifest, own }: PackView): PackDetailWire {
  return {
    id,
    version,
    title: manifest.title,
    owner_id: own?.ownerId ?? null,
    created_at: own?.createdAt.toISOString() ?? null,
    custom: own?.content ?? null,
    board: boardWire(manifest),
    players: { ...manifest.players },
    phases: manifest.turn.phases.map((phase) => ({ ...phase })),
    turn_form: (manifest.turn.form ?? []).map(({ options = [], of = null, ...field }) => ({
      ...field,
      options: options.map((option) => ({ ...option })),
      of,
    })),
    score_fields: scoreFields(manifest).map(({ id: field, name, points = 1 }) => ({ id: field, name, points })),
    pieces: manifest.pieces.map(({ id: piece, name, footprint, baseMm = null }) => ({
      id: piece,
      name,
      footprint,
      base_mm: baseMm,
    })),
    resources: manifest.resources.map(({ id: resource, name, start }) => ({ id: resource, name, start })),
    moves: [...manifest.moves],
    bgg_id: manifest.bggId ?? null,
    reads_photos: manifest.readsPhotos,
  };
}

/** A layout. */
export const toLayoutWire = (row: LayoutRow): LayoutWire => ({
  id: row.id,
  pack_id: row.packId,
  name: row.name,
  owner_id: row.ownerId,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
  aspect: row.aspect,
  zones: row.zones as unknown as LayoutWire["zones"],
});
