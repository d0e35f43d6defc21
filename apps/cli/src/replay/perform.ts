import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@wopr/client";
import { createCapture } from "@wopr/contracts";
import { decodeImage } from "@wopr/vision/node";
import { EXIT } from "../exit-code.ts";
import { uploadPhoto } from "../game/photo-acts.ts";
import type { Outside } from "../outside.ts";
import { uprightSize } from "../photo-size.ts";
import { progressLine } from "../terminal.ts";
import type { PlannedPhoto, ReplayPlan } from "./plan.ts";
import { playReplay } from "./play.ts";
import { photoLine, replayReport } from "./report.ts";

/** Where the photos are, and whether they are sent or the game's camera plays them itself. */
export interface PhotoSource {
  readonly folder: string;
  readonly upload: boolean;
}

/** Plays a recorded game on a server, printing each proposal as it comes and how it ended. */
export async function performReplay(
  plan: ReplayPlan,
  source: PhotoSource,
  to: {
    readonly outside: Outside;
    readonly client: Client;
    readonly gameId: string;
    readonly page: string;
    readonly json: boolean;
    readonly prepared?: boolean;
  },
) {
  const { client, gameId, page } = to;
  const { terminal, clock } = to.outside;
  const say = (line: string) => (to.json ? terminal.err(line) : terminal.out(line));
  say(`${plan.title}, ${plan.photos.length} photos: ${page}`);

  const total = plan.photos.length;
  const begun = clock.monotonicMs();
  let done = 0;
  const left = () => (done > 0 ? ((clock.monotonicMs() - begun) / done) * (total - done) : null);
  const played = await playReplay(plan, {
    table: { client, gameId, clock },
    page,
    prepared: to.prepared === true,
    take: (photo) => takePhoto(client, gameId, photo, source),
    sizeOf: async (photo) => uprightSize(await decodeImage(await readFile(join(source.folder, photo.file)))),
    onStage: (photo, stage, share) => terminal.status(progressLine(stage, (done + share) / total, left(), photo.file)),
    onPlayed(line) {
      done += 1;
      say(photoLine(line));
      terminal.status(progressLine("replay", done / total, left()));
    },
  });
  const seconds = (clock.monotonicMs() - begun) / 1000;
  const wrong = played.wrong !== undefined && played.wrong.length > 0;
  return { ...replayReport(played, { gameId, page, seconds }), exitCode: wrong ? EXIT.failed : EXIT.ok };
}

async function takePhoto(client: Client, gameId: string, photo: PlannedPhoto, source: PhotoSource) {
  if (source.upload) return (await uploadPhoto(client, gameId, join(source.folder, photo.file))).capture_id;
  const body = { trigger_camera: true };
  return (await client.call(createCapture, { params: { id: gameId }, query: {}, body })).capture_id;
}
