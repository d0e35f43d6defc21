import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  correctMove,
  createShareLink,
  downloadExport,
  exportGame,
  importGame,
  MoveInputWire,
  makeBugBundle,
  readExport,
  readGame,
  replayBundle,
  requestExport,
} from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { progressLine } from "../terminal.ts";
import { findGameId } from "./find-game.ts";
import { gamePage } from "./links.ts";
import { parseJsonOption, pathFrom } from "./options.ts";

interface CorrectOptions extends ServerOptions {
  readonly move: string;
  readonly dryRun?: boolean;
  readonly reason?: string;
}

/** `wopr game correct` */
export async function correct(outside: Outside, options: CorrectOptions, wanted: string, nth: string) {
  const move = MoveInputWire.safeParse(parseJsonOption("--move", options.move));
  if (!move.success)
    throw CliErrors.usage({ problem: `--move is no move: ${move.error.issues[0]?.message ?? "wrong shape"}.` });
  const n = Number(nth);
  if (!Number.isInteger(n) || n < 1) throw CliErrors.usage({ problem: `${nth} is no number of a move.` });
  const { client } = await connect(options, outside);
  const id = await findGameId(client, wanted);
  const { head_seq } = await client.call(readGame, { params: { id } });
  const done = await client.call(correctMove, {
    params: { id, n },
    query: options.dryRun ? { dry_run: "true" } : {},
    body: {
      move: move.data,
      expected_seq: head_seq,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    },
  });
  const later = done.later.map(({ text }) => `  ${text}`);
  const head = done.dry_run ? `Would correct move ${n}. ${done.text}` : `Corrected move ${n}. ${done.text}`;
  return { json: done, lines: [head, ...later] };
}

const FORMATS = ["zip", "json", "pgn", "fen", "csv", "bgstats", "bgstats_link"] as const;
const POLL_MS = 300;

interface ExportOptions extends ServerOptions {
  readonly format: string;
  readonly out?: string;
}

/** `wopr game export` */
export async function exporting(outside: Outside, options: ExportOptions, wanted: string) {
  const format = FORMATS.find((known) => known === options.format);
  if (!format) throw CliErrors.usage({ problem: `--format ${options.format}: one of ${FORMATS.join(", ")}.` });
  const { client } = await connect(options, outside);
  const id = await findGameId(client, wanted);
  const bytes =
    format === "zip"
      ? await archive(outside, client, id)
      : await bytesOf(client.raw(exportGame, { params: { id }, query: { format } }));
  const path = pathFrom(outside.cwd, options.out ?? `game-${id.slice(-6)}.${format === "bgstats" ? "json" : format}`);
  await writeFile(path, bytes);
  return { json: { path, bytes: bytes.length }, lines: [`Wrote ${bytes.length} bytes to ${path}.`] };
}

const bytesOf = async (answer: Promise<Response>): Promise<Uint8Array> =>
  new Uint8Array(await (await answer).arrayBuffer());

type Client = Awaited<ReturnType<typeof connect>>["client"];

async function archive({ clock, terminal }: Outside, client: Client, id: string): Promise<Uint8Array> {
  const asked = await client.call(requestExport, { params: { id }, body: { format: "zip" } });
  const params = { id, eid: asked.id };
  for (;;) {
    const now = await client.call(readExport, { params });
    if (now.status === "completed") return bytesOf(client.raw(downloadExport, { params }));
    if (now.status === "failed") throw CliErrors.failed({ why: now.error?.detail ?? "The export failed." });
    if (now.progress) terminal.status(progressLine(now.progress.stage, now.progress.share, now.progress.eta_ms));
    await clock.sleep(POLL_MS);
  }
}

/** `wopr game import` */
export async function importing(outside: Outside, options: ServerOptions, file: string) {
  const { client, url } = await connect(options, outside);
  const { games, notes } = await client.upload(importGame, {}, await formWith(outside, file));
  return { json: { games, notes }, lines: [...games.map(({ name, id }) => `${name}: ${gamePage(url, id)}`), ...notes] };
}

async function formWith(outside: Outside, file: string): Promise<FormData> {
  const path = pathFrom(outside.cwd, file);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: path, why: "it is not there or may not be read." }, { cause });
  });
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(bytes)]), basename(path));
  return form;
}

interface BundleOptions extends ServerOptions {
  readonly out?: string;
  readonly expected?: string;
}

/** `wopr game bug-bundle` */
export async function bundle(outside: Outside, options: BundleOptions, wanted: string) {
  const { client } = await connect(options, outside);
  const id = await findGameId(client, wanted);
  const body = { expected: options.expected ?? null };
  const bytes = await bytesOf(client.raw(makeBugBundle, { params: { id }, body }));
  const path = pathFrom(outside.cwd, options.out ?? `wopr-bundle-${id.slice(-6)}.zip`);
  await writeFile(path, bytes);
  return { json: { path, bytes: bytes.length }, lines: [`Wrote ${bytes.length} bytes to ${path}.`] };
}

/** `wopr game replay-bundle` */
export async function replayOf(outside: Outside, options: ServerOptions, file: string) {
  const { client } = await connect(options, outside);
  const replayed = await client.upload(replayBundle, {}, await formWith(outside, file));
  const lines = replayed.captures.flatMap(({ sequence, recorded, differences }) => [
    `photo ${sequence ?? "?"}: ${recorded.outcome}, ${recorded.text}`,
    ...(differences.length > 0 ? differences.map((text) => `  different: ${text}`) : ["  the same"]),
  ]);
  const expected = replayed.expected ? [`Expected by who sent it: ${replayed.expected}`] : [];
  return { json: replayed, lines: [...lines, ...expected], exitCode: replayed.same ? EXIT.ok : EXIT.failed };
}

interface ShareOptions extends ServerOptions {
  readonly photos: string;
  readonly days: string;
  readonly comment?: boolean;
  readonly label?: string;
}

const PHOTOS = ["none", "board", "full"] as const;

/** `wopr game share` */
export async function share(outside: Outside, options: ShareOptions, wanted: string) {
  const photos = PHOTOS.find((known) => known === options.photos);
  if (!photos) throw CliErrors.usage({ problem: `--photos ${options.photos}: one of ${PHOTOS.join(", ")}.` });
  const days = Number(options.days);
  if (!(days > 0)) throw CliErrors.usage({ problem: `--days ${options.days}: a number above 0.` });
  const { client, url } = await connect(options, outside);
  const id = await findGameId(client, wanted);
  const scope: "comment" | "view" = options.comment ? "comment" : "view";
  const body = { photos, scope, expires_in_days: days, label: options.label ?? "" };
  const made = await client.call(createShareLink, { params: { id }, body });
  return { json: made, lines: [`${url}${made.url}`, `Works until ${made.link.expires_at}. It is shown this once.`] };
}
