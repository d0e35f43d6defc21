import { Command, CommanderError } from "commander";
import { addAccountCommands } from "./account/commands.ts";
import { addCameraCommands } from "./camera/commands.ts";
import type { Outcome, Wiring } from "./command.ts";
import { addConfigCommands } from "./config/commands.ts";
import { addConfigFilesCommands } from "./config-files/commands.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { addGameCommands } from "./game/commands.ts";
import { addPackCommands } from "./game/pack-commands.ts";
import { addGameserverCommands } from "./gameservers/commands.ts";
import { addLifeCommands } from "./life/commands.ts";
import { addOperationCommands } from "./operations/commands.ts";
import type { Outside } from "./outside.ts";
import { addServerCommands } from "./server/commands.ts";
import { addStatusCommands } from "./status/commands.ts";
import { addVisionCommands } from "./vision/commands.ts";

const EXIT_CODES =
  "Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 refused by the server, 4 server not reachable, 5 nothing ran.";

/**
 * Runs one command line.
 *
 * @param argv Arguments after the program's name.
 * @returns Exit code.
 */
export async function run(argv: readonly string[], outside: Outside, version: string): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT.ok };
  const program = createProgram({ outside, outcome }, version);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return outcome.exitCode;
  } catch (failure) {
    if (!(failure instanceof CommanderError)) throw failure;
    // Without a command commander shows the help; that is no success: nothing ran.
    return failure.code === "commander.help" ? EXIT.usage : exitCodeOf(failure);
  }
}

function createProgram(wiring: Wiring, version: string): Command {
  const { terminal } = wiring.outside;
  const program = new Command("wopr")
    .description("The board game on the table, seen by a camera: start WOPR, play, replay and measure.")
    .version(version)
    .addHelpText("after", `\n${EXIT_CODES}`)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError("(add --help for what there is)")
    .exitOverride();
  addServerCommands(program, wiring);
  addAccountCommands(program, wiring);
  addGameCommands(program, wiring);
  addPackCommands(program, wiring);
  addCameraCommands(program, wiring);
  addStatusCommands(program, wiring);
  addOperationCommands(program, wiring);
  addVisionCommands(program, wiring);
  addLifeCommands(program, wiring);
  addConfigCommands(program, wiring);
  addConfigFilesCommands(program, wiring);
  addGameserverCommands(program, wiring);
  return program;
}
