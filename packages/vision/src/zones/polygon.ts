/** Writes a value into the pixels inside a polygon, one per board unit. */
export function fillPolygon(
  polygon: readonly (readonly [number, number])[],
  width: number,
  height: number,
  into: Uint8Array,
  value: number,
): void {
  const ys = polygon.map(([, y]) => y);
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(height, Math.ceil(Math.max(...ys)));
  for (let row = top; row < bottom; row += 1) {
    const y = row + 0.5;
    const crossings: number[] = [];
    polygon.forEach(([x1, y1], i) => {
      const [x2, y2] = polygon[(i + 1) % polygon.length]!;
      if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
    });
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.round(crossings[i]!));
      const to = Math.min(width, Math.round(crossings[i + 1]!));
      if (to > from) into.fill(value, row * width + from, row * width + to);
    }
  }
}
