import { writeFile } from "node:fs/promises";
import { rulesForRecording } from "@wopr/games";
import { type BenchReport, benchFolders, createWorstCases, PERTURBATIONS } from "@wopr/vision/bench";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { progressLine } from "../terminal.ts";
import { benchLines, benchPage } from "./bench-report.ts";

/** Cases a report shows with their pictures. */
const WORST_SHOWN = 20;

/** Options of `wopr vision bench`. */
export interface BenchOptions {
  readonly json?: boolean;
  readonly perturb: readonly string[];
  readonly same?: boolean;
  readonly report?: string;
  readonly layout?: string;
}

/** `wopr vision bench DIR…`: measures recorded games; needs no server. */
export async function bench(outside: Outside, options: BenchOptions, dirs: readonly string[]) {
  const { clock, terminal } = outside;
  const begun = clock.monotonicMs();
  const perturb = options.perturb.includes("all") ? PERTURBATIONS : options.perturb;
  const worst = createWorstCases(options.report ? WORST_SHOWN : 0);
  const report = await benchFolders(
    dirs.map((dir) => pathFrom(outside.cwd, dir)),
    {
      rulesFor: rulesForRecording,
      clock,
      perturb,
      mode: options.same ? "same" : "moves",
      ...(options.report ? { worst } : {}),
      ...(options.layout ? { layout: pathFrom(outside.cwd, options.layout) } : {}),
      onProgress({ dir, perturb: name, done, total }) {
        outside.interrupted.throwIfAborted();
        const left = ((clock.monotonicMs() - begun) / done) * (total - done);
        terminal.status(progressLine(name ?? "photos", done / total, left, dir));
      },
    },
  );
  if (report.totals.cases === 0)
    throw CliErrors.nothing_ran({ why: "Nothing was measured: the folders hold no comparison." });
  if (options.report) await writeFile(pathFrom(outside.cwd, options.report), benchPage(report, worst.list()));
  const saved = options.report ? [`Report: ${options.report}`] : [];
  return { json: report satisfies BenchReport, lines: [...benchLines(report), ...saved], exitCode: EXIT.ok };
}
