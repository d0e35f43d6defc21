import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@wopr/kernel";
import { decodeImage } from "@wopr/vision/node";
import { chessboardPattern, findChessboard, type LensView, lensFromViews } from "@wopr/vision/workshop";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { uprightSize } from "../photo-size.ts";
import { parsePattern } from "./pattern.ts";

interface LensOptions {
  readonly squares: string;
}

const PHOTO = /\.(jpe?g|png|webp)$/i;
const FULL_SIZE = 100_000;

/** `wopr vision lens DIR`: the lens of a camera from photos of a chessboard. Exit code 1 when it cannot be told. */
export async function lens(outside: Outside, options: LensOptions, folder: string) {
  const squares = parsePattern("--squares", options.squares);
  const size = { cols: squares.cols - 1, rows: squares.rows - 1 };
  const dir = pathFrom(outside.cwd, folder);
  const files = (
    await readdir(dir).catch((cause: unknown) => {
      throw CliErrors.folder_unusable({ folder: dir, why: "it is not there or may not be read." }, { cause });
    })
  )
    .filter((file) => PHOTO.test(file))
    .sort();
  if (files.length === 0) throw CliErrors.folder_unusable({ folder: dir, why: "there is no photo in it." });
  const views: LensView[] = [];
  const photos: { readonly file: string; readonly used: boolean; readonly why: string | null }[] = [];
  let image: { readonly width: number; readonly height: number } | undefined;
  for (const [at, file] of files.entries()) {
    outside.terminal.status(`Photo ${at + 1} of ${files.length}: ${file}`);
    const read = await photoOf(join(dir, file));
    if (typeof read === "string") {
      photos.push({ file, used: false, why: read });
      continue;
    }
    image ??= uprightSize(read);
    const own = uprightSize(read);
    const other = own.width !== image.width || own.height !== image.height;
    const pixels = other ? undefined : findChessboard(read, size);
    if (pixels) views.push({ pattern: chessboardPattern(size), pixels });
    const why = other ? "another size than the first photo" : pixels ? null : "the whole pattern was not found";
    photos.push({ file, used: pixels !== undefined, why });
  }
  const fit = image ? lensFromViews(views, image) : undefined;
  const skipped = photos.filter(({ used }) => !used).map(({ file, why }) => `${file}: ${why ?? ""}.`);
  if (!fit?.ok) {
    const text = fit?.text ?? "None of the photos can be read.";
    const json = { ok: false, problem: fit?.problem ?? "no_photos", detail: text, rms_px: fit?.rmsPx ?? null, photos };
    return { json, lines: [...skipped, text], exitCode: EXIT.failed };
  }
  const { lens: found, rmsPx } = fit;
  const lines = [
    ...skipped,
    `focal length ${found.fx.toFixed(1)} x ${found.fy.toFixed(1)} px, centre ${found.cx.toFixed(1)}, ${found.cy.toFixed(1)}`,
    `k1 ${found.k1.toFixed(5)}  k2 ${found.k2.toFixed(5)}  p1 ${found.p1.toFixed(6)}  p2 ${found.p2.toFixed(6)}`,
    `${fit.views} photos fit to ${rmsPx.toFixed(3)} px.`,
  ];
  return { json: { ok: true, lens: found, rms_px: rmsPx, image, photos }, lines, exitCode: EXIT.ok };
}

/** @returns The picture, or why it cannot be read. */
async function photoOf(path: string) {
  try {
    return await decodeImage(await readFile(path), { longSidePx: FULL_SIZE });
  } catch (failure) {
    if (failure instanceof AppError) return failure.message;
    throw failure;
  }
}
