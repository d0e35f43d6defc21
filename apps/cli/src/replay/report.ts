import { durationText, percentText } from "../terminal.ts";
import type { Played, PlayedPhoto } from "./play.ts";

const DONE: { readonly [How in PlayedPhoto["how"]]: string } = {
  agreed: "agreed",
  answered: "answered from the truth",
  corrected: "entered from the truth",
  position: "position taken over",
  retake: "next photo taken",
  ignored: "nothing to do",
};

/** `1_07.jpg  sure 99.8 %  0.84 s  Yellow: C7, D7  → agreed` */
export function photoLine(photo: PlayedPhoto): string {
  const certain = photo.outcome === "sure" ? `sure ${percentText(photo.confidence)}` : photo.outcome;
  const wrong = photo.exact === false ? "  ✕ not what happened" : "";
  return `${photo.file}  ${certain}  ${photo.seconds.toFixed(2)} s  ${photo.text}  → ${DONE[photo.how]}${wrong}`;
}

/** How a replay went, for people and for machines. */
export function replayReport(
  { photos, wrong }: Played,
  { gameId, page, seconds }: { readonly gameId: string; readonly page: string; readonly seconds: number },
) {
  const judged = photos.filter((photo) => photo.exact !== null);
  const totals = {
    photos: photos.length,
    moves: judged.length,
    exact: judged.filter((photo) => photo.exact).length,
    sure: photos.filter((photo) => photo.outcome === "sure").length,
    sure_wrong: photos.filter((photo) => photo.outcome === "sure" && photo.exact === false).length,
    asked: photos.filter((photo) => photo.outcome === "ask").length,
    median_seconds: median(photos.map((photo) => photo.seconds)),
  };
  const cells = wrong?.map((change) => change.cell);
  const position_right = cells ? cells.length === 0 : null;
  const json = { game_id: gameId, url: page, photos, totals, position_right, wrong_cells: cells ?? null };
  const lines = [
    `${totals.moves > 0 ? `${totals.exact} of ${totals.moves} moves exact, ` : ""}${totals.sure} sure (${totals.sure_wrong} wrong), ${totals.asked} asked, median ${totals.median_seconds.toFixed(2)} s a photo, ${durationText(seconds * 1000)} in all.`,
    endLine(cells),
  ];
  return { json, lines };
}

function endLine(cells: readonly string[] | undefined): string {
  if (!cells) return "No truth is written down, so nothing was compared.";
  if (cells.length === 0) return "The game ends in the true position.";
  const shown = cells.slice(0, 12).join(", ");
  return `The game does not end in the true position: ${cells.length === 1 ? "1 cell differs" : `${cells.length} cells differ`} (${shown}${cells.length > 12 ? ", …" : ""}).`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
