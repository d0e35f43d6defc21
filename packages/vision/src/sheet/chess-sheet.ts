import { PAGE_MM, type PageItem, writePdf } from "./pdf.ts";
import { ruler } from "./ruler.ts";

/**
 * A PDF with a chessboard for the lens calibration.
 *
 * @param cols Squares from left to right; `rows` from top to bottom.
 * @throws {RangeError} when it does not fit on an A4 page.
 */
export function chessSheetPdf({
  cols,
  rows,
  squareMm,
}: {
  readonly cols: number;
  readonly rows: number;
  readonly squareMm: number;
}): Uint8Array {
  const fits = cols >= 4 && rows >= 4 && squareMm >= 5 && cols * squareMm <= 190 && rows * squareMm <= 245;
  if (!fits) throw new RangeError(`${cols} x ${rows} squares of ${squareMm} mm do not fit on an A4 page.`);
  const left = (PAGE_MM.width - cols * squareMm) / 2;
  const items: PageItem[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let col = row % 2; col < cols; col += 2) {
      items.push({ kind: "box", x: left + col * squareMm, y: 10 + row * squareMm, width: squareMm, height: squareMm });
    }
  }
  const below = 10 + rows * squareMm;
  items.push({
    kind: "text",
    x: 20,
    y: below + 10,
    sizeMm: 4,
    text: `${cols} x ${rows} squares of ${squareMm} mm. Glue it on something flat; take 8 or more photos, each tilted another way.`,
  });
  return writePdf("WOPR chessboard", [[...items, ...ruler(55, below + 16)]]);
}
