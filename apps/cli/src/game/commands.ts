import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { list, make, show, undo } from "./acts.ts";
import { collect } from "./options.ts";
import { agree, capture } from "./photo-acts.ts";
import { bundle, correct, exporting, importing, replayOf, share } from "./record-acts.ts";
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
  const correcting = game
    .command("correct")
    .description("correct an earlier move; later photos are read again")
    .argument("<game>", GAME)
    .argument("<n>", "number of the move")
    .requiredOption("--move <json>", "what really happened")
    .option("--dry-run", "only say what would change")
    .option("--reason <text>", "why");
  runs(withCommonOptions(correcting), wiring, correct);

  const out = game
    .command("export")
    .description("write a game to a file")
    .argument("<game>", GAME)
    .option("--format <name>", "zip, json, pgn, fen, csv, bgstats or bgstats_link", "zip")
    .option("--out <file>", "where to");
  runs(withCommonOptions(out), wiring, exporting);

  const into = game
    .command("import")
    .description("bring in a ZIP or JSON of WOPR, or a PGN")
    .argument("<file>", "the file");
  runs(withCommonOptions(into), wiring, importing);

  const sharing = game
    .command("share")
    .description("make a link to watch without an account")
    .argument("<game>", GAME)
    .option("--photos <level>", "none, board or full", "board")
    .option("--days <n>", "how long it works", "30")
    .option("--comment", "let spectators comment")
    .option("--label <text>", "who it is for");
  runs(withCommonOptions(sharing), wiring, share);

  const bundling = game
    .command("bug-bundle")
    .description("pack up the last photos so that somebody else sees what happened")
    .argument("<game>", GAME)
    .option("--expected <text>", "what the photo really shows")
    .option("--out <file>", "where to");
  runs(withCommonOptions(bundling), wiring, bundle);

  const replaying = game
    .command("replay-bundle")
    .description("look at the photos of a bug bundle again and say what is different")
    .argument("<file>", "the bundle");
  runs(withCommonOptions(replaying), wiring, replayOf);
  addReplayCommand(game, wiring);
}
