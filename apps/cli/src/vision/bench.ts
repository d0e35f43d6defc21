import { writeFile } from "node:fs/promises";
import { findPack, type Table } from "@wopr/games";
import { type BenchReport, benchFolders, PERTURBATIONS, type RulesFor } from "@wopr/vision/bench";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { progressLine } from "../terminal.ts";
import { benchLines, benchPage } from "./bench-report.ts";

/** Options of `wopr vision bench`. */
export interface BenchOptions {
  readonly json?: boolean;
  readonly perturb: readonly string[];
  readonly same?: boolean;
  readonly report?: string;
}

/** `wopr vision bench DIR…`: measures recorded games; needs no server. */
export async function bench(outside: Outside, options: BenchOptions, dirs: readonly string[]) {
  const { clock, terminal } = outside;
  const begun = clock.monotonicMs();
  const perturb = options.perturb.includes("all") ? PERTURBATIONS : options.perturb;
  const report = await benchFolders(
    dirs.map((dir) => pathFrom(outside.cwd, dir)),
    {
      rulesFor,
      clock,
      perturb,
      mode: options.same ? "same" : "moves",
      onProgress({ dir, perturb: name, done, total }) {
        outside.interrupted.throwIfAborted();
        const left = ((clock.monotonicMs() - begun) / done) * (total - done);
        terminal.status(progressLine(name ?? "photos", done / total, left, dir));
      },
    },
  );
  if (report.totals.cases === 0)
    throw CliErrors.nothing_ran({ why: "Nothing was measured: the folders hold no comparison." });
  if (options.report) await writeFile(pathFrom(outside.cwd, options.report), benchPage(report));
  const saved = options.report ? [`Report: ${options.report}`] : [];
  return { json: report satisfies BenchReport, lines: [...benchLines(report), ...saved], exitCode: EXIT.ok };
}

/** Every folder is measured under the rules of a grid on which any piece may be laid in one move. */
const rulesFor: RulesFor = ({ board, seats, moves, maxChangedCells }) => {
  const pack = findPack("custom_grid");
  if (!pack) throw CliErrors.failed({ why: "The pack custom_grid is missing." });
  const { rows, cols, points, origin, letters, checkered } = board;
  const table: Table = {
    players: seats.map((seat) => ({ seat, name: `Player ${seat}`, color: `colour ${seat}` })),
    options: {
      ...{ rows, cols, points, origin, letters, moves: [...moves], owners: "any", order: "free" },
      ...(checkered ? { checkered } : {}),
      max_changed_cells: Math.max(1, maxChangedCells),
    },
  };
  return { pack, table };
};
