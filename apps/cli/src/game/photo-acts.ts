import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Client } from "@wopr/client";
import { agreeProposal, createCapture, currentProposal, MoveInputWire, Resolution, readGame } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { progressLine } from "../terminal.ts";
import { findGameId } from "./find-game.ts";
import { gamePage } from "./links.ts";
import { parseAnswers, parseJsonOption, pathFrom } from "./options.ts";
import { outcomeText, proposalLines } from "./texts.ts";
import { waitForProposal } from "./wait-for-proposal.ts";

interface CaptureOptions extends ServerOptions {
  readonly file?: string;
  readonly notes?: string;
  readonly resolution?: string;
}

/** `wopr game capture` */
export async function capture(outside: Outside, options: CaptureOptions, wanted: string) {
  const resolution = options.resolution === undefined ? undefined : Resolution.safeParse(options.resolution);
  if (resolution && !resolution.success)
    throw CliErrors.usage({ problem: `--resolution ${options.resolution}: one of ${Resolution.options.join(", ")}.` });
  const { client, url } = await connect(options, outside);
  const gameId = await findGameId(client, wanted);
  const notes = options.notes === undefined ? {} : { notes: options.notes };
  const { capture_id } = options.file
    ? await uploadPhoto(client, gameId, pathFrom(outside.cwd, options.file), notes)
    : await client.call(createCapture, {
        params: { id: gameId },
        query: {},
        body: { trigger_camera: true, ...notes, ...(resolution ? { resolution: resolution.data } : {}) },
      });
  const onStage = (stage: string, share: number, eta: number | null) =>
    outside.terminal.status(progressLine(stage, share, eta));
  const seen = await waitForProposal(client, { gameId, captureId: capture_id }, { clock: outside.clock, onStage });
  const { proposal, capture: photo } = seen;
  if (photo.error?.code === "calibration.missing") {
    const lines = [
      "The photo is stored. It is read once the corners of the board are set:",
      `${gamePage(url, gameId)}/prepare`,
    ];
    return { json: seen, lines };
  }
  if (!proposal) {
    const why = photo.error?.detail ?? "The photo is stored, but nothing was read from it.";
    return { json: seen, lines: [why, gamePage(url, gameId)], exitCode: EXIT.failed };
  }
  const next = proposal.outcome === "sure" ? [`Agree with "wopr game agree ${wanted}".`] : [gamePage(url, gameId)];
  return { json: seen, lines: [...proposalLines(proposal), ...next] };
}

/** Sends a photo as a form, as a browser does. @throws {AppError} `cli.folder_unusable` when it cannot be read. */
export async function uploadPhoto(
  client: Client,
  gameId: string,
  path: string,
  facts: { readonly notes?: string } = {},
) {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw CliErrors.folder_unusable({ folder: path, why: "it is not there or may not be read." }, { cause });
  });
  const form = new FormData();
  form.set("image", new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), basename(path));
  if (facts.notes !== undefined) form.set("notes", facts.notes);
  return client.upload(createCapture, { params: { id: gameId }, query: {} }, form);
}

interface AgreeOptions extends ServerOptions {
  readonly answer: readonly string[];
  readonly move?: string;
}

/** `wopr game agree` */
export async function agree(outside: Outside, options: AgreeOptions, wanted: string) {
  const answers = parseAnswers(options.answer);
  const move =
    options.move === undefined ? undefined : MoveInputWire.safeParse(parseJsonOption("--move", options.move));
  if (move && !move.success)
    throw CliErrors.usage({ problem: `--move is no move: ${move.error.issues[0]?.message ?? "wrong shape"}.` });
  const { client } = await connect(options, outside);
  const params = { id: await findGameId(client, wanted) };
  const { proposal } = await client.call(currentProposal, { params });
  if (!proposal)
    throw CliErrors.nothing_ran({ why: 'There is nothing to agree to. Take a photo with "wopr game capture".' });
  const { head_seq } = await client.call(readGame, { params });
  const body = { expected_seq: head_seq, answers: { ...answers }, ...(move ? { move: move.data } : {}) };
  const agreed = await client.call(agreeProposal, { params: { ...params, pid: proposal.id }, body });
  const asked = agreed.open_questions.map((question) => `? ${question.text}  (--answer ${question.id}=…)`);
  if (asked.length > 0) return { json: agreed, lines: ["Still to be answered:", ...asked], exitCode: EXIT.failed };
  const text = agreed.move ? `${agreed.move.n}. ${agreed.move.move.text}` : `Agreed (${outcomeText(proposal)}).`;
  return { json: agreed, lines: [text] };
}
