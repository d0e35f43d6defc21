import {
  completeItem,
  completeOccurrence,
  listActions,
  listPostponeOptions,
  markAwake,
  postponeItem,
  postponeOccurrence,
  readTimeline,
  readTimelineDay,
  reopenOccurrence,
  skipItem,
  skipOccurrence,
  undoAction,
} from "@wopr/contracts";
import { minutesOf, POSTPONE_TARGETS, POSTPONE_WORDS, timeOf } from "@wopr/life";
import type { Caller } from "../../../http/caller.ts";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import type { Acted, Acts } from "../services/acts.ts";
import type { Books } from "../services/book.ts";
import type { Moved, Moving, Wish } from "../services/moving.ts";
import type { Timeline } from "../services/timeline.ts";
import type { Undo } from "../services/undo.ts";
import type { Waking } from "../services/waking.ts";
import { toCompletedWire, toFeedWire } from "../wire/timeline.ts";

/** Mounts the acts of every day. */
export function mountTimelineRoutes(
  app: App,
  deps: {
    readonly books: Books;
    readonly acts: Acts;
    readonly moving: Moving;
    readonly timeline: Timeline;
    readonly undo: Undo;
    readonly waking: Waking;
  },
): void {
  const { books, acts, moving, timeline, undo, waking } = deps;
  const by = (caller: Caller) => ({ source: caller.keyId ? `key:${caller.keyId}` : "web" });

  mount(app, listPostponeOptions, async ({ query }, caller) => {
    if (query.occurrence_id === undefined) return { targets: POSTPONE_TARGETS.map((code) => named(code)) };
    const options = await moving.options(caller.id, { occurrenceId: query.occurrence_id });
    return {
      targets: options.map(({ target, newAt, whyNot }) => ({
        ...named(target),
        new_time: newAt?.toISOString() ?? null,
        available: whyNot === null,
        why_not: whyNot,
      })),
    };
  });
  mount(app, readTimeline, async ({ query }, caller) =>
    toFeedWire(await timeline.feed(caller.id, { hours: query.hours, expand: query.expand, day: query.for_date })),
  );
  mount(app, readTimelineDay, async ({ query }, caller) =>
    toFeedWire(await timeline.feed(caller.id, { hours: 24, expand: true, day: query.for_date })),
  );

  mount(app, completeItem, async ({ params, query, body }, caller) => {
    const details = { notes: body.notes, durationMinutes: body.duration_minutes, quality: body.quality };
    return toCompletedWire(
      await acts.complete(caller.id, { code: params.code, day: query.for_date }, details, by(caller)),
    );
  });
  mount(app, completeOccurrence, async ({ params, body }, caller) => {
    const details = { notes: body.notes, durationMinutes: body.duration_minutes, quality: body.quality };
    return toCompletedWire(await acts.complete(caller.id, { occurrenceId: params.id }, details, by(caller)));
  });

  mount(app, postponeItem, async ({ params, query, body }, caller) =>
    toMovedWire(await moving.postpone(caller.id, { code: params.code, day: query.for_date }, wishOf(body), by(caller))),
  );
  mount(app, postponeOccurrence, async ({ params, body }, caller) =>
    toMovedWire(await moving.postpone(caller.id, { occurrenceId: params.id }, wishOf(body), by(caller))),
  );

  mount(app, skipItem, async ({ params, query }, caller) =>
    toSkippedWire(
      await acts.skip(caller.id, { code: params.code, day: query.for_date }, query.reason, by(caller)),
      "Skipped",
    ),
  );
  mount(app, skipOccurrence, async ({ params, body }, caller) =>
    toSkippedWire(await acts.skip(caller.id, { occurrenceId: params.id }, body.reason, by(caller)), "Skipped"),
  );
  mount(app, reopenOccurrence, async ({ params }, caller) =>
    toSkippedWire(await acts.reopen(caller.id, { occurrenceId: params.id }, by(caller)), "Open again"),
  );

  mount(app, undoAction, async ({ params }, caller) => {
    const undone = await undo.undo(caller.id, params.id, by(caller).source);
    return {
      success: true as const,
      action_id: undone.actionId,
      undid: undone.undid,
      kind: undone.kind,
      item_code: undone.itemCode,
      already: undone.already,
      message: undone.already ? "That was undone before." : `Undone: ${undone.kind} ${undone.itemCode ?? ""}`.trim(),
    };
  });
  mount(app, listActions, async ({ query }, caller) => {
    const book = await books.read(caller.id);
    const actions = await book.ledger.actions(caller.id, query.day ?? book.today.day);
    return {
      items: actions.map((action) => ({
        id: action.id,
        at: action.at.toISOString(),
        kind: action.kind,
        item_code: String(action.result["item_code"] ?? action.result["itemCode"] ?? "") || null,
        source: action.source.split(":")[0] ?? "",
        undone: action.undoneBy !== null,
        undoes: action.undoes,
      })),
    };
  });
  mount(app, markAwake, async ({ body }, caller) => {
    const woken = await waking.wake(caller.id, body.at === undefined ? undefined : minutesOf(body.at), "button");
    return { success: true as const, at: timeOf(woken.minutes), already: woken.already, action_id: woken.actionId };
  });
}

const named = (code: (typeof POSTPONE_TARGETS)[number]) => ({
  code,
  name: POSTPONE_WORDS[code][0],
  description: POSTPONE_WORDS[code][1],
});

const wishOf = (body: {
  readonly target: Wish["target"];
  readonly custom_date?: string | undefined;
  readonly custom_time?: string | undefined;
  readonly reason?: string | undefined;
}): Wish => ({ target: body.target, customDate: body.custom_date, customTime: body.custom_time, reason: body.reason });

const toMovedWire = (moved: Moved) => ({
  success: true as const,
  item_code: moved.itemCode,
  original_date: moved.originalDate,
  new_date: moved.newDate,
  new_time: moved.newTime,
  message: `${moved.itemCode}: ${moved.newDate}, ${moved.newTime.slice(0, 5)}.`,
  occurrence_id: moved.occurrenceId,
  action_id: moved.actionId,
  moves: moved.moves,
});

const toSkippedWire = (acted: Acted, word: string) => ({
  success: true as const,
  item_code: acted.itemCode,
  skipped_date: acted.day,
  message: `${word}: ${acted.itemCode}.`,
  occurrence_id: acted.occurrenceId,
  action_id: acted.actionId,
});
