import { CustomPackWire } from "@wopr/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  copied,
  draftOf,
  idOf,
  mirrored,
  NEW_PACK,
  newZone,
  packOf,
  placesOf,
  shifted,
  spread,
  withPlace,
} from "../src/features/tabletop/packs/pack-draft.ts";

test("whatever it is called, a pack gets an id the server takes", () => {
  fc.assert(fc.property(fc.string(), (title) => /^[a-z][a-z0-9_]{1,39}$/.test(idOf(title))));
  expect(idOf("Straßenspiel: Große Märkte")).toBe("strassenspiel_grosse_markte");
});

test("what is drawn comes back as it was", () => {
  const zones = [newZone([], "count"), newZone([], "track", 5)].map((zone, i) => ({ ...zone, id: `z${i}` }));
  const draft = { ...NEW_PACK, title: "Markt", kind: "zones" as const, zones };
  const sent = CustomPackWire.parse(packOf(draft, null));
  expect(draftOf(sent)).toEqual({ ...draft, rows: 8, cols: 8 });
});

test("no two zones share an id, however often they are copied or mirrored", () => {
  let zones = [newZone([], "occupancy")];
  for (let n = 0; n < 4; n += 1) zones = [...zones, copied(zones, zones[0]!)];
  zones = [...zones, mirrored(zones, zones[0]!), newZone(zones, "occupancy"), newZone(zones, "track")];
  expect(new Set(zones.map(({ id }) => id)).size).toBe(zones.length);
});

test("a mirrored zone is on the other side, twice mirrored where it was", () => {
  const zone = {
    ...newZone([], "count"),
    polygon: [
      [10, 20],
      [110, 20],
      [60, 90],
    ] as [number, number][],
  };
  const there = mirrored([], zone);
  expect(placesOf(there)).toEqual([
    [990, 20],
    [890, 20],
    [940, 90],
  ]);
  expect(placesOf(mirrored([], there))).toEqual(placesOf(zone));
});

test("a zone is never moved over the edge of the board", () => {
  const zone = newZone([], "count");
  expect(shifted(zone, [900, 0])).toBe(zone);
  expect(placesOf(shifted(zone, [5, -5]))[0]).toEqual([405, 395]);
});

test("a new corner goes into the side it is nearest to; a stop to the end of its track", () => {
  expect(placesOf(withPlace(newZone([], "count"), [500, 390]))[1]).toEqual([500, 390]);
  const track = newZone([], "track", 3);
  expect(placesOf(withPlace(track, [900, 100])).at(-1)).toEqual([900, 100]);
  expect(spread([0, 0], [100, 0], 3)).toEqual([
    [0, 0],
    [50, 0],
    [100, 0],
  ]);
});
