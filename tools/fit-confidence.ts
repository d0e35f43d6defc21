/**
 * Fits the confidence of proposals: `node tools/fit-confidence.ts [--cases N] [--samples FILE]`.
 *
 * Plays rendered games of every kind and, when it is there, the one recorded game numbers may be fitted on; fits a
 * logistic model of "the best hypothesis is exactly right" and writes its coefficients.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rulesForRecording } from "@wopr/games";
import { systemClock } from "@wopr/kernel";
import { benchFolders, PERTURBATIONS } from "@wopr/vision/bench";
import { BED_KINDS, BED_LIGHTS, bedCase } from "../packages/vision/src/bed.testing.ts";
import { confidenceFeatures } from "../packages/vision/src/decide/confidence.ts";
import { confidenceFacts } from "../packages/vision/src/decide/decide.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RECORDED = here("../../shared/data/tabletop/qwirkle-game1");
const TARGET = here("../packages/vision/src/decide/confidence-coefficients.ts");

interface Sample {
  readonly features: readonly number[];
  readonly right: boolean;
}

const { values } = parseArgs({ options: { cases: { type: "string", default: "40" }, samples: { type: "string" } } });
const samples =
  values.samples && existsSync(values.samples) ? read(values.samples) : await collect(Number(values.cases));
if (values.samples) writeFileSync(values.samples, JSON.stringify(samples));
const { intercept, weights } = regress(samples);
writeFileSync(
  TARGET,
  `import type { ConfidenceCoefficients } from "./confidence.ts";

/** Written by \`tools/fit-confidence.ts\`; do not edit. One set per pipeline version. */
export const CONFIDENCE_COEFFICIENTS: ConfidenceCoefficients = {
  intercept: ${intercept},
  weights: [${weights.join(", ")}],
};
`,
);
report(samples, intercept, weights);

function read(file: string): readonly Sample[] {
  return JSON.parse(readFileSync(file, "utf8")) as readonly Sample[];
}

async function collect(cases: number): Promise<readonly Sample[]> {
  const found: Sample[] = [];
  for (let i = 0; i < cases; i += 1) {
    for (const [k, kind] of BED_KINDS.entries()) {
      const seed = 40_000 + i * 10 + k;
      const seen = bedCase(seed, { kind, held: i % 4 === 3, light: BED_LIGHTS[i % BED_LIGHTS.length]! });
      const [best] = seen.inference.ranked;
      if (!best || best.logScore <= 0 || seen.decision.outcome === "retake") continue;
      const pieces = seen.kind === "chess" ? [{ id: "man", name: "Man", footprint: "tall" as const }] : [];
      const facts = confidenceFacts(seen.observation, seen.inference, { maxChangedCells: 7, pieces });
      found.push({ features: confidenceFeatures(facts), right: seen.exact });
    }
  }
  if (!existsSync(RECORDED)) return found;
  await benchFolders([RECORDED], {
    rulesFor: rulesForRecording,
    clock: systemClock,
    perturb: PERTURBATIONS,
    onCase({ observation, inference, report: { exact, owners_wrong } }) {
      const facts = confidenceFacts(observation, inference, { maxChangedCells: 7 });
      if (inference.ranked[0])
        found.push({ features: confidenceFeatures(facts), right: exact && owners_wrong.length === 0 });
    },
  });
  return found;
}

/** Logistic regression by projected gradient: no fact may make a proposal less sure by being better. */
function regress(all: readonly Sample[]): { readonly intercept: number; readonly weights: readonly number[] } {
  const size = all[0]?.features.length ?? 0;
  const w = new Float64Array(size + 1);
  // Where nothing went wrong, weights would grow without end.
  const ridge = 0.02;
  for (let round = 0; round < 40_000; round += 1) {
    const gradient = new Float64Array(size + 1);
    for (const { features, right } of all) {
      const z = w[size]! + features.reduce((sum, f, i) => sum + f * w[i]!, 0);
      const error = (right ? 1 : 0) - 1 / (1 + Math.exp(-z));
      for (let i = 0; i < size; i += 1) gradient[i]! += error * features[i]!;
      gradient[size]! += error;
    }
    for (let i = 0; i <= size; i += 1) {
      const next = w[i]! + (4 / all.length) * (gradient[i]! - ridge * w[i]!);
      w[i] = i < size ? Math.max(0, next) : next;
    }
  }
  const round3 = (v: number) => Math.round(v * 1000) / 1000;
  return { intercept: round3(w[size]!), weights: Array.from(w.slice(0, size), round3) };
}

function report(all: readonly Sample[], intercept: number, weights: readonly number[]): void {
  const seen = all.map(({ features, right }) => ({
    p: 1 / (1 + Math.exp(-features.reduce((sum, f, i) => sum + f * weights[i]!, intercept))),
    right,
  }));
  const bins = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0001];
  const lines = bins.slice(1).map((to, i) => {
    const inside = seen.filter(({ p }) => p >= bins[i]! && p < to);
    const right = inside.filter((s) => s.right).length;
    const mean = inside.reduce((sum, { p }) => sum + p, 0) / Math.max(1, inside.length);
    return { from: bins[i], cases: inside.length, right, mean, gap: Math.abs(right - mean * inside.length) };
  });
  const error = lines.reduce((sum, { gap }) => sum + gap, 0) / seen.length;
  const table = lines.map((l) => `${l.from}: ${l.right} of ${l.cases} right, said ${l.mean.toFixed(3)}`).join("\n");
  process.stdout.write(`${seen.length} proposals\n${table}\nexpected calibration error ${error.toFixed(4)}\n`);
}
