import type { Client } from "@wopr/client";
import { agreeProposal, createCapture, type GameWire, type ProposalWire, readGame, readState } from "@wopr/contracts";
import { findSample, loadSample, type SamplePhoto } from "@wopr/games/samples";
import { waitForProposal } from "../game/wait-for-proposal.ts";
import type { Outside } from "../outside.ts";

type Counts = Record<string, Record<string, number>>;

/** What became of one photo of a sample. */
interface Shown {
  readonly file: string;
  readonly outcome: string;
  readonly text: string;
  /** Whether it was read as it really is, without a question. */
  readonly right: boolean;
}

/**
 * Plays a shipped sample photo by photo: what is sure is agreed to, what is asked is answered from the sample's own truth.
 *
 * @returns One line per photo.
 */
export async function playShipped(
  outside: Outside,
  client: Client,
  game: GameWire,
  id: string,
): Promise<readonly Shown[]> {
  const sample = findSample(id);
  const photos = sample ? (await loadSample(sample)).photos : [];
  const params = { id: game.id };
  const shown: Shown[] = [];
  const truth: { zones: Counts; tracks: Counts } = { zones: {}, tracks: {} };
  for (const photo of photos) {
    outside.interrupted.throwIfAborted();
    const begun = await client.call(createCapture, { params, query: {}, body: { trigger_camera: true } });
    const ids = { gameId: game.id, captureId: begun.capture_id };
    const { proposal } = await waitForProposal(client, ids, { clock: outside.clock });
    if (!proposal) {
      shown.push({ file: photo.file, outcome: "failed", text: "nothing was read", right: false });
      continue;
    }
    if (photo.about !== "hand") {
      const { board_state } = await client.call(readState, { params, query: {} });
      truth.zones = { ...board_state.zones };
      truth.tracks = { ...board_state.tracks };
      carryOut(truth, photo);
      const { head_seq } = await client.call(readGame, { params });
      const body = { expected_seq: head_seq, ...consentTo(proposal, photo, truth) };
      await client.call(agreeProposal, { params: { ...params, pid: proposal.id }, body });
    }
    const { outcome, text } = proposal;
    const right = photo.about === "hand" ? outcome === "retake" : outcome === "sure" || outcome === "setup";
    const line = { file: photo.file, outcome, text, right };
    shown.push(line);
    outside.terminal.status(`${line.file}  ${line.outcome}  ${line.text}`);
  }
  return shown;
}

function carryOut(truth: { zones: Counts; tracks: Counts }, { changes = [] }: SamplePhoto): void {
  for (const change of changes) {
    const key = `player_${change.player}`;
    if (change.kind === "count") {
      const zone = truth.zones[change.zone] ?? {};
      truth.zones[change.zone] = { ...zone, [key]: (zone[key] ?? 0) + change.delta };
    } else if (change.kind === "track")
      truth.tracks[change.track] = { ...truth.tracks[change.track], [key]: change.to };
  }
}

/** What the person who played it would say. */
function consentTo(proposal: ProposalWire, photo: SamplePhoto, truth: { zones: Counts; tracks: Counts }) {
  if (proposal.questions.length === 0) return {};
  if (photo.uci !== undefined) {
    const uci = photo.uci;
    const found = [proposal.move, ...proposal.alternatives.map(({ move }) => move)].find(
      (move) => move !== null && "uci" in move && move.uci === uci,
    );
    const { text: _, ...move } = found ?? { ...typed(uci, photo.player ?? 1), text: "" };
    return { move };
  }
  const answers = proposal.questions.map(({ id, options }) => {
    const [kind, name = "", key = ""] = id.split(":");
    const known = kind === "track" ? truth.tracks[name]?.[key] : truth.zones[name]?.[key];
    return [id, kind === "count" || kind === "track" ? String(known ?? 0) : (options[0]?.value ?? "")] as const;
  });
  return { answers: Object.fromEntries(answers) };
}

/** A ply typed in by hand, where the photo gave no reading of it. */
const typed = (uci: string, player: number) =>
  ({ kind: "move", player, from: uci.slice(0, 2), to: uci.slice(2, 4), uci }) as const;
