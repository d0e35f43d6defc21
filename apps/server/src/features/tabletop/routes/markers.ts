import { detectMarkersIn } from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { MarkersService } from "../services/markers.ts";

/** Mounts finding markers. Each handler is a translation and nothing else. */
export function mountMarkerRoutes(app: App, { markers }: { readonly markers: MarkersService }): void {
  mount(app, detectMarkersIn, async ({ params, body }, caller) => {
    const { family, ids, layout } = body;
    const seen = await markers.find(caller, params.id, body.capture_id, {
      family,
      ids: layout ? layout.centres.map(({ id }) => id) : ids,
      layout: layout ? { sizeMm: layout.size_mm, cellMm: layout.cell_mm, centres: layout.centres } : null,
    });
    return {
      markers: seen.markers.map(({ id, corners }) => ({
        id,
        corners: corners.map(([x, y]): [number, number] => [x, y]),
      })),
      corners: seen.corners ? seen.corners.map(([x, y]): [number, number] => [x, y]) : null,
      image: { ...seen.image },
      missing: [...seen.missing],
      problem: seen.problem,
    };
  });
}
