import { type ProposalWire, readState, setCalibration, setPalette } from "@wopr/contracts";
import { CliErrors } from "../errors.ts";
import type { CornersOption } from "../game/options.ts";
import { waitForProposal } from "../game/wait-for-proposal.ts";
import { type Acted, currentAbout, enterByHand, type How, settle, type Table } from "./act.ts";
import { byHand } from "./decide.ts";
import type { PlannedPhoto, ReplayPlan } from "./plan.ts";
import { type CellChange, changesBetween, fromBoardWire, makes, type Position } from "./position.ts";

/** One photo as it went. */
export interface PlayedPhoto {
  readonly file: string;
  readonly outcome: ProposalWire["outcome"];
  readonly text: string;
  readonly confidence: number;
  readonly seconds: number;
  readonly how: How;
  /** Whether the proposed move is exactly what happened; null for the set-up and where no truth is written down. */
  readonly exact: boolean | null;
}

/** A replay as it ended. */
export interface Played {
  readonly photos: readonly PlayedPhoto[];
  /** Cells that differ from the truth; absent where no truth is written down. */
  readonly wrong: readonly CellChange[] | undefined;
}

/** What playing needs besides the server. */
export interface PlayDeps {
  readonly table: Table;
  readonly page: string;
  /** Has a photo taken or sent. @returns Id of the capture. */
  take(photo: PlannedPhoto): Promise<string>;
  /** Size of a photo as it is seen upright, pixels. */
  sizeOf(photo: PlannedPhoto): Promise<{ readonly width: number; readonly height: number }>;
  onStage(photo: PlannedPhoto, stage: string, share: number): void;
  onPlayed(played: PlayedPhoto): void;
  /** The server knows corners and colours already, as with a sample game. */
  readonly prepared?: boolean;
}

/** Pieces of one colour that are shown to the server as what this colour looks like. */
const SAMPLES_PER_SEAT = 12;

/** Plays a recorded game on a server, photo by photo, as a person at the table would who knows the truth. */
export async function playReplay(plan: ReplayPlan, deps: PlayDeps): Promise<Played> {
  const { table } = deps;
  const { grid, photos } = plan;
  const params = { id: table.gameId };
  const learned = new Set<number>();
  const played: PlayedPhoto[] = [];
  let agreed: Position = new Map();

  const learn = async (captureId: string, position: Position): Promise<boolean> => {
    const samples = samplesFor(position, learned);
    if (samples.length === 0 || deps.prepared) return false;
    await table.client.call(setPalette, { params, body: { capture_id: captureId, samples } });
    for (const { player } of samples) learned.add(player);
    return true;
  };

  /** Shows the server the colours of the set-up photo. @returns Whether there was anything to show. */
  const teach = async (captureId: string): Promise<boolean> => {
    const { truth } = photos[0] ?? {};
    if (truth) return learn(captureId, truth);
    if (!plan.taps) return false;
    await table.client.call(setPalette, { params, body: { capture_id: captureId, samples: [...plan.taps] } });
    return true;
  };

  for (const [i, photo] of photos.entries()) {
    if (photo.corners && !deps.prepared) await calibrate(table, photo.corners, await deps.sizeOf(photo));
    const before = agreed;
    const captureId = await deps.take(photo);
    const onStage = (stage: string, share: number) => deps.onStage(photo, stage, share);
    const { clock } = table;
    const seen = await waitForProposal(table.client, { gameId: table.gameId, captureId }, { clock, onStage });
    if (seen.capture.status === "failed")
      throw CliErrors.failed({ why: `${photo.file}: ${seen.capture.error?.detail ?? "the photo was not taken."}` });
    const taught = i === 0 && (await teach(captureId));
    const proposal = taught ? await currentAbout(table, captureId) : seen.proposal;

    const sameAgain = isSameAgain(grid, photo, photos[i + 1]);
    const hidden = photo.hidden === true;
    const moment = { grid, agreed, truth: photo.truth, sameAgain, hidden, pieceType: plan.pieceType };
    const acted = proposal
      ? await settle(table, proposal, moment, { file: photo.file, page: deps.page })
      : await withoutProposal(table, photo, { grid, agreed }, seen.capture.error?.detail, deps.page);
    if (acted.state) agreed = fromBoardWire(grid, acted.state.board_state);
    // The server learns from agreed photos by itself; only a colour nobody has shown it yet is pointed out.
    if (acted.state && i > 0 && photo.truth) await learn(captureId, agreed);

    const line: PlayedPhoto = {
      file: photo.file,
      outcome: proposal?.outcome ?? "failed",
      text: proposal?.text ?? seen.capture.error?.detail ?? "Nothing was read from this photo.",
      confidence: proposal?.confidence ?? 0,
      seconds: Math.round(seen.tookMs / 10) / 100,
      how: acted.how,
      exact: judge(photo, proposal, i === 0 || !photo.truth ? undefined : changesBetween(grid, before, photo.truth)),
    };
    played.push(line);
    deps.onPlayed(line);
  }

  const state = await table.client.call(readState, { params, query: {} });
  const truth = photos.at(-1)?.truth;
  const wrong = truth && changesBetween(grid, fromBoardWire(grid, state.board_state), truth);
  return { photos: played, wrong };
}

const isSameAgain = (grid: ReplayPlan["grid"], photo: PlannedPhoto, next: PlannedPhoto | undefined): boolean =>
  photo.truth !== undefined && next?.truth !== undefined && changesBetween(grid, photo.truth, next.truth).length === 0;

/** Whether a photo was read as what it shows; null where that cannot be said. */
function judge(
  { hidden }: PlannedPhoto,
  proposal: ProposalWire | null,
  changes: readonly CellChange[] | undefined,
): boolean | null {
  if (hidden) return proposal?.outcome === "retake" || proposal?.outcome === "too_much";
  if (!changes) return null;
  if (proposal?.outcome === "no_change") return changes.length === 0;
  return proposal?.move ? makes(proposal.move, changes) : false;
}

/** Cells that show what the colours look like; none while the server has been shown every colour on the board. */
function samplesFor(position: Position, learned: ReadonlySet<number>): { player: number; cell: string }[] {
  const bySeat = new Map<number, string[]>();
  for (const [cell, seat] of position) if (seat !== 0) bySeat.set(seat, [...(bySeat.get(seat) ?? []), cell]);
  if ([...bySeat.keys()].every((seat) => learned.has(seat))) return [];
  return [...bySeat].flatMap(([player, cells]) => cells.slice(0, SAMPLES_PER_SEAT).map((cell) => ({ player, cell })));
}

async function calibrate(
  { client, gameId }: Table,
  corners: CornersOption,
  image: { readonly width: number; readonly height: number },
): Promise<void> {
  const body = { kind: "corners" as const, corners: [...corners], image: { ...image } };
  await client.call(setCalibration, { params: { id: gameId }, query: {}, body });
}

/** A photo nothing was read from: the move is entered by hand where the truth says what it was. */
async function withoutProposal(
  table: Table,
  photo: PlannedPhoto,
  { grid, agreed }: { readonly grid: ReplayPlan["grid"]; readonly agreed: Position },
  why: string | undefined,
  page: string,
): Promise<Acted> {
  const changes = photo.truth ? changesBetween(grid, agreed, photo.truth) : [];
  const decision = byHand(changes);
  if (decision.kind === "correct") return enterByHand(table, decision);
  if (photo.truth) return { how: "ignored", state: undefined };
  throw CliErrors.question_open({ file: photo.file, question: why ?? "What happened here?", url: page });
}
