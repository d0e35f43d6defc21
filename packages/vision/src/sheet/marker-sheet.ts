import { MARKER_FAMILIES, type MarkerFamily, markerBits } from "../markers/families.ts";
import { PAGE_MM, type PageItem, writePdf } from "./pdf.ts";
import { ruler } from "./ruler.ts";

/** Markers of these sides fit on a page with white around them, millimetres. */
export const MARKER_SIZES_MM = { least: 5, most: 150 } as const;

/** What is printed. */
export interface MarkerSheet {
  readonly family: MarkerFamily;
  readonly ids: readonly number[];
  /** Side of the black square, millimetres. */
  readonly sizeMm: number;
}

/** Where the first four lie when nothing is measured. */
const PLACES = [
  "Upper left of the board: its lower right corner touches the corner of the board.",
  "Upper right of the board: its lower left corner touches the corner of the board.",
  "Lower right of the board: its upper left corner touches the corner of the board.",
  "Lower left of the board: its upper right corner touches the corner of the board.",
];

/** White left around a marker, in cells of it: without it the border cannot be told from what lies beside. */
const QUIET_CELLS = 1;

/**
 * A PDF with one A4 page for every marker in its true size, and a ruler of 100 mm to check the printer with.
 *
 * @throws {RangeError} for an id the family does not have or a size that does not fit on the page.
 */
export function markerSheetPdf({ family, ids, sizeMm }: MarkerSheet): Uint8Array {
  const { least, most } = MARKER_SIZES_MM;
  if (!(sizeMm >= least && sizeMm <= most))
    throw new RangeError(`A marker can be ${least} to ${most} mm wide, not ${sizeMm}.`);
  return writePdf(
    `WOPR markers ${family}`,
    ids.map((id) => markerPage(family, id, sizeMm)),
  );
}

function markerPage(family: MarkerFamily, id: number, sizeMm: number): readonly PageItem[] {
  const { side } = MARKER_FAMILIES[family];
  const cell = sizeMm / (side + 2);
  const left = (PAGE_MM.width - sizeMm) / 2;
  const top = 45;
  const bits = markerBits(family, id);
  const white: PageItem[] = [];
  bits.forEach((bit, i) => {
    if (bit === 0) return;
    const x = left + (1 + (i % side)) * cell;
    const y = top + (1 + Math.floor(i / side)) * cell;
    white.push({ kind: "box", x, y, width: cell, height: cell, gray: 1 });
  });
  const below = top + sizeMm + QUIET_CELLS * cell;
  return [
    { kind: "text", x: 20, y: 22, sizeMm: 6, text: `Marker ${id}` },
    { kind: "text", x: 20, y: 30, sizeMm: 4, text: `${family}, ${sizeMm} mm. This edge towards the top of the board.` },
    { kind: "text", x: 20, y: 36, sizeMm: 4, text: PLACES[id] ?? "Any place that the layout of the board names." },
    { kind: "box", x: left, y: top, width: sizeMm, height: sizeMm },
    ...white,
    ...cutMarks(left - QUIET_CELLS * cell, top - QUIET_CELLS * cell, sizeMm + 2 * QUIET_CELLS * cell),
    {
      kind: "text",
      x: 20,
      y: below + 18,
      sizeMm: 4,
      text: "Cut along the corner marks: the white edge belongs to the marker.",
    },
    {
      kind: "text",
      x: 20,
      y: below + 25,
      sizeMm: 4,
      text: 'Print at 100 %, not "fit to page". The ruler must measure 100 mm.',
    },
    ...ruler(55, below + 34),
  ];
}

/** Short strokes outside the corners of a square. */
function cutMarks(left: number, top: number, side: number): readonly PageItem[] {
  const thin = 0.2;
  const long = 4;
  const gap = 1;
  const marks: PageItem[] = [];
  for (const x of [left, left + side]) {
    for (const [y, away] of [
      [top, -1],
      [top + side, 1],
    ] as const) {
      const outwards = x === left ? -1 : 1;
      marks.push({
        kind: "box",
        x: x - thin / 2,
        y: away < 0 ? y - gap - long : y + gap,
        width: thin,
        height: long,
        gray: 0.4,
      });
      marks.push({
        kind: "box",
        x: outwards < 0 ? x - gap - long : x + gap,
        y: y - thin / 2,
        width: long,
        height: thin,
        gray: 0.4,
      });
    }
  }
  return marks;
}
