import type { Base, GameState, Move, PackManifest, RuleModule, SimpleMove, Table } from "@wopr/games";
import { playerKey } from "@wopr/games";
import { decideTable, type Homography, invert, mapPoint, reasonSentence, type TableObservation } from "@wopr/vision";
import type { Outcome, ProposalCell, ProposalContent, Proposed } from "./proposal.ts";
import type { AskedQuestion } from "./questions.ts";

/** What was measured on a photo of a table by comparing it with another. */
export interface TableLook {
  readonly kind: "table";
  readonly observation: TableObservation;
  /** Photo → virtual cells, as calibrations have it. */
  readonly imageToCells: Homography;
  readonly image: { readonly width: number; readonly height: number };
  readonly referenceCaptureId: string;
  /** What was believed to stand on the table in the reference photo. */
  readonly referenceState: GameState;
}

/** The game a photo is held against. */
export interface TableBaseline {
  readonly state: GameState;
  readonly rules: RuleModule;
  readonly manifest: PackManifest;
  readonly table: Table;
  readonly lastMove: number;
}

type Answers = Readonly<Record<string, string>>;

/** Bases nearer than this to where they are believed to stand have not moved, millimetres. */
const STILL_MM = 6;

/** The relocations a photo shows, with what people said where it was unclear which base went where. */
function partsOf(look: TableLook, state: GameState, answers: Answers): readonly SimpleMove[] {
  const { parts } = decideTable(look.observation, look.referenceState.bases ?? []);
  return parts.flatMap((part): readonly SimpleMove[] => {
    if (part.kind !== "relocate") return [];
    const id = answers[`base:${part.base_id}`] ?? part.base_id;
    const known = state.bases?.find((base) => base.id === id);
    if (!known || Math.hypot(known.x - part.to.x, known.y - part.to.y) < STILL_MM) return [];
    return [{ ...part, base_id: id, player: known.player ?? part.player }];
  });
}

function moveOf(parts: readonly SimpleMove[], state: GameState): Move | null {
  const [first] = parts;
  if (!first) return null;
  if (parts.length === 1) return first;
  return { kind: "composite", player: first.player ?? state.turnPlayer ?? 1, parts };
}

/** The move people agreed to; null when nothing moved. */
export const tableMove = (look: TableLook, state: GameState, answers: Answers): Move | null =>
  moveOf(partsOf(look, state, answers), state);

/** Decides what a photo of a table means in the present position. Pure. */
export function concludeTable(look: TableLook, base: TableBaseline): Proposed {
  const { state, rules, table, manifest, lastMove } = base;
  const { observation } = look;
  const decided = decideTable(observation, look.referenceState.bases ?? []);
  const parts = partsOf(look, state, {});
  const outcome: Outcome = decided.outcome === "sure" && parts.length === 0 ? "no_change" : decided.outcome;
  const believed = outcome === "sure" || outcome === "ask" ? moveOf(parts, state) : null;
  const player = state.turnPlayer ?? table.players[0]?.seat;
  const mayPass = outcome === "no_change" && manifest.moves.includes("pass") && player !== undefined;
  const move: Move | null = believed ?? (mayPass ? { kind: "pass", player } : null);
  const moveText = move && rules.describe(state, move, table);
  const confidence = outcome === "sure" ? 0.99 : outcome === "ask" ? 0.6 : outcome === "no_change" ? 0.99 : 0;
  const nothing = lastMove === 0 ? "Nothing changed since the set-up." : `Nothing changed since move ${lastMove}.`;
  const reasonText = (code: (typeof decided.reasons)[number]) =>
    code === "nothing_changed" ? nothing : reasonSentence(code, sideOf(observation));
  const content: ProposalContent = {
    text:
      outcome === "no_change"
        ? nothing
        : outcome === "retake"
          ? reasonText(decided.reasons[0] ?? "low_confidence")
          : outcome === "too_much"
            ? "Many bases moved. Several moves?"
            : (moveText ?? "Something changed on the table. What was it?"),
    move,
    moveText,
    alternatives: believed && moveText !== null ? [{ move: believed, text: moveText, probability: confidence }] : [],
    cells: movedBases(look),
    unexplained: [],
    questions: decided.questions.map((question) => asked(question, state)),
    reasons: decided.reasons.map((code) => ({ code, text: reasonText(code) })),
    verdicts: believed ? rules.check(state, believed, table) : [],
    confidence,
    position: null,
  };
  return { outcome, content };
}

const sideOf = ({ occlusion }: TableObservation) => {
  const side = occlusion.blobs[0]?.side;
  return side ? { side } : {};
};

const LABELS: Readonly<Record<string, string>> = {
  removed: "It was taken away",
  hidden: "It is only hidden",
  new: "A new one",
  ignore: "Ignore it",
};

/** "Which of these two moved?" */
function asked({ id, options }: ReturnType<typeof decideTable>["questions"][number], state: GameState): AskedQuestion {
  const [kind, name = ""] = id.split(/:(.*)/s);
  const text =
    kind === "base"
      ? `Which base moved: ${name}?`
      : kind === "gone"
        ? `Where is ${name}?`
        : `What stands at ${name} mm?`;
  const known = (value: string) => state.bases?.some((base) => base.id === value) ?? false;
  return {
    id,
    text: text.slice(0, 80),
    kind: "choice",
    options: options.map(({ value }) => ({ value, label: LABELS[value] ?? value })),
    cells: known(name) ? [name] : [],
  };
}

/** Every base that moved or is missed, with where it lies in the photo. */
function movedBases({ observation, referenceState, image }: TableLook): readonly ProposalCell[] {
  const toImage = invert(observation.imageToTable);
  return observation.tracks
    .filter(({ status }) => status !== "still")
    .map(({ id, xMm, yMm, rMm, status, support, sigmaMm }) => {
      const before = referenceState.bases?.find((base) => base.id === id);
      const owner = before?.player ? `${playerKey(before.player)} ` : "";
      const box = [
        [xMm - rMm, yMm - rMm],
        [xMm + rMm, yMm + rMm],
      ].map(([x = 0, y = 0]) => (toImage && mapPoint(toImage, [x, y])) ?? [0, 0]);
      const [[left = 0, top = 0] = [], [right = 0, bottom = 0] = []] = box;
      const inside = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
      return {
        cell: id,
        before: before ? `${owner}${Math.round(before.x)}, ${Math.round(before.y)} mm` : "unknown",
        after:
          status === "gone" ? "not seen" : `${Math.round(xMm)}, ${Math.round(yMm)} ± ${(2 * sigmaMm).toFixed(1)} mm`,
        score: 0,
        confidence: Math.round(Math.min(1, support) * 1000) / 1000,
        region: [
          inside(Math.min(left, right), image.width),
          inside(Math.min(top, bottom), image.height),
          Math.max(1, Math.round(Math.abs(right - left))),
          Math.max(1, Math.round(Math.abs(bottom - top))),
        ] as const,
      };
    });
}

/** What to show people of the set-up photo of a table: the bases are entered by hand, the photo is the first to compare with. */
export function proposeTableSetup(bases: readonly Base[]): Proposed {
  const text =
    bases.length > 0
      ? `${bases.length} bases stand where the game begins. Begin?`
      : "Say where the bases stand, then agree to this photo.";
  return {
    outcome: "setup",
    content: {
      text,
      move: null,
      moveText: null,
      alternatives: [],
      cells: [],
      unexplained: [],
      questions: [],
      reasons: [{ code: "setup", text: "The set-up is the ground of the whole game, so a person confirms it." }],
      verdicts: [],
      confidence: bases.length > 0 ? 0.5 : 0,
      position: null,
      counts: {},
    },
  };
}
