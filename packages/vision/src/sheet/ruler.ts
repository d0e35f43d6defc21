import type { PageItem } from "./pdf.ts";

/** A ruler of 100 mm whose first stroke begins at x: the left edges of its first and last stroke are 100 mm apart. */
export function ruler(x: number, y: number): readonly PageItem[] {
  const thin = 0.2;
  const items: PageItem[] = [{ kind: "box", x, y, width: 100 + thin, height: thin }];
  for (let mm = 0; mm <= 100; mm += 1) {
    const height = mm % 10 === 0 ? 6 : mm % 5 === 0 ? 4 : 2.5;
    items.push({ kind: "box", x: x + mm, y, width: thin, height });
    if (mm % 10 === 0) items.push({ kind: "text", x: x + mm - 1.5, y: y + 10, sizeMm: 3, text: String(mm) });
  }
  items.push({ kind: "text", x: x + 104, y: y + 10, sizeMm: 3, text: "mm" });
  return items;
}
