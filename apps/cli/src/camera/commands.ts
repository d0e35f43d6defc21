import { writeFile } from "node:fs/promises";
import { cameraSnapshot, createCamera, listCameras, testCamera } from "@wopr/contracts";
import { type Command, Option } from "commander";
import { runs, type Wiring, withCommonOptions } from "../command.ts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { durationText, tableLines } from "../terminal.ts";
import { findCamera } from "./find-camera.ts";

/** `wopr camera …` */
export function addCameraCommands(program: Command, wiring: Wiring): void {
  const camera = program.command("camera").description("cameras: list, add, test, look through");

  runs(withCommonOptions(camera.command("list").description("cameras and how they are")), wiring, list);

  const add = camera
    .command("add")
    .description("add a camera")
    .argument("<name>", "what people call it, e.g. desk")
    .addOption(
      new Option("--driver <driver>", "where its pictures come from")
        .choices(["replay", "watch", "http", "browser", "agent"])
        .makeOptionMandatory(),
    )
    .option("--folder <folder>", "folder of a replay or watch camera, on the server's machine")
    .option("--network", "the watched folder is a network mount")
    .option("--address <url>", "snapshot or stream of an http camera")
    .option("--rotate <degrees>", "turn its pictures: 0, 90, 180 or 270", "0")
    .option("--default", "use it where no camera is named");
  runs(withCommonOptions(add), wiring, addOne);

  const test = camera
    .command("test")
    .description(
      "take real pictures and look at them; exit 1 when the camera shows nothing, white, black or stands still",
    )
    .argument("<name>");
  runs(withCommonOptions(test), wiring, testOne);

  const snapshot = camera
    .command("snapshot")
    .description("save what a camera sees now")
    .argument("<name>")
    .option("-o, --output <file>", "where to", "snapshot.jpg");
  runs(withCommonOptions(snapshot), wiring, snapshotOne);
}

async function list(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listCameras, {});
  const rows = items.map((camera) => [
    camera.name,
    camera.driver,
    camera.status,
    camera.last_frame_at ?? "never",
    camera.is_default ? "default" : "",
    camera.detail ?? "",
  ]);
  const lines =
    rows.length > 0
      ? tableLines([["NAME", "DRIVER", "STATUS", "LAST PICTURE", "", ""], ...rows])
      : ['No camera yet. Add one with "wopr camera add desk --driver http --address http://…".'];
  return { json: items, lines };
}

interface AddOptions extends ServerOptions {
  readonly driver: "replay" | "watch" | "http" | "browser" | "agent";
  readonly folder?: string;
  readonly network?: boolean;
  readonly address?: string;
  readonly rotate: string;
  readonly default?: boolean;
}

async function addOne(outside: Outside, options: AddOptions, name: string) {
  const rotate = ([0, 90, 180, 270] as const).find((degrees) => String(degrees) === options.rotate);
  if (rotate === undefined) throw CliErrors.usage({ problem: `--rotate ${options.rotate}: 0, 90, 180 or 270.` });
  const { client, url } = await connect(options, outside);
  const body = {
    name,
    driver: options.driver,
    settings: settingsOf(options, outside.cwd),
    rotate,
    is_default: options.default === true,
  };
  const camera = await client.call(createCamera, { body });
  const agent = [
    "Start its process beside the camera with:",
    `  WOPR_SERVER_URL=${url} WOPR_API_KEY=… WOPR_CAMERA_ID=${camera.id} WOPR_CAMERA_NAME=${camera.slug} WOPR_CAMERA_DRIVER=…`,
  ];
  return { json: camera, lines: [`Added ${camera.name} (${camera.id}).`, ...(camera.driver === "agent" ? agent : [])] };
}

/** Settings of a driver from its options. @throws {AppError} `cli.usage` when one is missing. */
export function settingsOf(
  options: Pick<AddOptions, "driver" | "folder" | "network" | "address">,
  cwd: string,
): Readonly<Record<string, unknown>> {
  const { driver, folder, network, address } = options;
  const missing = (option: string) => CliErrors.usage({ problem: `A camera of the driver ${driver} needs ${option}.` });
  if (driver === "http") {
    if (!address) throw missing("--address");
    return { url: address };
  }
  if (driver === "browser" || driver === "agent") return {};
  if (!folder) throw missing("--folder");
  const path = pathFrom(cwd, folder);
  return driver === "watch" && network ? { folder: path, network: true } : { folder: path };
}

async function testOne(outside: Outside, options: ServerOptions, name: string) {
  const { client } = await connect(options, outside);
  const camera = await findCamera(client, name);
  const result = await client.call(testCamera, { params: { id: camera.id } });
  const lines = [
    ...result.checks.map((check) => `${check.passed ? "●" : "✕"} ${check.text}`),
    `${camera.name} ${result.passed ? "works" : "does not work"} (${durationText(result.took_ms)}).`,
  ];
  return { json: result, lines, exitCode: result.passed ? EXIT.ok : EXIT.failed };
}

async function snapshotOne(outside: Outside, options: ServerOptions & { readonly output: string }, name: string) {
  const { client } = await connect(options, outside);
  const camera = await findCamera(client, name);
  const answer = await client.raw(cameraSnapshot, { params: { id: camera.id } });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const path = pathFrom(outside.cwd, options.output);
  await writeFile(path, bytes);
  return { json: { path, bytes: bytes.length }, lines: [`Saved ${path} (${Math.round(bytes.length / 1024)} KiB).`] };
}
