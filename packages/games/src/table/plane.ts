/** Plane geometry in millimetres: origin top left, x right, y down. */

/** A place on the table. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A simple polygon, at least three corners. */
export type Polygon = readonly (readonly [number, number])[];

/** Straight distance of two places. */
export const distanceOf = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The place at a share of the way from `a` to `b`. */
export const between = (a: Place, b: Place, share: number): Place => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** Distance of a place to a segment. */
export function distanceToSegment(p: Place, a: Place, b: Place): number {
  const length2 = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  if (length2 === 0) return distanceOf(p, a);
  const share = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length2;
  return distanceOf(p, between(a, b, Math.min(1, Math.max(0, share))));
}

/** Whether two segments touch or cross. */
export function segmentsMeet(a: Place, b: Place, c: Place, d: Place): boolean {
  const side = (p: Place, q: Place, r: Place) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  const on = (p: Place, q: Place, r: Place) =>
    Math.min(p.x, q.x) <= r.x && r.x <= Math.max(p.x, q.x) && Math.min(p.y, q.y) <= r.y && r.y <= Math.max(p.y, q.y);
  return (
    (abc === 0 && on(a, b, c)) || (abd === 0 && on(a, b, d)) || (cda === 0 && on(c, d, a)) || (cdb === 0 && on(c, d, b))
  );
}

/** The sides of a polygon. */
export const sidesOf = (polygon: Polygon): readonly (readonly [Place, Place])[] =>
  polygon.map(([x, y], at) => {
    const [nextX, nextY] = polygon[(at + 1) % polygon.length] ?? [x, y];
    return [
      { x, y },
      { x: nextX, y: nextY },
    ] as const;
  });

/** Whether a place lies inside a polygon (even–odd rule). */
export function isInside(p: Place, polygon: Polygon): boolean {
  let inside = false;
  for (const [a, b] of sidesOf(polygon))
    if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  return inside;
}

/** Shortest distance of a segment to a polygon; 0 where it touches, crosses or lies inside. */
export function segmentToPolygon(a: Place, b: Place, polygon: Polygon): number {
  if (isInside(a, polygon) || isInside(b, polygon)) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [p, q] of sidesOf(polygon)) {
    if (segmentsMeet(a, b, p, q)) return 0;
    const near = [distanceToSegment(p, a, b), distanceToSegment(a, p, q), distanceToSegment(b, p, q)];
    least = Math.min(least, ...near);
  }
  return least;
}

/** Twice the area would be 0 for a line; square millimetres, never negative. */
export const areaOf = (polygon: Polygon): number =>
  Math.abs(sidesOf(polygon).reduce((sum, [a, b]) => sum + a.x * b.y - b.x * a.y, 0)) / 2;

/** Whether no two sides cross. */
export function isSimple(polygon: Polygon): boolean {
  const sides = sidesOf(polygon);
  return sides.every(([a, b], i) =>
    sides.every(([c, d], j) => {
      const adjacent = j === i || j === (i + 1) % sides.length || i === (j + 1) % sides.length;
      return adjacent || !segmentsMeet(a, b, c, d);
    }),
  );
}
