import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { collect } from "../game/options.ts";
import { bench } from "./bench.ts";
import { detect } from "./detect.ts";
import { explain } from "./explain.ts";

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

  const explaining = vision
    .command("explain")
    .description("write the pictures and numbers behind the reading of one photo")
    .argument("<capture>", "id of the photo")
    .option("--game <game>", "game it belongs to")
    .option("-o, --output <folder>", "where to");
  runs(withCommonOptions(explaining), wiring, explain);
}
