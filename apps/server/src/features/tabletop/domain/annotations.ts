import type { Verdict } from "@wopr/games";
import type { EventPayloads, GameEvent } from "./events.ts";

/** A remark on a move or on the whole game. */
export interface Comment {
  readonly eventId: string;
  readonly text: string;
  readonly by: string;
  readonly at: Date;
}

/** What was said about one move; the newest verdicts, notes and glyph count. */
export interface Annotations {
  readonly verdicts: readonly Verdict[];
  /** Rules whose verdicts a person does not want to see here. */
  readonly dismissed: ReadonlySet<string>;
  readonly comments: readonly Comment[];
  readonly glyph: EventPayloads["glyph"]["glyph"];
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
  readonly notes: Readonly<Record<string, unknown>> | null;
  /** What a correction left open here. */
  readonly flag: string | null;
}

/** Nothing was said. */
export const NO_ANNOTATIONS: Annotations = {
  verdicts: [],
  dismissed: new Set(),
  comments: [],
  glyph: null,
  arrows: [],
  notes: null,
  flag: null,
};

/** Key of what is said about the game as a whole. */
export const WHOLE_GAME = "";

/** Collects what was said, per move id; {@link WHOLE_GAME} for comments on no move. */
export function foldAnnotations(
  events: readonly GameEvent[],
  undone: ReadonlySet<string>,
): ReadonlyMap<string, Annotations> {
  const found = new Map<string, Annotations>();
  for (const event of events) {
    if (undone.size > 0 && undone.has(event.groupId)) continue;
    const change = changeOf(event);
    if (change) found.set(change.about, { ...(found.get(change.about) ?? NO_ANNOTATIONS), ...change.differs(found) });
  }
  return found;
}

interface Change {
  readonly about: string;
  readonly differs: (found: ReadonlyMap<string, Annotations>) => Partial<Annotations>;
}

function changeOf(event: GameEvent): Change | undefined {
  switch (event.kind) {
    case "adjudicated":
      return { about: event.payload.move_id, differs: () => ({ verdicts: event.payload.verdicts }) };
    case "verdict_dismissed": {
      const { move_id: about, rule, dismissed } = event.payload;
      return { about, differs: (found) => ({ dismissed: withRule(found.get(about)?.dismissed, rule, dismissed) }) };
    }
    case "comment": {
      const comment = { eventId: event.eventId, text: event.payload.text, by: event.actor.name, at: event.at };
      const about = event.payload.move_id ?? WHOLE_GAME;
      return { about, differs: (found) => ({ comments: [...(found.get(about)?.comments ?? []), comment] }) };
    }
    case "glyph":
      return { about: event.payload.move_id, differs: () => ({ glyph: event.payload.glyph }) };
    case "arrow": {
      const { move_id: about, from, to, drawn = true } = event.payload;
      const others = (found: ReadonlyMap<string, Annotations>) =>
        (found.get(about)?.arrows ?? []).filter((arrow) => arrow.from !== from || arrow.to !== to);
      return { about, differs: (found) => ({ arrows: drawn ? [...others(found), { from, to }] : others(found) }) };
    }
    case "turn_note":
      return { about: event.payload.move_id, differs: () => ({ notes: event.payload.answers }) };
    case "move_flagged":
      return { about: event.payload.move_id, differs: () => ({ flag: event.payload.text }) };
    case "move_corrected":
      return { about: event.payload.move_id, differs: () => ({ flag: null }) };
    default:
      return undefined;
  }
}

function withRule(before: ReadonlySet<string> | undefined, rule: string, dismissed: boolean): ReadonlySet<string> {
  const rules = new Set(before);
  if (dismissed) rules.add(rule);
  else rules.delete(rule);
  return rules;
}
