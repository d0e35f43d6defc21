import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { check } from "./check.ts";

/** `wopr config-files …` */
export function addConfigFilesCommands(program: Command, wiring: Wiring): void {
  const files = program
    .command("config-files")
    .description("configuration files of other programs: read them, hold them to the laws; needs no server");
  const checking = files
    .command("check")
    .description("change one value after the other in memory and show that no other byte changes")
    .argument("<path...>", "files or folders")
    .option("--dialect <name>", "how YAML is read: snake (game servers) or core12", "snake")
    .option("--most <count>", "values to change in each file, or all", "10");
  runs(withCommonOptions(checking, "local"), wiring, check);
}
