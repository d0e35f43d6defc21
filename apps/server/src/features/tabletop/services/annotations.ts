import { checkScore, type ScoreEntry, type ScoreLine, scoreSheet, type TurnField } from "@wopr/games";
import type { Caller } from "../../../http/caller.ts";
import { type Access, actorOf } from "../access.ts";
import { type Comment, WHOLE_GAME } from "../domain/annotations.ts";
import type { Actor, EventPayloads, NewEvent } from "../domain/events.ts";
import { allowed, GAME_TRANSITIONS } from "../domain/transitions.ts";
import { MoveErrors } from "../errors.ts";
import type { GameAct } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { NoteErrors, ResultErrors } from "../record-errors.ts";

/** Where a remark ended up. */
export interface Written {
  readonly eventId: string;
  readonly headSeq: number;
}

/** A result as it is kept. */
export interface Result {
  readonly lines: readonly ScoreLine[];
  readonly reason: string | null;
}

/** What somebody says about how the game ended. */
export interface WantedResult {
  readonly entries: readonly ScoreEntry[];
  readonly reason: string | null;
  readonly complete: boolean;
  readonly expectedSeq?: number | undefined;
}

/** Saying things about a game and its moves. None of it changes the position. */
export interface AnnotationsService {
  /** @param moveId Null for the whole game. @throws {AppError} `game.not_found`, `move.not_found` */
  comment(caller: Caller, gameId: string, moveId: string | null, text: string): Promise<Comment>;
  /** As `comment`, for somebody who came by a link that allows it. */
  commentAs(actor: Actor, gameId: string, moveId: string | null, text: string): Promise<Comment>;
  /** Oldest first. @throws {AppError} `game.not_found` */
  comments(caller: Caller, gameId: string): Promise<readonly (readonly [moveId: string | null, comment: Comment])[]>;
  /** @throws {AppError} `game.not_found`, `move.not_found` */
  glyph(caller: Caller, gameId: string, moveId: string, glyph: EventPayloads["glyph"]["glyph"]): Promise<Written>;
  /** Draws an arrow, or takes it off when it is there. @throws {AppError} `game.not_found`, `move.not_found` */
  arrow(
    caller: Caller,
    gameId: string,
    moveId: string,
    arrow: { readonly from: string; readonly to: string },
  ): Promise<Written & { readonly drawn: boolean }>;
  /** @throws {AppError} `game.not_found`, `move.not_found`, `note.invalid` */
  noteTurn(
    caller: Caller,
    gameId: string,
    moveId: string,
    answers: Readonly<Record<string, string | number | boolean>>,
  ): Promise<Written>;
  /** @throws {AppError} `game.not_found`, `move.not_found` */
  dismiss(caller: Caller, gameId: string, moveId: string, rule: string, dismissed: boolean): Promise<Written>;
  /** @throws {AppError} `game.not_found`, `game.changed`, `result.invalid` */
  setResult(caller: Caller, gameId: string, wanted: WantedResult): Promise<Result & { readonly headSeq: number }>;
  /** The sheet as the position fills it. @throws {AppError} `game.not_found` */
  sheet(caller: Caller, gameId: string): Promise<{ readonly game: OpenGame; readonly result: Result }>;
}

/** The only implementation. */
export function createAnnotationsService(deps: { readonly log: GameLog; readonly access: Access }): AnnotationsService {
  const { log, access } = deps;

  async function say(
    caller: Caller,
    gameId: string,
    moveId: string,
    event: (act: GameAct) => NewEvent,
  ): Promise<Written> {
    await access.requirePlaying(caller, gameId);
    return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
      requireMove(act.game(), moveId);
      await act.write([event(act)]);
      return written(act.game());
    });
  }

  async function remark(actor: Actor, gameId: string, moveId: string | null, text: string): Promise<Comment> {
    return log.act(gameId, { actor }, async (act) => {
      if (moveId !== null) requireMove(act.game(), moveId);
      await act.write([{ kind: "comment", payload: { move_id: moveId, text } }]);
      const said = act
        .game()
        .folded.annotations.get(moveId ?? WHOLE_GAME)
        ?.comments.at(-1);
      if (!said) throw new Error("A comment was written but is not in the fold.");
      return said;
    });
  }

  return {
    async comment(caller, gameId, moveId, text) {
      await access.requirePlaying(caller, gameId);
      return remark(actorOf(caller), gameId, moveId, text);
    },

    commentAs: remark,

    async comments(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      return commentsOf(await log.open(gameId));
    },

    glyph: (caller, gameId, moveId, glyph) =>
      say(caller, gameId, moveId, () => ({ kind: "glyph", payload: { move_id: moveId, glyph } })),

    async arrow(caller, gameId, moveId, { from, to }) {
      let drawn = true;
      const done = await say(caller, gameId, moveId, (act) => {
        const arrows = act.game().folded.annotations.get(moveId)?.arrows ?? [];
        drawn = !arrows.some((arrow) => arrow.from === from && arrow.to === to);
        return { kind: "arrow", payload: { move_id: moveId, from, to, drawn } };
      });
      return { ...done, drawn };
    },

    noteTurn: (caller, gameId, moveId, answers) =>
      say(caller, gameId, moveId, (act) => {
        const problems = problemsOfNote(act.game().manifest.turn.form ?? [], answers);
        if (problems.length > 0) throw NoteErrors.invalid({ problems });
        return { kind: "turn_note", payload: { move_id: moveId, answers } };
      }),

    dismiss: (caller, gameId, moveId, rule, dismissed) =>
      say(caller, gameId, moveId, () => ({
        kind: "verdict_dismissed",
        payload: { move_id: moveId, rule, dismissed },
      })),

    async setResult(caller, gameId, wanted) {
      await access.requirePlaying(caller, gameId);
      const options = { actor: actorOf(caller), expectedSeq: wanted.expectedSeq };
      return log.act(gameId, options, async (act) => {
        const { manifest, folded } = act.game();
        const problems = checkScore(manifest, folded.table, wanted.entries).map(({ pointer, text }) => ({
          at: `/players${pointer}`,
          detail: text,
        }));
        if (problems.length > 0) throw ResultErrors.invalid({ problems });
        const lines = scoreSheet(manifest, folded.state, folded.table, wanted.entries);
        const { status } = folded.header;
        const ends = wanted.complete && allowed(GAME_TRANSITIONS, status, "completed");
        await act.write([
          { kind: "result_set", payload: { result: { ...resultRecord({ lines, reason: wanted.reason }) } } },
          ...(ends
            ? [{ kind: "status_changed" as const, payload: { from: status, to: "completed" as const, reason: null } }]
            : []),
        ]);
        const object = { kind: "game", id: gameId };
        if (ends) act.tell({ topic: "tabletop", kind: "tabletop.game_completed", object, data: {} });
        return { lines, reason: wanted.reason, headSeq: act.game().events.length };
      });
    },

    async sheet(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const game = await log.open(gameId);
      const kept = game.folded.header.result;
      const lines = scoreSheet(game.manifest, game.folded.state, game.folded.table, entriesOf(kept));
      return { game, result: { lines, reason: reasonOf(kept) } };
    },
  };
}

const written = ({ events }: OpenGame): Written => ({
  eventId: events.at(-1)?.eventId ?? "",
  headSeq: events.length,
});

function requireMove({ folded }: OpenGame, moveId: string): void {
  if (folded.moves.some((move) => move.moveId === moveId)) return;
  throw MoveErrors.not_listed({ highest: folded.moves.length });
}

/** Everything that was said in words, oldest first. */
export function commentsOf({ folded }: OpenGame): readonly (readonly [string | null, Comment])[] {
  return [...folded.annotations]
    .flatMap(([moveId, { comments }]) =>
      comments.map((comment) => [moveId === WHOLE_GAME ? null : moveId, comment] as const),
    )
    .sort(([, a], [, b]) => a.at.getTime() - b.at.getTime());
}

function problemsOfNote(form: readonly TurnField[], answers: Readonly<Record<string, string | number | boolean>>) {
  if (form.length === 0) return [];
  return Object.entries(answers).flatMap(([id, value]) => {
    const at = `/answers/${id}`;
    const field = form.find((candidate) => candidate.id === id);
    if (!field) return [{ at, detail: `The turn form has no field "${id}".` }];
    return fits(field, value) ? [] : [{ at, detail: `"${field.name}" cannot be ${JSON.stringify(value)}.` }];
  });
}

function fits({ kind, options }: TurnField, value: string | number | boolean): boolean {
  if (kind === "number") return typeof value === "number";
  if (kind === "yes_no") return typeof value === "boolean";
  if (kind === "choice") return options?.some((option) => option.value === value) ?? false;
  return typeof value === "string";
}

/** A result as events and clients have it. */
export const resultRecord = ({ lines, reason }: Result) => ({
  players: lines.map(({ seat, fields, ...line }) => ({ position: seat, fields: { ...fields }, ...line })),
  reason,
});

type Kept = Readonly<Record<string, unknown>> | null;

const reasonOf = (kept: Kept): string | null => (typeof kept?.["reason"] === "string" ? kept["reason"] : null);

/** What was written before, so that the sheet opens with it. */
function entriesOf(kept: Kept): readonly ScoreEntry[] {
  const players = Array.isArray(kept?.["players"]) ? (kept["players"] as readonly Record<string, unknown>[]) : [];
  return players.flatMap(({ position, fields, winner }) =>
    typeof position === "number"
      ? [{ seat: position, fields: (fields ?? {}) as Record<string, number>, winner: winner === true }]
      : [],
  );
}
