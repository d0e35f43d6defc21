// `npm run bench [words of a row …]`: every row beside its peer in the same run, as a ratio; medians, because machines
// are small and noisy. `--json` prints one object per row.

import { rows as configRows } from "./config/rows.ts";
import { rows as configFileRows } from "./config-files/rows.ts";
import { rows as lifeRows } from "./life/rows.ts";
import { readRow } from "./platform/http.ts";
import { rows as platformRows } from "./platform/rows.ts";
import { type BenchRow, meets } from "./row.ts";
import { rows as statusRows } from "./status/rows.ts";
import { rows as tabletopRows } from "./tabletop/rows.ts";
import { rows as visionRows } from "./vision/rows.ts";

const json = process.argv.includes("--json");
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const all: readonly BenchRow[] = [
  ...visionRows,
  ...tabletopRows,
  ...platformRows,
  readRow,
  ...statusRows,
  ...configFileRows,
  ...configRows,
  ...lifeRows,
];
const wanted =
  words.length === 0 ? all : all.filter((row) => words.some((word) => `${row.source} ${row.what}`.includes(word)));
if (wanted.length === 0) {
  console.error(`No row matches ${words.join(" ")}.`);
  process.exit(5);
}

const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
if (!json)
  console.log(
    "source          what                                               ours        peer       ratio   target\n",
  );
let missed = 0;
for (const row of wanted) {
  const figures = await row.measure();
  const target = `${row.target.kind === "at most" ? "≤" : "≥"} ${row.target.value}${row.target.of === "ratio" ? " ×" : ` ${row.unit}`}`;
  if ("notRun" in figures) {
    console.log(
      json
        ? JSON.stringify({ source: row.source, what: row.what, not_run: figures.notRun })
        : `${row.source}  ○ ${row.what}: not run, ${figures.notRun}`,
    );
    continue;
  }
  const met = meets(row, figures);
  if (!met) missed += 1;
  const ratio = figures.ours / figures.peer;
  if (json)
    console.log(
      JSON.stringify({
        source: row.source,
        what: row.what,
        unit: row.unit,
        ours: figures.ours,
        peer: figures.peer,
        peer_name: row.peer,
        ratio,
        target,
        met,
        note: figures.note,
      }),
    );
  else
    console.log(
      `${row.source.padEnd(14)}  ${met ? "●" : "✕"} ${row.what.padEnd(48)} ${figure(figures.ours).padStart(8)} ${row.unit.padEnd(3)} ${figure(figures.peer).padStart(8)} ${row.unit.padEnd(3)} ${figure(ratio).padStart(6)}   ${target}   (${row.peer}${figures.note ? `; ${figures.note}` : ""})`,
    );
}
if (!json) console.log(missed === 0 ? "\nEvery target is met." : `\n${missed} targets are not met.`);
process.exit(0);
