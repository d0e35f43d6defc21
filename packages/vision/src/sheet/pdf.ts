/** What a page shows, in millimetres from its upper left corner. */
export type PageItem =
  | {
      readonly kind: "box";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      /** 0 black to 1 white; default black. */
      readonly gray?: number;
    }
  | { readonly kind: "text"; readonly x: number; readonly y: number; readonly sizeMm: number; readonly text: string };

/** A4, millimetres. */
export const PAGE_MM = { width: 210, height: 297 } as const;

const POINTS_PER_MM = 72 / 25.4;

/**
 * Writes A4 pages as a PDF 1.4 whose drawing unit is the millimetre, uncompressed, with the built-in font Helvetica.
 *
 * @returns The bytes of the file; equal pages give equal bytes. Characters outside Latin-1 are written as `?`.
 */
export function writePdf(title: string, pages: readonly (readonly PageItem[])[]): Uint8Array {
  const pageIds = pages.map((_, i) => 5 + 2 * i);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(" ")}] >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< /Title ${literal(title)} >>`,
    ...pages.flatMap((items, i) => {
      const content = contentOf(items);
      const box = `[0 0 ${number(PAGE_MM.width * POINTS_PER_MM)} ${number(PAGE_MM.height * POINTS_PER_MM)}]`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + 2 * i} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const start = file.length;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (char) => (char.charCodeAt(0) < 256 ? char.charCodeAt(0) : 63));
}

/** Drawing operators. The first turns the page so that y runs down from the top, in millimetres. */
function contentOf(items: readonly PageItem[]): string {
  const k = number(POINTS_PER_MM);
  const lines = [`${k} 0 0 -${k} 0 ${number(PAGE_MM.height * POINTS_PER_MM)} cm`];
  for (const item of items) {
    if (item.kind === "box") {
      const { x, y, width, height, gray = 0 } = item;
      lines.push(`${number(gray)} g ${[x, y, width, height].map(number).join(" ")} re f`);
    } else {
      const { x, y, sizeMm, text } = item;
      lines.push(`BT /F1 ${number(sizeMm)} Tf 0 g 1 0 0 -1 ${number(x)} ${number(y)} Tm ${literal(text)} Tj ET`);
    }
  }
  return lines.join("\n");
}

const number = (value: number): string => String(Math.round(value * 1e4) / 1e4);

const literal = (text: string): string => `(${text.replaceAll(/[\\()]/g, (char) => `\\${char}`)})`;
