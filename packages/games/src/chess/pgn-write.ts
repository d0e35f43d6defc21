/** Writes PGN in export format: Seven Tag Roster first, lines of at most 80 characters. */
import { START_FEN } from "./fen.ts";
import type { PgnGame } from "./pgn-read.ts";

/** Tags every PGN begins with, and what stands there when nothing is known. */
const ROSTER: readonly (readonly [name: string, unknown: string])[] = [
  ["Event", "?"],
  ["Site", "?"],
  ["Date", "????.??.??"],
  ["Round", "?"],
  ["White", "?"],
  ["Black", "?"],
  ["Result", "*"],
];

const LINE_LENGTH = 80;

/**
 * Writes games one after the other. `Result`, `SetUp` and `FEN` follow from the game, whatever its tags say.
 *
 * PGN cannot carry a `}` in a comment; it becomes `)`.
 */
export const writePgn = (games: readonly PgnGame[]): string => games.map(writeGame).join("\n");

function writeGame(game: PgnGame): string {
  const tags = tagsOf(game).map(([name, value]) => `[${name} "${value.replaceAll(/[\\"]/g, "\\$&")}"]`);
  return `${tags.join("\n")}\n\n${wrap(movetext(game))}\n`;
}

function tagsOf(game: PgnGame): readonly (readonly [string, string])[] {
  const given = new Map(game.tags);
  const setUp: readonly (readonly [string, string])[] =
    game.startFen === START_FEN
      ? []
      : [
          ["SetUp", "1"],
          ["FEN", game.startFen],
        ];
  const roster = ROSTER.map(
    ([name, unknown]) => [name, name === "Result" ? game.result : oneLine(given.get(name) ?? unknown)] as const,
  );
  const derived = new Set([...ROSTER.map(([name]) => name), "SetUp", "FEN"]);
  const others = [...given]
    .filter(([name]) => !derived.has(name))
    .map(([name, value]) => [name, oneLine(value)] as const);
  return [...roster, ...setUp, ...others];
}

const oneLine = (value: string) => value.replaceAll(/\s+/g, " ").trim();

/** Tokens separated by single blanks; comments break between words like everything else. */
function movetext(game: PgnGame): readonly string[] {
  const [, side, , , , number = "1"] = game.startFen.split(" ");
  let white = side !== "b";
  let moveNumber = Number(number);
  let numbered = false;
  const tokens = commentTokens(game.comment);
  for (const { ply, nags, comment } of game.moves) {
    if (white) tokens.push(`${moveNumber}.`);
    else if (!numbered) tokens.push(`${moveNumber}...`);
    tokens.push(ply.san, ...nags.map((nag) => `$${nag}`), ...commentTokens(comment));
    // After a comment the number of a black move is written again.
    numbered = comment === "";
    if (!white) moveNumber += 1;
    white = !white;
  }
  return [...tokens, game.result];
}

function commentTokens(comment: string): string[] {
  const text = oneLine(comment).replaceAll("}", ")");
  return text === "" ? [] : `{${text}}`.split(" ");
}

function wrap(tokens: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const token of tokens) {
    if (line !== "" && line.length + 1 + token.length > LINE_LENGTH) {
      lines.push(line);
      line = token;
    } else line = line === "" ? token : `${line} ${token}`;
  }
  return [...lines, line].join("\n");
}
