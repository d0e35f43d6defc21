import { measure, readReach, readTerrain, setTerrain, setTools, type TerrainWire } from "@wopr/contracts";
import type { MeasuredThing, Terrain } from "@wopr/games";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { MeasuringService } from "../services/measuring.ts";

type SentThing = { readonly base_id: string } | { readonly x: number; readonly y: number; readonly base_mm: number };

const thingOf = (sent: SentThing): MeasuredThing =>
  "base_id" in sent ? { baseId: sent.base_id } : { x: sent.x, y: sent.y, baseMm: sent.base_mm };

const toTerrainWire = ({ id, name, kind, heightMm, polygon }: Terrain): TerrainWire => ({
  id,
  name,
  kind,
  height_mm: heightMm,
  polygon: polygon.map(([x, y]) => [x, y]),
});

const tenth = (mm: number) => Math.round(mm * 10) / 10;

/** Mounts measuring on a table. Each handler is a translation and nothing else. */
export function mountMeasuringRoutes(app: App, { measuring }: { readonly measuring: MeasuringService }): void {
  mount(app, measure, async ({ params, body }, caller) => {
    const { kind, speed, at_move: atMove } = body;
    const question = { kind, speed, from: thingOf(body.from), to: body.to && thingOf(body.to) };
    const { distance, band, bandSure, visible, path, verdict } = await measuring.measure(
      caller,
      params.id,
      question,
      atMove,
    );
    return {
      kind,
      distance_mm: tenth(distance.mm),
      sigma_mm: tenth(distance.sigma),
      band,
      band_sure: bandSure,
      visible,
      path: path.map(({ x, y }) => ({ x, y })),
      verdict,
    };
  });

  mount(app, readReach, async ({ params, query }, caller) => {
    const { base, moves, bands } = await measuring.reach(caller, params.id, query.base_id);
    return {
      base: { x: base.x, y: base.y, base_mm: base.baseMm, sigma_mm: base.sigmaMm },
      moves: moves.map(({ speed, mm, sigma }) => ({ speed, mm, sigma_mm: tenth(sigma) })),
      bands: bands.map((band) => ({ ...band })),
    };
  });

  mount(app, readTerrain, async ({ params }, caller) => ({
    polygons: (await measuring.terrain(caller, params.id)).map(toTerrainWire),
  }));

  mount(app, setTerrain, async ({ params, body }, caller) => {
    const head = await measuring.setTerrain(caller, params.id, body.polygons);
    return { polygons: body.polygons, head_seq: head };
  });

  mount(app, setTools, async ({ params, body }, caller) => ({
    head_seq: await measuring.setTools(caller, params.id, body.tools),
  }));
}
