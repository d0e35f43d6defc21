/** Reads PGN: games with tags, legal moves, comments and NAGs; everything wrong is listed with its place. */
import { parseFen, START_FEN } from "./fen.ts";
import { isPlayable, type LegalPly, type Line, openLine, UNPLAYABLE } from "./legal.ts";
import { type PgnProblem, type PgnResult, type PgnToken, tokenize } from "./pgn-tokens.ts";

/** A move of a PGN game. */
export interface PgnMove {
  readonly ply: LegalPly;
  /** Numeric annotation glyphs: 1 `!`, 2 `?`, 3 `!!`, 4 `??`, 5 `!?`, 6 `?!`. */
  readonly nags: readonly number[];
  /** Comments after the move, white space folded; `""` for none. */
  readonly comment: string;
}

/** One game of a PGN file. */
export interface PgnGame {
  /** In the order of the file. */
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly startFen: string;
  /** Comment before the first move. */
  readonly comment: string;
  readonly moves: readonly PgnMove[];
  readonly result: PgnResult;
}

/** What was read. Games are complete up to the first error inside them. */
export interface PgnFile {
  readonly games: readonly PgnGame[];
  readonly problems: readonly PgnProblem[];
}

interface Draft {
  readonly tags: (readonly [string, string])[];
  comment: string;
  readonly moves: { ply: LegalPly; nags: number[]; comment: string }[];
  result: PgnResult | null;
  line: Line | null;
  /** After an illegal move the rest of the game cannot be understood. */
  broken: boolean;
  depth: number;
}

/** Reads all games of a PGN text. Never throws. */
export function readPgn(text: string): PgnFile {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const problems: PgnProblem[] = [];
  const report = (at: number, code: PgnProblem["code"], sentence: string, severity: PgnProblem["severity"] = "error") =>
    problems.push({ code, severity, ...placeOf(source, at), text: sentence });
  const drafts: Draft[] = [];
  let draft: Draft | null = null;
  for (const token of tokenize(source)) {
    const begun: Draft | null = draft;
    const fresh = begun === null || (token.kind === "tag" && hasMovetext(begun)) || begun.result !== null;
    const current: Draft = fresh ? newDraft() : begun;
    if (fresh) drafts.push(current);
    draft = current;
    take(current, token, report);
  }
  for (const open of drafts.filter((candidate) => candidate.depth > 0))
    report(
      source.length,
      "unclosed_variation",
      `A variation of game ${drafts.indexOf(open) + 1} is never closed with ).`,
    );
  if (drafts.length === 0) report(0, "no_game", "There is no game in this text.");
  return { games: drafts.map(toGame), problems };
}

const newDraft = (): Draft => ({
  tags: [],
  comment: "",
  moves: [],
  result: null,
  line: null,
  broken: false,
  depth: 0,
});

const hasMovetext = (draft: Draft) => draft.moves.length > 0 || draft.comment !== "" || draft.broken || draft.depth > 0;

type Report = (at: number, code: PgnProblem["code"], sentence: string, severity?: PgnProblem["severity"]) => void;

function take(draft: Draft, token: PgnToken, report: Report): void {
  switch (token.kind) {
    case "bad":
      report(token.at, token.code, token.text);
      break;
    case "tag":
      takeTag(draft, token, report);
      break;
    case "open":
      if (draft.depth === 0)
        report(token.at, "variation_dropped", "Variations are not kept; the main line is.", "warning");
      draft.depth += 1;
      break;
    case "close":
      if (draft.depth === 0) report(token.at, "unexpected_text", "This ) closes nothing.");
      else draft.depth -= 1;
      break;
    default:
      if (draft.depth > 0) break;
      if (!draft.broken) takeMovetext(draft, token, report);
      else if (token.kind === "result") draft.result = token.value;
  }
}

function takeTag(draft: Draft, token: Extract<PgnToken, { kind: "tag" }>, report: Report): void {
  draft.tags.push([token.name, token.value]);
  if (token.name !== "FEN") return;
  const parsed = parseFen(token.value);
  if (parsed.ok && isPlayable(token.value)) draft.line = openLine(token.value);
  else {
    draft.broken = true;
    report(token.at, "bad_fen", parsed.ok ? UNPLAYABLE : parsed.problem);
  }
}

function takeMovetext(
  draft: Draft,
  token: Extract<PgnToken, { kind: "comment" | "nag" | "result" | "san" }>,
  report: Report,
): void {
  const last = draft.moves.at(-1);
  switch (token.kind) {
    case "comment": {
      const text = token.text.trim().replaceAll(/\s+/g, " ");
      if (last) last.comment = [last.comment, text].filter(Boolean).join(" ");
      else draft.comment = [draft.comment, text].filter(Boolean).join(" ");
      return;
    }
    case "nag":
      last?.nags.push(token.value);
      return;
    case "result": {
      draft.result = token.value;
      const said = draft.tags.find(([name]) => name === "Result")?.[1];
      if (said !== undefined && said !== token.value)
        report(token.at, "result_differs", `The tag says ${said}, the game ends with ${token.value}.`, "warning");
      return;
    }
    case "san": {
      draft.line ??= openLine(START_FEN);
      const ply = draft.line.playSan(token.text);
      if (ply) draft.moves.push({ ply, nags: [], comment: "" });
      else {
        draft.broken = true;
        report(
          token.at,
          "illegal_move",
          `"${token.text}" is not a legal move here (after ${draft.moves.length} plies).`,
        );
      }
    }
  }
}

function toGame(draft: Draft): PgnGame {
  const fen = draft.tags.find(([name]) => name === "FEN")?.[1];
  const tagged = draft.tags.find(([name]) => name === "Result")?.[1];
  return {
    tags: draft.tags,
    startFen: fen !== undefined && parseFen(fen).ok ? fen : START_FEN,
    comment: draft.comment,
    moves: draft.moves,
    result: draft.result ?? (isResult(tagged) ? tagged : "*"),
  };
}

const isResult = (value: string | undefined): value is PgnResult =>
  value === "1-0" || value === "0-1" || value === "1/2-1/2" || value === "*";

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { line, column: at - (before.lastIndexOf("\n") + 1) + 1 };
}
