import { writeFile } from "node:fs/promises";
import {
  CameraDriver,
  cameraSnapshot,
  createCamera,
  listCameras,
  lockCamera,
  testCamera,
  unlockCamera,
} from "@wopr/contracts";
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
        .choices(CameraDriver.options)
        .makeOptionMandatory(),
    )
    .option("--folder <folder>", "folder of a replay or watch camera, on the server's machine")
    .option("--network", "the watched folder is a network mount")
    .option("--address <url>", "address of an http (snapshot), mjpeg or rtsp (stream) camera")
    .option("--device <path>", "webcam of a v4l2 camera, on the server's machine, e.g. /dev/v4l/by-id/…")
    .option("--secret <name>", "secret that holds user:password of a network camera")
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

  const lock = camera.command("lock").description("hold exposure, white balance and focus").argument("<name>");
  runs(withCommonOptions(lock), wiring, (outside, options: ServerOptions, name: string) =>
    hold(outside, options, name, true),
  );
  const unlock = camera.command("unlock").description("let it choose exposure again").argument("<name>");
  runs(withCommonOptions(unlock), wiring, (outside, options: ServerOptions, name: string) =>
    hold(outside, options, name, false),
  );
  runs(withCommonOptions(camera.command("spool").description("photos cameras keep for the server")), wiring, spool);

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
  readonly driver: CameraDriver;
  readonly folder?: string;
  readonly network?: boolean;
  readonly address?: string;
  readonly device?: string;
  readonly secret?: string;
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
  options: Pick<AddOptions, "driver" | "folder" | "network" | "address" | "device" | "secret">,
  cwd: string,
): Readonly<Record<string, unknown>> {
  const { driver, folder, network, address, device, secret } = options;
  const missing = (option: string) => CliErrors.usage({ problem: `A camera of the driver ${driver} needs ${option}.` });
  if (driver === "http" || driver === "mjpeg" || driver === "rtsp") {
    if (!address) throw missing("--address");
    return { url: address, ...(secret ? { secret_ref: secret } : {}) };
  }
  if (driver === "v4l2") {
    if (!device) throw missing("--device");
    return { device };
  }
  if (driver === "browser" || driver === "agent" || driver === "rpicam") return {};
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

async function hold(outside: Outside, options: ServerOptions, name: string, held: boolean) {
  const { client } = await connect(options, outside);
  const { id } = await findCamera(client, name);
  const camera = await client.call(held ? lockCamera : unlockCamera, { params: { id } });
  const values = Object.entries(camera.locks ?? {}).map(([key, value]) => `${key} ${value}`);
  const line = held ? `${camera.name} holds ${values.join(", ")}.` : `${camera.name} chooses exposure by itself again.`;
  return { json: camera, lines: [line] };
}

async function spool(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listCameras, {});
  const waiting = items.flatMap(({ name, spool: kept }) => (kept ? [{ name, ...kept }] : []));
  const lines =
    waiting.length > 0
      ? tableLines([
          ["NAME", "PHOTOS", "KIB"],
          ...waiting.map(({ name, files, bytes }) => [name, `${files}`, `${Math.round(bytes / 1024)}`]),
        ])
      : ["No camera process is known; only those keep photos."];
  return { json: waiting, lines };
}
