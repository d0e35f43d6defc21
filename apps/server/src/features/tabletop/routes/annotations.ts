import {
  addComment,
  dismissVerdict,
  listComments,
  noteTurn,
  readScoreSheet,
  setGlyph,
  setResult,
  toggleArrow,
} from "@wopr/contracts";
import { scoreFields } from "@wopr/games";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import { type AnnotationsService, resultRecord, type Written } from "../services/annotations.ts";
import { toCommentWire } from "../wire/moves.ts";

const toWritten = ({ eventId, headSeq }: Written) => ({ event_id: eventId, head_seq: headSeq });

/** Mounts what people say about a game. Each handler is a translation and nothing else. */
export function mountAnnotationRoutes(app: App, { annotations }: { readonly annotations: AnnotationsService }): void {
  mount(app, addComment, async ({ params, body }, caller) => {
    const moveId = body.move_id ?? null;
    return toCommentWire(await annotations.comment(caller, params.id, moveId, body.text), moveId);
  });

  mount(app, listComments, async ({ params }, caller) => ({
    items: (await annotations.comments(caller, params.id)).map(([moveId, comment]) => toCommentWire(comment, moveId)),
    next_cursor: null,
  }));

  mount(app, setGlyph, async ({ params, body }, caller) =>
    toWritten(await annotations.glyph(caller, params.id, body.move_id, body.glyph)),
  );

  mount(app, toggleArrow, async ({ params, body }, caller) => {
    const done = await annotations.arrow(caller, params.id, body.move_id, body);
    return { ...toWritten(done), drawn: done.drawn };
  });

  mount(app, noteTurn, async ({ params, body }, caller) =>
    toWritten(await annotations.noteTurn(caller, params.id, body.move_id, body.answers)),
  );

  mount(app, dismissVerdict, async ({ params, body }, caller) =>
    toWritten(await annotations.dismiss(caller, params.id, body.move_id, body.rule, body.dismissed)),
  );

  mount(app, setResult, async ({ params, body }, caller) => {
    const entries = body.players.map(({ position, fields, rank, winner }) => ({
      seat: position,
      fields,
      rank: rank ?? undefined,
      winner,
    }));
    const { complete, expected_seq: expectedSeq, reason } = body;
    const done = await annotations.setResult(caller, params.id, {
      entries,
      reason: reason ?? null,
      complete,
      expectedSeq,
    });
    return { result: resultRecord(done), head_seq: done.headSeq };
  });

  mount(app, readScoreSheet, async ({ params }, caller) => {
    const { game, result } = await annotations.sheet(caller, params.id);
    const over = game.pack.rules.end(game.folded.state);
    return {
      fields: scoreFields(game.manifest).map(({ id, name, points = 1 }) => ({ id, name, points })),
      result: resultRecord(result),
      over: over && { winner: over.winner, reason: over.reason },
    };
  });
}
