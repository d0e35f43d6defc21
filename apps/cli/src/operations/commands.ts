import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { createNow, drillNow, listArchives, restoreArchive, verifyArchive } from "./backup.ts";
import { doctor } from "./doctor.ts";
import { exportHistory, listHistory, verifyHistory } from "./history.ts";
import { listKeys, revokeKey } from "./keys.ts";
import { listSecretNames, putSecretValue, rotateMaster } from "./secrets.ts";
import { listWork, retryWork } from "./work.ts";

/** Running an installation: `wopr backup|restore|audit|keys|secrets|jobs|doctor`. */
export function addOperationCommands(program: Command, wiring: Wiring): void {
  const backup = program.command("backup").description("copies of everything");
  runs(withCommonOptions(backup.command("create").description("make one now and wait for it")), wiring, createNow);
  runs(withCommonOptions(backup.command("list").description("what there is")), wiring, listArchives);
  runs(
    withCommonOptions(
      backup
        .command("verify")
        .description("read one from beginning to end")
        .argument("[archive]", "default: the newest"),
    ),
    wiring,
    verifyArchive,
  );
  runs(
    withCommonOptions(backup.command("drill").description("restore the newest for a try and compare")),
    wiring,
    drillNow,
  );

  const restore = program
    .command("restore")
    .description("restore an archive into an empty folder or database; the server must not run")
    .argument("<archive>", "path of the .wbk file, in archives/ of its repository")
    .option("--data <folder>", "data folder to fill (WOPR_DATA_DIR; default ./data)")
    .option("--key-file <file>", "key file the archives were sealed with (WOPR_BACKUP_KEY_FILE)");
  runs(withCommonOptions(restore, "local"), wiring, restoreArchive);

  const audit = program.command("audit").description("the history");
  const list = audit
    .command("list")
    .description("what was done, newest first")
    .option("--actor <name>", "by whom: id or name")
    .option("--action <action>", "an area (fleet) or one action (fleet.start_rollout)")
    .option("--limit <n>", "how many", "30");
  runs(withCommonOptions(list), wiring, listHistory);
  const verify = audit
    .command("verify")
    .description("whether the history is whole and unchanged: exit 1 when it is not")
    .option("--anchor <seq:hash>", "a place that was told outside, e.g. in a notification");
  runs(withCommonOptions(verify), wiring, verifyHistory);
  runs(withCommonOptions(audit.command("export").description("all of it as lines of JSON")), wiring, exportHistory);

  const keys = program.command("keys").description("API keys");
  runs(withCommonOptions(keys.command("list").description("one's own; all for admins")), wiring, listKeys);
  runs(
    withCommonOptions(
      keys.command("revoke").description("revoke one").argument("<prefix>", "first letters of the key"),
    ),
    wiring,
    revokeKey,
  );

  const secrets = program.command("secrets").description("secrets by reference; values are only written");
  runs(withCommonOptions(secrets.command("list").description("names and readers")), wiring, listSecretNames);
  const put = secrets
    .command("put")
    .description("put a value, read from standard input")
    .argument("<name>", "area/thing")
    .option("--allow <reader...>", "who may read it: feature:notifications, site:garage, …");
  runs(withCommonOptions(put), wiring, putSecretValue);
  const rotate = secrets
    .command("rotate-master")
    .description("change the master key; everything goes on meanwhile")
    .requiredOption("--reason <text>", "why");
  runs(withCommonOptions(rotate), wiring, rotateMaster);

  const jobs = program.command("jobs").description("background work");
  runs(withCommonOptions(jobs.command("list", { isDefault: true }).description("newest first")), wiring, listWork);
  runs(
    withCommonOptions(jobs.command("retry").description("try a failed one again").argument("<id>", "its id")),
    wiring,
    retryWork,
  );

  const examine = program
    .command("doctor")
    .description("what is wrong here, why it matters, and what puts it right: exit 1 when something is")
    .option("--data <folder>", "data folder (WOPR_DATA_DIR; default ./data)");
  runs(withCommonOptions(examine), wiring, doctor);
}
