import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { collect } from "../game/options.ts";
import { bench } from "./bench.ts";
import { detect } from "./detect.ts";
import { explain } from "./explain.ts";
import { lens } from "./lens.ts";
import { markers } from "./markers.ts";
import { sheet } from "./sheet.ts";

/** `wopr vision …` */
export function addVisionCommands(program: Command, wiring: Wiring): void {
  const vision = program
    .command("vision")
    .description("what the camera sees: compare photos, measure accuracy, explain");

  const detecting = vision
    .command("detect")
    .description("compare two photos and print the cells that changed; needs no server")
    .argument("<before>", "photo before the move")
    .argument("<after>", "photo after it")
    .requiredOption("--grid <RxC>", "rows x columns, e.g. 16x16")
    .requiredOption("--corners <x,y,…>", "corners in the first photo: top left, top right, bottom right, bottom left")
    .option("--intersections", "pieces stand on the crossings, corners are the outermost ones");
  runs(withCommonOptions(detecting, "local"), wiring, detect);

  const measuring = vision
    .command("bench")
    .description("measure accuracy on folders of recorded games; needs no server")
    .argument("<folder...>", "folders with photos and truth.json")
    .option("--perturb <name>", "measure with this disturbance too; repeat it for more, or all", collect, [])
    .option("--same", "compare each photo with itself: nothing may have changed")
    .option("--layout <file.json>", "where zones lie, as drawn in the product; for folders of zones")
    .option("--report <file.html>", "write a page with every move, and pictures of the worst");
  runs(withCommonOptions(measuring, "local"), wiring, bench);

  const finding = vision
    .command("markers")
    .description("find printed markers in a photo; needs no server")
    .argument("<photo>", "photo")
    .option("--family <name>", "apriltag36h11, aruco4x4, aruco5x5 or aruco6x6", "aruco4x4")
    .requiredOption("--ids <list>", "ids that may be there, e.g. 4,7,14,25 or 0-3; others are ignored");
  runs(withCommonOptions(finding, "local"), wiring, markers);

  const printing = vision
    .command("sheet")
    .description("write a PDF with markers in their true size, or with a chessboard; needs no server")
    .option("--family <name>", "apriltag36h11, aruco4x4, aruco5x5 or aruco6x6", "aruco4x4")
    .option("--ids <list>", "ids, one page each, e.g. 0-3 (default 0-3)")
    .option("--mm <side>", "side of a marker, or of a square of the chessboard", "40")
    .option("--chess <CxR>", "a chessboard of so many squares instead, e.g. 7x10")
    .requiredOption("-o, --output <file.pdf>", "where to");
  runs(withCommonOptions(printing, "local"), wiring, sheet);

  const measuringLens = vision
    .command("lens")
    .description("work out the lens of a camera from 8 or more photos of a chessboard; needs no server")
    .argument("<folder>", "folder with the photos")
    .option("--squares <CxR>", "squares of the chessboard across x down", "7x10");
  runs(withCommonOptions(measuringLens, "local"), wiring, lens);

  const explaining = vision
    .command("explain")
    .description("write the pictures and numbers behind the reading of one photo")
    .argument("<capture>", "id of the photo")
    .option("--game <game>", "game it belongs to")
    .option("-o, --output <folder>", "where to");
  runs(withCommonOptions(explaining), wiring, explain);
}
