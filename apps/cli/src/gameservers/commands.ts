import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { report } from "./report.ts";

/** `wopr gameservers …` */
export function addGameserverCommands(program: Command, wiring: Wiring): void {
  const servers = program
    .command("gameservers")
    .alias("servers")
    .description("configuration of game servers: what differs, since when, and whether it is a mistake");
  const reporting = servers
    .command("report")
    .description("find the servers below folders and compare them with each other; needs no server")
    .argument("<dir...>", "folders of servers, AMP's folder of instances, or servers themselves")
    .option("--alias <name=CODE...>", "another name of a server, e.g. lobby=DEV01", [] as string[]);
  runs(withCommonOptions(reporting, "local"), wiring, report);
}
