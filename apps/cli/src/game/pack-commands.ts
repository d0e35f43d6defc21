import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CustomPackWire, tryPack, validatePack } from "@wopr/contracts";
import type { Command } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { parseCorners, parseJsonOption, pathFrom } from "./options.ts";

/** `wopr pack …` */
export function addPackCommands(program: Command, wiring: Wiring): void {
  const pack = program.command("pack").description("kinds of games of your own");
  const validating = pack
    .command("validate")
    .description("say what is wrong with a pack")
    .argument("<file>", "its JSON");
  runs(withCommonOptions(validating), wiring, validate);
  const trying = pack
    .command("try")
    .description("read one photo with a pack; nothing is kept")
    .argument("<file>", "its JSON")
    .argument("<photo>", "a JPEG or PNG")
    .requiredOption("--corners <x,y…>", "top left, top right, bottom right, bottom left in pixels");
  runs(withCommonOptions(trying), wiring, attempt);
}

async function packIn({ cwd }: Outside, file: string): Promise<CustomPackWire> {
  const path = pathFrom(cwd, file);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: path, why: "it is not there or may not be read." }, { cause });
  });
  const parsed = CustomPackWire.safeParse(parseJsonOption(file, text));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw CliErrors.usage({ problem: `${file}: ${first?.path.join(".") ?? ""} ${first?.message ?? "is no pack"}` });
}

async function validate(outside: Outside, options: ServerOptions, file: string) {
  const pack = await packIn(outside, file);
  const { client } = await connect(options, outside);
  const answer = await client.call(validatePack, { body: { pack } });
  const lines = answer.problems.map(({ at, detail, severity }) => `${severity}  ${at}  ${detail}`);
  const verdict = answer.usable ? "It can be used." : "It cannot be used yet.";
  return { json: answer, lines: [...lines, verdict], exitCode: answer.usable ? EXIT.ok : EXIT.failed };
}

async function attempt(
  outside: Outside,
  options: ServerOptions & { readonly corners: string },
  file: string,
  photo: string,
) {
  const corners = parseCorners(options.corners);
  const pack = await packIn(outside, file);
  const path = pathFrom(outside.cwd, photo);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: path, why: "it is not there or may not be read." }, { cause });
  });
  const form = new FormData();
  form.set("image", new Blob([new Uint8Array(bytes)]), basename(path));
  form.set("spec", JSON.stringify({ corners, pack }));
  const { client } = await connect(options, outside);
  const reading = await client.upload(tryPack, { params: { id: "untitled" } }, form);
  const cells = reading.cells.map(({ cell, player }) => `${cell}: player ${player ?? "?"}`);
  const zones = reading.zones.map(({ zone, player, count }) => `${zone}: player ${player ?? "?"} ${count}`);
  const nothing = cells.length + zones.length === 0 ? ["Nothing was read."] : [];
  return { json: reading, lines: [...cells, ...zones, ...nothing, ...reading.warnings] };
}
