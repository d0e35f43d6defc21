import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rulesForRecording } from "@wopr/games";
import { systemClock } from "@wopr/kernel";
import { benchFolders, PERTURBATIONS } from "@wopr/vision/bench";
import type { BenchRow, Figures, NotRun } from "../row.ts";

const folder = (name: string) => fileURLToPath(new URL(`../../../shared/data/tabletop/${name}`, import.meta.url));
const FIXED_CAMERA = ["qwirkle-game1", "scrabble-game04"].map(folder).filter((dir) => existsSync(dir));

async function exactMoves(perturb: readonly string[]): Promise<Figures | NotRun> {
  if (FIXED_CAMERA.length === 0) return { notRun: "the recorded games (../shared/data) are not here" };
  const report = await benchFolders(FIXED_CAMERA, { rulesFor: rulesForRecording, clock: systemClock, perturb });
  const sets = report.sets.filter((set) => perturb.length > 0 === (set.perturb !== null));
  const sum = (of: (set: (typeof sets)[number]) => number) => sets.reduce((total, set) => total + of(set), 0);
  const sureWrong = sum((set) => set.sure_wrong);
  return {
    ours: sum((set) => set.exact),
    peer: Math.max(
      1,
      sum((set) => set.absdiff30.exact),
    ),
    note: `of ${sum((set) => set.cases)} moves; ${sum((set) => set.asked)} asked, ${sureWrong} sure and wrong`,
  };
}

/** Exact moves on recorded games, beside the algorithm of the source document on the same photos. */
export const accuracyRows: readonly BenchRow[] = [
  {
    source: "vision.md 10",
    what: "exact moves, recorded games, photos as they are",
    peer: "absdiff30",
    target: { kind: "at least", value: 1.5, of: "ratio" },
    unit: "",
    measure: () => exactMoves([]),
  },
  {
    source: "vision.md 10",
    what: "exact moves, recorded games, seven perturbations",
    peer: "absdiff30",
    target: { kind: "at least", value: 3, of: "ratio" },
    unit: "",
    measure: () => exactMoves(PERTURBATIONS),
  },
];
