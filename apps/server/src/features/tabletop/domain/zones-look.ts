import {
  type GameState,
  type Move,
  type PackManifest,
  playerKey,
  playerLabel,
  type RuleModule,
  type SimpleMove,
  type Table,
  type ZoneSpec,
  type ZonesSpec,
} from "@wopr/games";
import { decideZones, type Homography, type Quality, reasonSentence, type ZonesObservation } from "@wopr/vision";
import type { Outcome, ProposalCell, ProposalContent, Proposed } from "./proposal.ts";
import type { AskedQuestion } from "./questions.ts";
import { regionOfPolygon } from "./zone-regions.ts";

/** What was measured on a photo of a board of zones by comparing it with another. */
export interface ZonesLook {
  readonly kind: "zones";
  readonly observation: ZonesObservation;
  readonly image: { readonly width: number; readonly height: number };
  readonly referenceCaptureId: string;
  /** What was believed to lie on the board in the reference photo. */
  readonly referenceState: GameState;
}

/** What was read of a first photo. */
export interface ZonesRead {
  readonly quality: Quality;
  readonly image: { readonly width: number; readonly height: number };
  readonly imageToBoard: Homography;
  /** `counts[zone][player_n]`: a guess, because touching pieces merge. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly coloursKnown: boolean;
}

/** The game a photo is held against. */
export interface ZonesBase {
  readonly state: GameState;
  readonly rules: RuleModule;
  readonly manifest: PackManifest;
  readonly table: Table;
  readonly lastMove: number;
}

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const zonesOf = ({ board }: PackManifest): ZonesSpec =>
  board?.kind === "zones" ? board : { kind: "zones", zones: [] };

/** An observation as if it had been compared with another position than the one of its reference photo. */
function rebased({ observation, referenceState }: ZonesLook, state: GameState): ZonesObservation {
  const zones = observation.zones.map(({ zone, changes }) => ({
    zone,
    changes: changes.map((change) => {
      const before = state.zones?.[zone]?.[playerKey(change.player)] ?? 0;
      return { ...change, before, delta: change.after - before };
    }),
  }));
  const tracks = observation.tracks
    .map((seen) => ({ ...seen, before: state.tracks?.[seen.track]?.[playerKey(seen.player)] ?? 0 }))
    .filter(({ before, after }) => after === null || after !== before);
  return {
    ...observation,
    zones: withDrift(zones, referenceState.zones ?? {}, state.zones ?? {}),
    tracks: [...tracks, ...trackDrift(tracks, referenceState.tracks ?? {}, state.tracks ?? {})],
  };
}

type Zones = ZonesObservation["zones"];

/** Counts that were changed without a photo, while the photo shows them as they were. */
function withDrift(seen: Zones, reference: Counts, state: Counts): Zones {
  const drifted = Object.keys({ ...reference, ...state }).flatMap((zone) => {
    const keys = Object.keys({ ...reference[zone], ...state[zone] });
    const changes = keys.flatMap((key) => {
      const [shown, believed] = [reference[zone]?.[key] ?? 0, state[zone]?.[key] ?? 0];
      const player = Number(key.slice("player_".length));
      const known = seen.some((one) => one.zone === zone && one.changes.some((change) => change.player === player));
      if (shown === believed || known) return [];
      return [{ player, before: believed, after: shown, delta: shown - believed, blobs: 0, range: null }];
    });
    return changes.length > 0 ? [{ zone, changes }] : [];
  });
  return [...seen, ...drifted];
}

function trackDrift(seen: ZonesObservation["tracks"], reference: Counts, state: Counts): ZonesObservation["tracks"] {
  return Object.keys(reference).flatMap((track) =>
    Object.entries(reference[track] ?? {}).flatMap(([key, shown]) => {
      const believed = state[track]?.[key] ?? 0;
      const player = Number(key.slice("player_".length));
      const known = seen.some((one) => one.track === track && one.player === player);
      return shown === believed || known ? [] : [{ track, player, before: believed, after: shown }];
    }),
  );
}

/** The single changes a photo shows, with counts people gave where it could not tell. */
function partsOf(observation: ZonesObservation, answers: Readonly<Record<string, string>>): readonly SimpleMove[] {
  const counts = observation.zones.flatMap(({ zone, changes }) =>
    changes.flatMap(({ player, before, after }): readonly SimpleMove[] => {
      const answer = answers[`count:${zone}:${playerKey(player)}`];
      const delta = (answer === undefined ? after : Number(answer)) - before;
      return delta === 0 ? [] : [{ kind: "count", player, zone, delta }];
    }),
  );
  const steps = observation.tracks.flatMap(({ track, player, before, after }): readonly SimpleMove[] => {
    const answer = answers[`track:${track}:${playerKey(player)}`];
    const to = answer === undefined ? after : Number(answer);
    return to === null || to === before ? [] : [{ kind: "track", player, track, to }];
  });
  return [...counts, ...steps];
}

/** One move of all changes; null when there are none. */
function moveOf(parts: readonly SimpleMove[], state: GameState): Move | null {
  const [first] = parts;
  if (!first) return null;
  if (parts.length === 1) return first;
  const mover =
    parts.find(({ player }) => player === state.turnPlayer)?.player ?? state.turnPlayer ?? first.player ?? 1;
  return { kind: "composite", player: mover, parts };
}

/** The move people agreed to, with their answers; null when nothing changed. */
export const zonesMove = (look: ZonesLook, state: GameState, answers: Readonly<Record<string, string>>): Move | null =>
  moveOf(partsOf(rebased(look, state), answers), state);

/** Decides what a photo of a board of zones means in the present position. Pure. */
export function concludeZones(look: ZonesLook, base: ZonesBase): Proposed {
  const { state, rules, table, manifest, lastMove } = base;
  const observation = rebased(look, state);
  const { outcome, reasons, questions } = decideZones(observation);
  const parts = partsOf(observation, {});
  const proposes = outcome === "sure" || outcome === "ask";
  const believed = proposes ? moveOf(parts, state) : null;
  const pass = outcome === "no_change" && manifest.moves.includes("pass") ? passOf(state, table) : null;
  const move = believed ?? pass;
  const moveText = move && rules.describe(state, move, table);
  const sure = outcome === "sure" ? 0.995 : outcome === "no_change" ? 0.99 : outcome === "ask" ? 0.6 : 0;
  const content: ProposalContent = {
    text: headline(outcome, moveText, lastMove, reasons[0], observation),
    move,
    moveText,
    alternatives: believed && moveText !== null ? [{ move: believed, text: moveText, probability: sure }] : [],
    cells: cellsOf(look, observation, base),
    unexplained: [],
    questions: questions.map((question) => asked(question, manifest, table)),
    reasons: reasons.map((code) => ({ code, text: reasonText(code, lastMove, observation) })),
    verdicts: believed ? rules.check(state, believed, table) : [],
    confidence: sure,
    position: null,
  };
  return { outcome, content };
}

function passOf(state: GameState, table: Table): Move | null {
  const player = state.turnPlayer ?? table.players[0]?.seat;
  return player === undefined ? null : { kind: "pass", player };
}

type Reasons = ReturnType<typeof decideZones>["reasons"];

function reasonText(code: Reasons[number], lastMove: number, { occlusion }: ZonesObservation): string {
  if (code === "nothing_changed") return nothingChanged(lastMove);
  const side = occlusion.blobs[0]?.side;
  return reasonSentence(code, side ? { side } : {});
}

function headline(
  outcome: Outcome,
  moveText: string | null,
  lastMove: number,
  reason: Reasons[number] | undefined,
  observation: ZonesObservation,
): string {
  if (outcome === "no_change") return nothingChanged(lastMove);
  if (outcome === "retake") return reasonText(reason ?? "low_confidence", lastMove, observation);
  if (outcome === "too_much") return "Many areas changed. Several moves?";
  return moveText ?? "Something changed. How many pieces are there now?";
}

const nothingChanged = (lastMove: number) =>
  lastMove === 0 ? "Nothing changed since the set-up." : `Nothing changed since move ${lastMove}.`;

const MAX_LENGTH = 80;

/** "Amber in The dispute: 3 or 4?" */
function asked(
  question: ReturnType<typeof decideZones>["questions"][number],
  manifest: PackManifest,
  table: Table,
): AskedQuestion {
  const [, id = "", key = ""] = question.id.split(":");
  const name = nameOf(manifest, id);
  const values = question.options.map(({ value }) => value);
  const who = playerLabel(table, Number(key.slice("player_".length)));
  const text = `${who} in ${name}: ${values.slice(0, -1).join(", ")} or ${values.at(-1)}?`;
  return {
    id: question.id,
    text: text.length <= MAX_LENGTH ? text : `How many of ${who} are there?`.slice(0, MAX_LENGTH),
    kind: "number",
    options: values.map((value) => ({ value, label: value })),
    cells: [id],
  };
}

const nameOf = (manifest: PackManifest, id: string): string =>
  zonesOf(manifest).zones.find((zone) => zone.id === id)?.name ?? id;

/** Every zone that changed or may have, with where it lies in the photo. */
function cellsOf(look: ZonesLook, observation: ZonesObservation, { manifest }: ZonesBase): readonly ProposalCell[] {
  const { zones } = zonesOf(manifest);
  const counts = observation.zones.map(({ zone, changes }) => ({
    id: zone,
    before: changes.map(({ player, before }) => `${playerKey(player)} ${before}`).join(", "),
    after: changes
      .map(({ player, after, range }) => `${playerKey(player)} ${range ? `${range[0]}–${range[1]}` : after}`)
      .join(", "),
    sure: changes.every(({ range }) => range === null),
  }));
  const steps = observation.tracks.map(({ track, player, before, after }) => ({
    id: track,
    before: `${playerKey(player)} ${before}`,
    after: `${playerKey(player)} ${after ?? "?"}`,
    sure: after !== null,
  }));
  return [...counts, ...steps].map(({ id, before, after, sure }) => ({
    cell: id,
    before: before || "0",
    after: after || "0",
    score: 0,
    confidence: sure ? 0.99 : 0.5,
    region: regionOfZone(zones, id, observation.imageToBoard, look.image),
  }));
}

const regionOfZone = (
  zones: readonly ZoneSpec[],
  id: string,
  map: Homography,
  image: { readonly width: number; readonly height: number },
) => {
  const zone = zones.find((candidate) => candidate.id === id);
  return regionOfPolygon(zone?.polygon ?? zone?.stops ?? [], map, image);
};

/** What to show people of the set-up photo of a board of zones. */
export function proposeZonesSetup(
  read: ZonesRead,
  base: Omit<ZonesBase, "rules" | "lastMove">,
  useAnyway: boolean,
): Proposed & { readonly content: ProposalContent & { readonly counts: Counts } } {
  const { manifest, state, table } = base;
  const flaw = useAnyway ? undefined : read.quality.verdicts.find((verdict) => verdict !== "frozen");
  const fixed = manifest.setup === "fixed";
  const counts = fixed ? (state.zones ?? {}) : read.counts;
  const empty: ProposalContent = {
    text: "",
    move: null,
    moveText: null,
    alternatives: [],
    cells: [],
    unexplained: [],
    questions: [],
    reasons: [],
    verdicts: [],
    confidence: 0,
    position: null,
  };
  if (flaw) {
    const reasons = [{ code: flaw, text: reasonSentence(flaw) }];
    return { outcome: "retake", content: { ...empty, text: reasonSentence(flaw), reasons, counts: {} } };
  }
  const { zones } = zonesOf(manifest);
  const odd = fixed && read.coloursKnown ? differing(state.zones ?? {}, read.counts, zones) : [];
  const shown = fixed ? odd : Object.keys(read.counts);
  return {
    outcome: "setup",
    content: {
      ...empty,
      text: setupText(fixed, odd, read.counts, manifest, table),
      cells: shown.map((zone) => ({
        cell: zone,
        before: countWords(state.zones?.[zone]),
        after: countWords(read.counts[zone]),
        score: 0,
        confidence: 0.5,
        region: regionOfZone(zones, zone, read.imageToBoard, read.image),
      })),
      reasons: [{ code: "setup", text: "The set-up is the ground of the whole game, so a person confirms it." }],
      confidence: odd.length === 0 ? 0.5 : 0,
      counts,
    },
  };
}

/** Zones whose guess is not what the start says; a guess may be one off where pieces touch. */
const differing = (start: Counts, read: Counts, zones: readonly ZoneSpec[]): readonly string[] =>
  zones
    .filter(({ kind, polygon }) => kind === "count" && polygon !== undefined)
    .map(({ id }) => id)
    .filter((id) =>
      Object.keys({ ...start[id], ...read[id] }).some(
        (key) => Math.abs((start[id]?.[key] ?? 0) - (read[id]?.[key] ?? 0)) > 1,
      ),
    );

function setupText(
  fixed: boolean,
  odd: readonly string[],
  counts: Counts,
  manifest: PackManifest,
  table: Table,
): string {
  const names = odd.map((id) => nameOf(manifest, id));
  if (fixed && odd.length === 0) return "The start position is there. Begin?";
  if (fixed) return `Not as at the start: ${names.slice(0, 4).join(", ")}. Begin all the same?`;
  const totals = table.players.map(({ seat }) => {
    const total = Object.values(counts).reduce((sum, zone) => sum + (zone[playerKey(seat)] ?? 0), 0);
    return `${playerLabel(table, seat)} ${total}`;
  });
  return `Counted on the board: ${totals.join(", ")}. Is that right?`;
}

const countWords = (counts: Readonly<Record<string, number>> | undefined): string =>
  Object.entries(counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([key, count]) => `${key} ${count}`)
    .join(", ") || "empty";
