import { writeFile } from "node:fs/promises";
import { chessSheetPdf, MARKER_SIZES_MM, markerSheetPdf } from "@wopr/vision/workshop";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { parseFamily, parseIds } from "./markers.ts";
import { parsePattern } from "./pattern.ts";

interface SheetOptions {
  readonly family: string;
  readonly ids?: string;
  readonly mm: string;
  readonly chess?: string;
  readonly output: string;
}

/** `wopr vision sheet`: writes a PDF with markers, or with a chessboard for `wopr vision lens`. */
export async function sheet(outside: Outside, options: SheetOptions) {
  const mm = Number(options.mm);
  const { least, most } = MARKER_SIZES_MM;
  if (!(mm >= least && mm <= most))
    throw CliErrors.usage({ problem: `--mm ${options.mm}: write a side of ${least} to ${most} millimetres.` });
  const file = pathFrom(outside.cwd, options.output);
  const made = options.chess === undefined ? markerPages(options, mm) : chessPage(options.chess, mm);
  await writeFile(file, made.pdf).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: file, why: "it cannot be written." }, { cause });
  });
  const json = { file, pages: made.pages, size_mm: mm, bytes: made.pdf.length };
  return {
    json,
    lines: [`${file}: ${made.what}. Print it at 100 %; the ruler must measure 100 mm.`],
    exitCode: EXIT.ok,
  };
}

function markerPages(options: SheetOptions, sizeMm: number) {
  const family = parseFamily(options.family);
  const ids = parseIds(options.ids ?? "0-3", family);
  const what = `${ids.length} ${ids.length === 1 ? "page" : "pages"}, markers of ${sizeMm} mm`;
  return { pdf: markerSheetPdf({ family, ids, sizeMm }), pages: ids.length, what };
}

function chessPage(text: string, squareMm: number) {
  const { cols, rows } = parsePattern("--chess", text);
  try {
    return {
      pdf: chessSheetPdf({ cols, rows, squareMm }),
      pages: 1,
      what: `${cols} x ${rows} squares of ${squareMm} mm`,
    };
  } catch (failure) {
    if (failure instanceof RangeError) throw CliErrors.usage({ problem: `--chess ${text}: ${failure.message}` });
    throw failure;
  }
}
