import {
  addIncidentEntry,
  checkChanges,
  checkResults,
  listChecks,
  openIncident,
  PUBLISHED_CHECKS,
  resolveIncident,
  runCheck,
  runStatus,
} from "@wopr/contracts";
import { type Command, Option } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { durationText, tableLines } from "../terminal.ts";
import { smoke } from "./smoke.ts";
import { exitCodeOfResults, type Line, lineOf, MARKS, readPublished, statusLines } from "./words.ts";

/** `wopr status …`, `wopr incident …` and `wopr smoke`. */
export function addStatusCommands(program: Command, wiring: Wiring): void {
  const status = program
    .command("status")
    .description("what works: exit 0 when all passes, 1 when something fails, 5 when nothing ran")
    .option("--watch", "show it again every few seconds until Ctrl-C");
  runs(withCommonOptions(status), wiring, show);

  const run = status
    .command("run")
    .description("run checks now")
    .argument("[names...]", "which; without any, all published ones")
    .option("--all", "all published checks");
  runs(withCommonOptions(run), wiring, runNow);

  const history = status.command("history").description("when a check changed, and its newest runs").argument("<name>");
  runs(withCommonOptions(history), wiring, historyOf);

  const incident = program.command("incident").description("incidents: open, tell, resolve");
  const open = incident
    .command("open")
    .description("open an incident by hand")
    .argument("<title>")
    .requiredOption("--text <text>", "what happened")
    .addOption(new Option("--severity <severity>").choices(["info", "warning", "critical"]).default("warning"))
    .option("--component <id...>", "parts it touches")
    .option("--internal", "do not show it on the public page");
  runs(withCommonOptions(open), wiring, openOne);
  const update = incident
    .command("update")
    .description("add to the story of an incident")
    .argument("<id>")
    .requiredOption("--text <text>", "what is known now")
    .option("--public", "show it on the public page");
  runs(withCommonOptions(update), wiring, updateOne);
  const resolve = incident
    .command("resolve")
    .description("close an incident")
    .argument("<id>")
    .option("--text <text>", "what was done");
  runs(withCommonOptions(resolve), wiring, resolveOne);

  const smoking = program
    .command("smoke")
    .description("run all published checks and write and read one thing of each area; for pipelines");
  runs(withCommonOptions(smoking), wiring, smoke);
}

const WATCH_MS = 2_000;

/** Reads without a key: the page is public unless somebody decided otherwise. */
async function show(outside: Outside, options: ServerOptions & { readonly watch?: boolean; readonly json?: boolean }) {
  for (;;) {
    const page = await readPublished(outside, options);
    const exitCode = exitCodeOfResults(page.lines);
    if (!options.watch) return { json: page, lines: statusLines(page.lines), exitCode };
    outside.terminal.out([new Date(outside.clock.now()).toISOString(), ...statusLines(page.lines)].join("\n"));
    const goOn = await outside.clock.sleep(WATCH_MS, outside.interrupted).then(
      () => true,
      () => false,
    );
    if (!goOn) return { json: undefined, lines: [], exitCode };
  }
}

async function runNow(outside: Outside, options: ServerOptions & { readonly all?: boolean }, names: readonly string[]) {
  const { client } = await connect(options, outside);
  const own = names.filter((name) => !(PUBLISHED_CHECKS as readonly string[]).includes(name));
  const published = names.filter((name) => !own.includes(name));
  const lines: Line[] = [];
  if (names.length === 0 || options.all || published.length > 0) {
    const all = names.length === 0 || options.all === true;
    const body = all ? { all: true } : { specific: published.map((name) => ({ [name]: true })) };
    const answer = await client.call(runStatus, { body });
    lines.push(...Object.entries(answer.results).map(([name, one]) => lineOf(name, one)));
    if (!answer.stored) outside.terminal.err("The database cannot be written; the results wait in the journal.");
  }
  for (const name of own) {
    const { run } = await client.call(runCheck, { params: { name } });
    lines.push({ name, result: run.result, said: run.error ?? run.norun_reason ?? "" });
  }
  return { json: lines, lines: statusLines(lines), exitCode: exitCodeOfResults(lines) };
}

async function historyOf(outside: Outside, options: ServerOptions, name: string) {
  const { client } = await connect(options, outside);
  const params = { name };
  const changes = await client.call(checkChanges, { params, query: { limit: 20 } });
  const results = await client.call(checkResults, { params, query: { limit: 20 } });
  if (results.items.length === 0) {
    const { items } = await client.call(listChecks, {});
    const known = items.some((check) => check.name === name);
    if (!known)
      throw CliErrors.not_found({
        what: "check",
        wanted: name,
        hint: `There are: ${items.map((one) => one.name).join(", ")}.`,
      });
  }
  const lines = [
    "Changes:",
    ...(changes.items.length > 0
      ? changes.items.map(({ at, from, to }) => `  ${at}  ${from ?? "never ran"} → ${to}`)
      : ["  none"]),
    "",
    ...tableLines([
      ["WHEN", "RESULT", "TOOK", "WHY", "SAID"],
      ...results.items.map((run) => [
        run.ended_at,
        `${MARKS[run.result]} ${run.result}`,
        run.result === "norun" ? "" : durationText(run.ms),
        run.trigger,
        run.error ?? run.norun_reason ?? "",
      ]),
    ]),
  ];
  return { json: { changes: changes.items, results: results.items }, lines };
}

interface OpenOptions extends ServerOptions {
  readonly text: string;
  readonly severity: "info" | "warning" | "critical";
  readonly component?: readonly string[];
  readonly internal?: boolean;
}

async function openOne(outside: Outside, options: OpenOptions, title: string) {
  const { client, url } = await connect(options, outside);
  const { text, severity, component = [], internal = false } = options;
  const body = { title, text, severity, components: [...component], public: !internal };
  const incident = await client.call(openIncident, { body });
  return { json: incident, lines: [`Opened ${incident.id}.`, `${url}/checks/incidents/${incident.id}`] };
}

async function updateOne(
  outside: Outside,
  options: ServerOptions & { readonly text: string; readonly public?: boolean },
  id: string,
) {
  const { client } = await connect(options, outside);
  const body = { text: options.text, public: options.public === true };
  const incident = await client.call(addIncidentEntry, { params: { id }, body });
  return { json: incident, lines: [`Added to “${incident.title}”.`] };
}

async function resolveOne(outside: Outside, options: ServerOptions & { readonly text?: string }, id: string) {
  const { client } = await connect(options, outside);
  const body = options.text === undefined ? {} : { text: options.text };
  const incident = await client.call(resolveIncident, { params: { id }, body });
  return { json: incident, lines: [`Resolved “${incident.title}”.`], exitCode: EXIT.ok };
}
