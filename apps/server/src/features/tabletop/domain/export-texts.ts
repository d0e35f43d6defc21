import { chessPositionOf, chessSidesOf, formatFen, type PgnGame, START_FEN, toPgnGame, writePgn } from "@wopr/games";
import { NO_ANNOTATIONS } from "./annotations.ts";
import type { Folded } from "./fold.ts";

const NAGS: Readonly<Record<string, number>> = { "!": 1, "?": 2, "!!": 3, "??": 4, "!?": 5, "?!": 6 };

/** A game to be written as text. */
export interface TextGame {
  readonly folded: Folded;
  readonly createdAt: Date;
  /** Address of this installation, for the tag Site. */
  readonly site: string;
}

/** A chess game as PGN; or the first move PGN cannot say. */
export function pgnOf({ folded, createdAt, site }: TextGame): ReturnType<typeof toPgnGame> {
  const { header, table } = folded;
  const { white, black } = chessSidesOf(table);
  const nameOf = (seat: number) => header.players.find(({ position }) => position === seat)?.name ?? "?";
  const date = createdAt.toISOString().slice(0, 10).replaceAll("-", ".");
  return toPgnGame({
    startFen: startOf(folded),
    moves: folded.moves
      .filter(({ conflict, move }) => conflict === null && move.kind !== "pass")
      .map(({ move, moveId }) => {
        const { comments, glyph, arrows } = folded.annotations.get(moveId) ?? NO_ANNOTATIONS;
        const drawn = arrows.filter(({ from, to }) => from !== to).map(({ from, to }) => `G${from}${to}`);
        const circled = arrows.filter(({ from, to }) => from === to).map(({ from }) => `G${from}`);
        const marks = [
          ...(drawn.length > 0 ? [`[%cal ${drawn.join(",")}]`] : []),
          ...(circled.length > 0 ? [`[%csl ${circled.join(",")}]`] : []),
        ];
        return {
          move,
          comment: [...marks, ...comments.map(({ text }) => text)].join(" "),
          nags: glyph === null ? [] : [NAGS[glyph] ?? 0],
        };
      }),
    tags: [
      ["Event", header.name],
      ["Site", site],
      ["Date", date],
      ["Round", "-"],
      ["White", nameOf(white)],
      ["Black", nameOf(black)],
    ],
    result: resultOf(folded, white, black),
  });
}

/** Writes PGN games. */
export const pgnText = (games: readonly PgnGame[]): string => writePgn(games);

function startOf({ header }: Folded): string {
  const fen = header.packOptions["start_fen"];
  return typeof fen === "string" ? fen : START_FEN;
}

function resultOf({ header }: Folded, white: number, black: number): PgnGame["result"] {
  const players = header.result?.["players"];
  if (!Array.isArray(players)) return "*";
  const winners = players
    .filter((player: { winner?: unknown }) => player.winner === true)
    .map((player: { position?: unknown }) => player.position);
  if (winners.length !== 1) return header.status === "completed" ? "1/2-1/2" : "*";
  return winners[0] === white ? "1-0" : winners[0] === black ? "0-1" : "*";
}

/** The position now. */
export const fenOf = ({ state }: Folded): string => formatFen(chessPositionOf(state));

/** A Lichess study ends at 64 chapters or 3,000 nodes. */
const MOST_CHAPTERS = 64;
const MOST_NODES = 3_000;

/** Splits games into study files, each game a chapter; a game never stands in two files. */
export function studiesOf(name: string, games: readonly { readonly title: string; readonly game: PgnGame }[]) {
  const files: PgnGame[][] = [];
  let nodes = 0;
  for (const { title, game } of games) {
    const tagged: PgnGame = { ...game, tags: [...game.tags, ["StudyName", name], ["ChapterName", title]] };
    const last = files.at(-1);
    if (!last || last.length >= MOST_CHAPTERS || nodes + game.moves.length > MOST_NODES) {
      files.push([tagged]);
      nodes = game.moves.length;
    } else {
      last.push(tagged);
      nodes += game.moves.length;
    }
  }
  return files;
}

/** One line per move, for spreadsheets. Fields that begin like a formula are defused. */
export function csvOf({ moves, annotations, header }: Folded): string {
  const nameOf = (seat: number | null) => header.players.find(({ position }) => position === seat)?.name ?? "";
  const rows = moves.map(({ n, turn, move, text, at, decidedBy, confidence, conflict, corrected, moveId }) => {
    const { verdicts, glyph, comments } = annotations.get(moveId) ?? NO_ANNOTATIONS;
    return [
      n,
      turn,
      at.toISOString(),
      nameOf(move.player),
      text,
      move.kind,
      decidedBy.kind === "system" ? "WOPR" : decidedBy.name,
      confidence ?? "",
      corrected ? "yes" : "",
      conflict ?? "",
      verdicts.map((verdict) => verdict.text).join(" "),
      glyph ?? "",
      comments.map((comment) => comment.text).join(" | "),
    ];
  });
  const head = "n,turn,at,player,move,kind,decided_by,confidence,corrected,conflict,verdicts,glyph,comments".split(",");
  return [head, ...rows]
    .map((row) => row.map(field).join(","))
    .join("\r\n")
    .concat("\r\n");
}

function field(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
