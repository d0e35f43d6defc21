import { describe, expect, test } from "vitest";
import { detectMarkers } from "../markers/detect.ts";
import { MARKER_FAMILY_NAMES } from "../markers/families.ts";
import { chessSheetPdf } from "./chess-sheet.ts";
import { markerSheetPdf } from "./marker-sheet.ts";

const POINTS_PER_MM = 72 / 25.4;
const PX_PER_MM = 4;

interface Drawn {
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly gray: number;
  }[];
}

/** Reads a PDF as a printer does: the drawing operators of every page, in millimetres from the upper left corner. */
function pagesOf(pdf: Uint8Array): readonly Drawn[] {
  const text = Buffer.from(pdf).toString("latin1");
  return [...text.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, content]) => {
    const lines = content!.split("\n");
    const map = lines[0]!.split(" ").slice(0, 6).map(Number);
    const boxes = lines.flatMap((line) => {
      const match = /^(\S+) g (\S+) (\S+) (\S+) (\S+) re f$/.exec(line);
      if (!match) return [];
      const [gray, x, y, width, height] = match.slice(1).map(Number) as [number, number, number, number, number];
      const points = { left: map[0]! * x + map[4]!, top: map[3]! * y + map[5]! };
      return [
        {
          gray,
          x: points.left / POINTS_PER_MM,
          y: 297 - points.top / POINTS_PER_MM,
          width: (map[0]! * width) / POINTS_PER_MM,
          height: (-map[3]! * height) / POINTS_PER_MM,
        },
      ];
    });
    return { boxes };
  });
}

function printed({ boxes }: Drawn) {
  const width = 210 * PX_PER_MM;
  const height = 297 * PX_PER_MM;
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const box of boxes) {
    const right = Math.round((box.x + box.width) * PX_PER_MM);
    const bottom = Math.round((box.y + box.height) * PX_PER_MM);
    for (let y = Math.round(box.y * PX_PER_MM); y < bottom; y += 1) {
      rgb.fill(box.gray * 255, 3 * (y * width + Math.round(box.x * PX_PER_MM)), 3 * (y * width + right));
    }
  }
  return { width, height, rgb, scale: 1 };
}

describe("a printed sheet", () => {
  test.each(MARKER_FAMILY_NAMES)("of %s has a page per marker, each read back in its true size", (family) => {
    const ids = [0, 1, 2, 3];
    const pages = pagesOf(markerSheetPdf({ family, ids, sizeMm: 40 }));
    expect(pages).toHaveLength(4);
    pages.forEach((page, id) => {
      const [marker, ...others] = detectMarkers(printed(page), { family, ids });
      expect(others).toEqual([]);
      expect(marker?.id).toBe(id);
      const [tl, tr, , bl] = marker!.corners;
      expect(tl![1]).toBeCloseTo(tr![1], 0);
      expect((tr![0] - tl![0]) / PX_PER_MM).toBeCloseTo(40, 0);
      expect((bl![1] - tl![1]) / PX_PER_MM).toBeCloseTo(40, 0);
    });
  });

  test("has a ruler of 100 mm and says how to print it", () => {
    const pdf = markerSheetPdf({ family: "aruco4x4", ids: [9], sizeMm: 40 });
    const strokes = pagesOf(pdf)[0]!.boxes.filter(({ height, width }) => Math.abs(height - 6) < 0.01 && width < 1);
    const xs = strokes.map(({ x }) => x);
    expect(xs).toHaveLength(11);
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(100, 2);
    expect(Buffer.from(pdf).toString("latin1")).toContain("Print at 100 %");
  });

  test("is a PDF whose table of contents points at its objects", () => {
    const text = Buffer.from(markerSheetPdf({ family: "aruco5x5", ids: [1, 2], sizeMm: 30 })).toString("latin1");
    const table = /xref\n0 (\d+)\n([\s\S]*?)trailer/.exec(text)!;
    const offsets = table[2]!
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.slice(0, 10)));
    expect(offsets).toHaveLength(Number(table[1]) - 1);
    expect(offsets.every((offset, i) => text.slice(offset).startsWith(`${i + 1} 0 obj`))).toBe(true);
    expect(text.slice(Number(/startxref\n(\d+)/.exec(text)![1])).startsWith("xref")).toBe(true);
  });

  test("refuses what does not fit or does not exist", () => {
    expect(() => markerSheetPdf({ family: "aruco4x4", ids: [0], sizeMm: 200 })).toThrow(/5 to 150 mm/);
    expect(() => markerSheetPdf({ family: "aruco4x4", ids: [1000], sizeMm: 40 })).toThrow(/0 to 999/);
    expect(() => chessSheetPdf({ cols: 20, rows: 6, squareMm: 25 })).toThrow(/do not fit/);
  });

  test("with a chessboard has its squares where they belong", () => {
    const [page] = pagesOf(chessSheetPdf({ cols: 7, rows: 9, squareMm: 25 }));
    const squares = page!.boxes.filter(({ width }) => Math.abs(width - 25) < 0.01);
    expect(squares).toHaveLength(32);
  });
});
