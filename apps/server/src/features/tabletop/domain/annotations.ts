import type { Verdict } from "@wopr/games";
import type { EventPayloads, GameEvent } from "./events.ts";

/** What was said about one move; the newest verdicts, notes and glyph count. */
export interface Annotations {
  readonly verdicts: readonly Verdict[];
  readonly comments: readonly { readonly text: string; readonly by: string; readonly at: Date }[];
  readonly glyph: EventPayloads["glyph"]["glyph"] | null;
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
  readonly notes: Readonly<Record<string, unknown>> | null;
}

const NONE: Annotations = { verdicts: [], comments: [], glyph: null, arrows: [], notes: null };

/** Key of what is said about the game as a whole. */
export const WHOLE_GAME = "";

/** Collects what was said, per move id; {@link WHOLE_GAME} for comments on no move. */
export function foldAnnotations(
  events: readonly GameEvent[],
  undone: ReadonlySet<string>,
): ReadonlyMap<string, Annotations> {
  const found = new Map<string, Annotations>();
  const add = (moveId: string, change: (before: Annotations) => Annotations) =>
    found.set(moveId, change(found.get(moveId) ?? NONE));
  for (const event of events) {
    if (undone.size > 0 && undone.has(event.groupId)) continue;
    switch (event.kind) {
      case "adjudicated":
        add(event.payload.move_id, (before) => ({ ...before, verdicts: event.payload.verdicts }));
        break;
      case "comment": {
        const comment = { text: event.payload.text, by: event.actor.name, at: event.at };
        add(event.payload.move_id ?? WHOLE_GAME, (before) => ({ ...before, comments: [...before.comments, comment] }));
        break;
      }
      case "glyph":
        add(event.payload.move_id, (before) => ({ ...before, glyph: event.payload.glyph }));
        break;
      case "arrow": {
        const { move_id: moveId, from, to } = event.payload;
        add(moveId, (before) => ({ ...before, arrows: [...before.arrows, { from, to }] }));
        break;
      }
      case "turn_note":
        add(event.payload.move_id, (before) => ({ ...before, notes: event.payload.answers }));
        break;
      default:
        break;
    }
  }
  return found;
}
