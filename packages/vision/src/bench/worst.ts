import { reasonSentence } from "../decide/reasons.ts";
import { boardPicture, drawLayers } from "../layers/layers.ts";
import type { Picture } from "../layers/picture.ts";
import { encodeJpeg } from "../node/encode.ts";
import type { ComparedPictures } from "../observe/observe.ts";
import type { Observation, ReasonCode } from "../types.ts";
import type { MoveReport } from "./report.ts";

/** A case worth looking at, with pictures that stand alone in a page. */
export interface WorstCase {
  readonly dir: string;
  readonly perturb: string | null;
  readonly report: MoveReport;
  /** One sentence per reason. */
  readonly reasons: readonly string[];
  /** Pictures by name, as `data:` addresses; empty where the photo was refused before it was laid flat. */
  readonly pictures: Readonly<Record<string, string>>;
  /** Score and status of every cell as SVG, over the rectified picture. */
  readonly cells: string;
}

/** What {@link WorstCases.add} is told. */
export interface CaseSeen {
  readonly dir: string;
  readonly perturb: string | null;
  readonly report: MoveReport;
  readonly observation: Observation;
  readonly pictures: ComparedPictures | undefined;
}

/** Keeps the cases that went worst; pictures are drawn only of those. */
export interface WorstCases {
  add(seen: CaseSeen): Promise<void>;
  /** Worst first. */
  list(): readonly WorstCase[];
}

/** @param most Cases that are kept. */
export function createWorstCases(most: number): WorstCases {
  let kept: { readonly badness: number; readonly worst: WorstCase }[] = [];
  return {
    async add(seen) {
      const badness = badnessOf(seen.report);
      const last = kept.at(-1);
      if (badness === 0 || (kept.length >= most && last && last.badness >= badness)) return;
      kept = [...kept, { badness, worst: await drawCase(seen) }].sort((a, b) => b.badness - a.badness).slice(0, most);
    },
    list: () => kept.map(({ worst }) => worst),
  };
}

/** Sure and wrong is worst, then missed in silence, then wrong but asked, then refused, then asked; 0 is good. */
function badnessOf({ exact, outcome, owners_wrong, confidence }: MoveReport): number {
  const wrong = !exact || owners_wrong.length > 0;
  if (wrong) return { sure: 5, no_change: 4, ask: 3, too_much: 2, retake: 2 }[outcome];
  return outcome === "ask" ? 1 + (1 - confidence) / 2 : 0;
}

async function drawCase({ dir, perturb, report, observation, pictures }: CaseSeen): Promise<WorstCase> {
  const reasons = report.reasons.map((reason) =>
    reasonSentence(reason as ReasonCode, {
      ...(observation.occlusion.blobs[0] ? { side: observation.occlusion.blobs[0].side } : {}),
    }),
  );
  const seen = { dir, perturb, report, reasons };
  if (!pictures) return { ...seen, pictures: {}, cells: "" };
  const layers = drawLayers(observation, pictures);
  return {
    ...seen,
    pictures: {
      before: await address(boardPicture(pictures.reference)),
      rectified: await address(layers.rectified),
      registered: await address(layers.registered),
      heat: await address(layers.heat),
      mask: await address(layers.mask),
    },
    cells: layers.cells,
  };
}

const address = async (picture: Picture): Promise<string> =>
  `data:image/jpeg;base64,${Buffer.from(await encodeJpeg(picture, 80)).toString("base64")}`;
