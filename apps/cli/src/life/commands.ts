import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import * as acts from "./acts.ts";

/** Adds the day. */
export function addLifeCommands(program: Command, wiring: Wiring): void {
  const life = program
    .command("life")
    .alias("day")
    .description("your day: what is due, done, skipped; score, ring, export");
  const add = (name: string, description: string) => {
    const command = withCommonOptions(life.command(name).description(description));
    return command;
  };
  runs(add("today", "what is due today, and the score so far"), wiring, acts.today);
  runs(
    add("done", "complete an item").argument("<code>").option("--date <day>", "another day, YYYY-MM-DD"),
    wiring,
    acts.done,
  );
  runs(
    add(
      "postpone",
      "move an item: lunch, afternoon, after_work, evening, tonight, tomorrow, tomorrow_morning, next_week, custom",
    )
      .argument("<code>")
      .argument("<target>")
      .option("--date <day>", "the day it is on")
      .option("--to <day>", "with custom: the new day")
      .option("--at <time>", "with custom: the new time"),
    wiring,
    acts.postpone,
  );
  runs(
    add("skip", "skip an item; costs nothing")
      .argument("<code>")
      .option("--date <day>", "another day")
      .option("--reason <text>", "why"),
    wiring,
    acts.skip,
  );
  runs(add("undo", "take the newest act of today back"), wiring, acts.undo);
  runs(
    add("log", "log an activity")
      .argument("<type>")
      .option("--minutes <n>", "how long")
      .option("--intensity <level>", "low, normal, high, extreme"),
    wiring,
    acts.log,
  );
  runs(add("score", "the score of a day and where it comes from").argument("[date]"), wiring, acts.score);
  runs(
    add("sync", "read the ring now").option("--from <day>", "first day").option("--to <day>", "last day"),
    wiring,
    acts.sync,
  );
  const oura = life.command("oura").description("the ring");
  runs(
    withCommonOptions(
      oura.command("connect").description("connect a ring").argument("[address]", "the address you were sent to"),
    ),
    wiring,
    acts.connectRing,
  );
  runs(add("export", "write everything into one zip").argument("<file>"), wiring, acts.exportTo);
  runs(
    add("import", "bring an export in: wopr or loop")
      .argument("<kind>")
      .argument("<file>")
      .option("--yes", "do it, not only say it"),
    wiring,
    acts.importFrom,
  );
  runs(
    add("erase", "erase everything; cannot be undone").option("--confirm <text>", 'say "erase my day"'),
    wiring,
    acts.erase,
  );
  runs(add("doctor", "what is wrong with the day, and what to do"), wiring, acts.doctor);
}
