import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { applyTree, exportTree, importFile } from "./as-code.ts";
import { edit, publish, revert, set, validate } from "./edit.ts";
import { approve, blame, consumers, diff, explain, get, history, list, watch } from "./look.ts";

const NS = "namespace, e.g. camera";

/** `wopr config …` */
export function addConfigCommands(program: Command, wiring: Wiring): void {
  const config = program.command("config").description("settings: look, edit, publish, take back, as code");
  const add = (name: string, text: string) => config.command(name).description(text);
  const where = (command: Command) =>
    command.option("--layer <layer>", "default, environment:prod, site:garage, tag:camera or device:pi-1", "default");

  runs(withCommonOptions(add("list", "families of settings")), wiring, list);
  runs(
    withCommonOptions(
      add("get", "one value, or the whole document")
        .argument("<namespace>", NS)
        .argument("[path]", "dotted")
        .option("--environment <name>")
        .option("--site <name>")
        .option("--tags <list>")
        .option("--device <name>"),
    ),
    wiring,
    get,
  );
  runs(
    withCommonOptions(
      where(
        add("set", "change one value and publish")
          .argument("<namespace>", NS)
          .argument("<path>", "dotted")
          .argument("<value>", "JSON, else text")
          .requiredOption("-m, --message <text>", "what changes, and why"),
      ),
    ),
    wiring,
    set,
  );
  runs(
    withCommonOptions(
      where(
        add("edit", "open a layer in $EDITOR, check it, publish it")
          .argument("<namespace>", NS)
          .option("-m, --message <text>", "what changes, and why"),
      ),
    ),
    wiring,
    edit,
  );
  runs(
    withCommonOptions(
      where(
        add("validate", "check a file as a layer; publishes nothing").argument("<namespace>", NS).argument("<file>"),
      ),
    ),
    wiring,
    validate,
  );
  runs(
    withCommonOptions(
      where(
        add("publish", "publish a file as a layer")
          .argument("<namespace>", NS)
          .argument("<file>")
          .requiredOption("-m, --message <text>", "what changes, and why")
          .option("--strategy <name>", "canary, rolling, one_by_one or all_at_once")
          .option("--force", "although consumers would refuse, or it did harm before"),
      ),
    ),
    wiring,
    publish,
  );
  runs(
    withCommonOptions(
      add("diff", "what differs between two revisions; one alone: to the newest")
        .argument("<namespace>", NS)
        .argument("<from>")
        .argument("[to]"),
    ),
    wiring,
    diff,
  );
  runs(
    withCommonOptions(
      add("revert", "go back to a revision, as a new one")
        .argument("<namespace>", NS)
        .argument("<revision>")
        .requiredOption("--reason <text>", "why")
        .option("--path <dotted>", "only this value of --layer")
        .option("--layer <layer>", "layer of --path", "default")
        .option("--harmful", "the newest does harm: mark it bad, go back at once"),
    ),
    wiring,
    revert,
  );
  runs(withCommonOptions(add("history", "revisions, newest first").argument("<namespace>", NS)), wiring, history);
  runs(withCommonOptions(where(add("blame", "who wrote which line").argument("<namespace>", NS))), wiring, blame);
  runs(
    withCommonOptions(
      add("explain", "where a value comes from")
        .argument("<namespace>", NS)
        .argument("<path>", "dotted")
        .option("--environment <name>")
        .option("--site <name>")
        .option("--tags <list>")
        .option("--device <name>"),
    ),
    wiring,
    explain,
  );
  runs(
    withCommonOptions(
      add("consumers", "who runs what")
        .argument("<namespace>", NS)
        .option("--state <state>", "all, not_on_head, rejected or offline", "all"),
    ),
    wiring,
    consumers,
  );
  runs(
    withCommonOptions(
      add("approve", "let a revision go that waits").argument("<namespace>", NS).argument("<revision>"),
    ),
    wiring,
    approve,
  );
  runs(withCommonOptions(add("watch", "say what is published, refused and taken back, until Ctrl-C")), wiring, watch);
  runs(
    withCommonOptions(
      add("export", "write all settings as a tree of files")
        .requiredOption("-o, --output <folder>", "where to")
        .option("--namespace <name>"),
    ),
    wiring,
    exportTree,
  );
  runs(
    withCommonOptions(
      add("apply", "bring the server to a tree of files: show, check, publish")
        .requiredOption("--dir <folder>", "tree config/<namespace>/…")
        .option("--check", "only show and check; fails when something differs")
        .option("-m, --message <text>", "what changes, and why", "Applied from files"),
    ),
    wiring,
    applyTree,
  );
  runs(
    withCommonOptions(
      add("import", "take in the YAML of the first configuration service")
        .argument("<file>")
        .option("--environment <name>"),
    ),
    wiring,
    importFile,
  );
}
