import { basename } from "node:path";
import type { BenchReport, SetReport, WorstCase } from "@wopr/vision/bench";
import { tableLines } from "../terminal.ts";

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

const HEAD = [
  "FOLDER",
  "PHOTOS",
  "EXACT",
  "PRECISION",
  "RECALL",
  "ASKED",
  "REFUSED",
  "SURE BUT WRONG",
  "OWNERS",
  "ABSDIFF EXACT",
  "SECONDS",
];

const rowOf = (set: SetReport): readonly string[] => [
  basename(set.dir),
  set.perturb ?? "as they are",
  `${set.exact} of ${set.cases}`,
  percent(set.precision),
  percent(set.recall),
  String(set.asked),
  String(set.refused),
  String(set.sure_wrong),
  set.owner_total > 0 ? `${set.owner_right} of ${set.owner_total}` : "–",
  `${set.absdiff30.exact} of ${set.cases}`,
  Object.values(set.seconds)
    .reduce((sum, seconds) => sum + seconds, 0)
    .toFixed(2),
];

/** A report as a table, followed by every move that was not exact. */
export function benchLines(report: BenchReport): readonly string[] {
  const wrong = report.sets.flatMap((set) =>
    set.moves
      .filter((move) => !move.exact || move.owners_wrong.length > 0)
      .map(
        (move) =>
          `  ${basename(set.dir)}/${move.file}${set.perturb ? ` (${set.perturb})` : ""}: ${move.outcome}, ${whatWasWrong(move)}`,
      ),
  );
  return [
    ...tableLines([HEAD, ...report.sets.map(rowOf)]),
    ...(wrong.length > 0 ? ["", "Not exact:", ...wrong] : []),
    "",
    `${report.totals.exact} of ${report.totals.cases} exact in all, pipeline ${report.pipeline_version}.`,
  ];
}

function whatWasWrong(move: SetReport["moves"][number]): string {
  const missed = move.true.filter((cell) => !move.found.includes(cell));
  const invented = move.found.filter((cell) => !move.true.includes(cell));
  const parts = [
    ...(missed.length > 0 ? [`missed ${missed.join(", ")}`] : []),
    ...(invented.length > 0 ? [`saw ${invented.join(", ")} that did not change`] : []),
    ...(move.owners_wrong.length > 0 ? [`wrong owner on ${move.owners_wrong.join(", ")}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "treated wrongly";
}

/** A report as one self-contained page. @param worst Shown with their pictures, worst first. */
export function benchPage(report: BenchReport, worst: readonly WorstCase[] = []): string {
  const cells = (values: readonly string[], tag: "td" | "th") =>
    values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join("");
  const rows = report.sets.map((set) => `<tr>${cells(rowOf(set), "td")}</tr>`).join("\n");
  const moves = report.sets.flatMap((set) =>
    set.moves.map((move) => {
      const values = [
        basename(set.dir),
        set.perturb ?? "",
        move.file,
        move.outcome,
        move.exact ? "exact" : whatWasWrong(move),
        move.true.join(" "),
        move.found.join(" "),
      ];
      return `<tr class="${move.exact ? "good" : "bad"}">${cells(values, "td")}</tr>`;
    }),
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Accuracy of the camera</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; color: #11161d; background: #f7f8fa }
table { border-collapse: collapse; margin: 16px 0; background: #fff }
th, td { padding: 4px 12px; border-bottom: 1px solid #dde; text-align: left; font-variant-numeric: tabular-nums }
figure { display: inline-block; margin: 0 12px 12px 0; vertical-align: top; position: relative } figure img { width: 300px; display: block; background: #fff }
figure svg { position: absolute; top: 0; left: 0; width: 300px } figcaption { font-size: 13px }
article { border-top: 1px solid #ccd; padding: 12px 0 }
.bad td:nth-child(5) { color: #c42b3a } .good td:nth-child(5) { color: #1a7f4b }
@media (prefers-color-scheme: dark) { body { background: #0e1116; color: #e8ecf1 } table { background: #151a21 } th, td { border-color: #333 } }
</style>
<h1>Accuracy of the camera</h1>
<p>${report.totals.exact} of ${report.totals.cases} exact, pipeline ${escaped(report.pipeline_version)}.</p>
<table><thead><tr>${cells(HEAD, "th")}</tr></thead><tbody>
${rows}
</tbody></table>
<h2>Worth looking at</h2>
${worst.length === 0 ? "<p>Every case was exact and sure.</p>" : worst.map(caseOf).join("\n")}
<h2>Moves</h2>
<table><thead><tr>${cells(["FOLDER", "PHOTOS", "FILE", "OUTCOME", "RESULT", "TRUE", "FOUND"], "th")}</tr></thead><tbody>
${moves.join("\n")}
</tbody></table>
</html>
`;
}

const LAYER_NAMES: Readonly<Record<string, string>> = {
  before: "Before",
  rectified: "Laid flat, with the score of every cell",
  registered: "In the light of the photo before",
  heat: "Difference",
  mask: "What may be a hand",
};

function caseOf({ dir, perturb, report, reasons, pictures, cells }: WorstCase): string {
  const figures = Object.entries(pictures).map(
    ([name, address]) =>
      `<figure><img alt="" src="${address}">${name === "rectified" ? cells : ""}<figcaption>${LAYER_NAMES[name] ?? name}</figcaption></figure>`,
  );
  const title = `${basename(dir)}/${report.file}${perturb ? ` (${perturb})` : ""}: ${report.outcome}`;
  const facts = `True: ${report.true.join(" ") || "nothing"}. Found: ${report.found.join(" ") || "nothing"}. Confidence ${report.confidence}.`;
  return `<article><h3>${escaped(title)}</h3><p>${escaped([...reasons, facts].join(" "))}</p>${figures.join("")}</article>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
