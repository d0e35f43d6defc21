import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { check } from "./check.ts";
import { compareFiles, mergeFiles } from "./compare.ts";
import { addValue, removeValue, setValue } from "./edit.ts";
import { getValue, listValues, showMasked } from "./show.ts";

/** `wopr config-files …`, for short `wopr file …` */
export function addConfigFilesCommands(program: Command, wiring: Wiring): void {
  const files = program
    .command("config-files")
    .alias("file")
    .description("configuration files of other programs: read, compare and edit them by the byte; needs no server");
  const local = (name: string, what: string) => withCommonOptions(files.command(name).description(what), "local");
  const checking = local("check", "change one value after the other in memory and show that no other byte changes")
    .argument("<path...>", "files or folders")
    .option("--dialect <name>", "how YAML is read: snake (game servers) or core12", "snake")
    .option("--most <count>", "values to change in each file, or all", "10");
  runs(checking, wiring, check);
  runs(local("ls", "list every value with its line").argument("<file>"), wiring, listValues);
  runs(
    local("get", "print one value").argument("<file>").argument("<key>", 'like worlds."my.world".spawns[2].x'),
    wiring,
    getValue,
  );
  const editing = (name: string, what: string) =>
    local(name, what)
      .argument("<file>")
      .argument("<key>", 'like worlds."my.world".pvp')
      .option("--write", "write the file and keep a copy of the old one");
  const valued = (name: string, what: string) =>
    editing(name, what)
      .argument("<value>", "JSON where it is some, else text")
      .option("--string", "take the value as text");
  runs(
    valued("set", "change one value and no other byte").option("--create", "make what is missing"),
    wiring,
    setValue,
  );
  runs(valued("add", "add a key"), wiring, addValue);
  runs(editing("rm", "remove a key with its line"), wiring, removeValue);
  runs(
    local("diff", "compare two files").argument("<a>").argument("<b>").option("--text", "by line"),
    wiring,
    compareFiles,
  );
  const merging = local("merge", "merge the defaults of a new version into a live file")
    .option("--base <file>", "defaults of the installed version")
    .option("--ours <file>", "the live file")
    .option("--theirs <file>", "defaults of the new version")
    .option("--out <file>", "write the result here instead of printing it");
  runs(merging, wiring, mergeFiles);
  runs(local("mask", "print a file with its secrets hidden").argument("<file>"), wiring, showMasked);
}
