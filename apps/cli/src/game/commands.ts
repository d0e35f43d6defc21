import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { list, make, show, undo } from "./acts.ts";
import { collect } from "./options.ts";
import { agree, capture } from "./photo-acts.ts";
import { addReplayCommand } from "./replay-command.ts";

const GAME = "its name, id, the end of its id, or latest";

/** `wopr game …` */
export function addGameCommands(program: Command, wiring: Wiring): void {
  const game = program.command("game").description("games: begin, look, take photos, agree, take back, replay");

  const listing = game
    .command("list")
    .description("games, newest first")
    .option("--status <status>", "setup, in_progress, completed or abandoned");
  runs(withCommonOptions(listing), wiring, list);

  const making = game
    .command("new")
    .description("begin a game")
    .requiredOption("--name <name>", "what to call it")
    .option("--type <pack>", "kind of game", "custom_grid")
    .requiredOption("--players <list>", "name:colour of each, e.g. Ann:red,Bob:blue")
    .option("--grid <RxC>", "rows x columns of a custom_grid")
    .option("--options <json>", "further options of the kind of game")
    .option("--camera <name>", "camera that looks at it");
  runs(withCommonOptions(making), wiring, make);

  runs(
    withCommonOptions(game.command("show").description("a game, its board and moves").argument("<game>", GAME)),
    wiring,
    show,
  );

  const capturing = game
    .command("capture")
    .description("take a photo, wait, and print what it shows")
    .argument("<game>", GAME)
    .option("--file <photo>", "send this photo instead of asking the camera")
    .option("--notes <text>", "remark to keep with it")
    .option("--resolution <name>", "4k, 1080p or 720p");
  runs(withCommonOptions(capturing), wiring, capture);

  const agreeing = game
    .command("agree")
    .description("accept what the last photo shows")
    .argument("<game>", GAME)
    .option("--answer <question=value>", "answer a question; repeat it for more", collect, [])
    .option("--move <json>", "what really happened, when the proposal is wrong");
  runs(withCommonOptions(agreeing), wiring, agree);

  runs(
    withCommonOptions(game.command("undo").description("take back the newest change").argument("<game>", GAME)),
    wiring,
    undo,
  );
  addReplayCommand(game, wiring);
}
