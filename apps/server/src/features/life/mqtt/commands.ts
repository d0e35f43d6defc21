import { createHash } from "node:crypto";
import { AppError } from "@wopr/kernel";
import { POSTPONE_TARGETS } from "@wopr/life";
import { type MqttCommand, readMessage, repeatWindow } from "../domain/mqtt-messages.ts";
import type { Activities } from "../services/activities.ts";
import type { Acts } from "../services/acts.ts";
import type { Books } from "../services/book.ts";
import type { Moving } from "../services/moving.ts";
import { feedOf } from "../services/timeline.ts";
import type { Undo } from "../services/undo.ts";
import type { Waking } from "../services/waking.ts";

/** What came of a message. */
export type Outcome = "acted" | "duplicate" | { readonly refused: string };

/** Messages turned into acts, each once. */
export interface MqttCommands {
  handle(personId: string, path: string, payload: Uint8Array, now: Date): Promise<Outcome>;
}

const UNDO_MS = 10 * 60_000;

/** Acts on behalf of devices. A message with an id acts once for ever; one without, once within its window. */
export function createMqttCommands(deps: {
  readonly books: Books;
  readonly acts: Acts;
  readonly moving: Moving;
  readonly undo: Undo;
  readonly waking: Waking;
  readonly activities: Activities;
}): MqttCommands {
  const { books, acts, moving, undo, waking, activities } = deps;
  const seen = new Map<string, number>();

  function isRepeat(personId: string, path: string, payload: Uint8Array, command: MqttCommand, nowMs: number): boolean {
    if (command.id !== null) return false;
    const hash = createHash("sha256").update(personId).update(path).update(payload).digest("base64url");
    const last = seen.get(hash);
    for (const [key, at] of seen) if (nowMs - at > 10_000) seen.delete(key);
    seen.set(hash, nowMs);
    return last !== undefined && nowMs - last < repeatWindow(command);
  }

  /** The item that presses most: overdue first, then what ends first. */
  async function mostUrgent(personId: string): Promise<string | undefined> {
    const book = await books.read(personId);
    const { items } = await feedOf(book, book.today.day, { hours: 24, expand: true });
    return items.find(({ status }) => status === "overdue" || status === "active")?.planned.id;
  }

  async function act(
    personId: string,
    command: Exclude<MqttCommand, { kind: "activity" }>,
    now: Date,
  ): Promise<Outcome> {
    const source = command.kind === "button" ? `mqtt:button:${command.device}` : "mqtt:action";
    const by = { source, ...(command.id === null ? {} : { key: `mqtt:${command.id}` }) };
    const action =
      command.kind === "action"
        ? command.action
        : ({ single: "complete", double: "wind_down", triple: "wake", hold: "undo" } as const)[command.press];
    if (action === "wake") {
      await waking.wake(personId, undefined, "mqtt", by.key);
      return "acted";
    }
    if (action === "wind_down") return "acted";
    if (action === "undo") {
      await undo.undoLast(personId, source, source, new Date(now.getTime() - UNDO_MS));
      return "acted";
    }
    const known =
      by.key === undefined ? undefined : await (await books.read(personId)).ledger.actionByKey(personId, by.key);
    if (known) return "duplicate";
    const code = command.kind === "action" ? command.code : null;
    const id = code === null ? await mostUrgent(personId) : undefined;
    const target = code === null ? (id === undefined ? undefined : { occurrenceId: id }) : { code };
    if (!target) return { refused: "nothing is due" };
    if (action === "complete") await acts.complete(personId, target, {}, by);
    else if (action === "skip") await acts.skip(personId, target, undefined, by);
    else {
      const wanted = command.kind === "action" ? command.target : null;
      const to = POSTPONE_TARGETS.find((one) => one === wanted) ?? "tomorrow";
      await moving.postpone(personId, target, { target: to }, by);
    }
    return "acted";
  }

  return {
    async handle(personId, path, payload, now) {
      const command = readMessage(path, payload);
      if ("refused" in command) return command;
      if (isRepeat(personId, path, payload, command, now.getTime())) return "duplicate";
      try {
        if (command.kind !== "activity") return await act(personId, command, now);
        const { kind: _, id, ...input } = command;
        const logged = await activities.log(
          personId,
          { ...input, ...(id === null ? {} : { sourceRef: id }) },
          { source: "mqtt:activity", mayAward: false },
        );
        return logged.already ? "duplicate" : "acted";
      } catch (failure) {
        // A refusal is an answer: delivering it again would change nothing.
        if (failure instanceof AppError && failure.status < 500) return { refused: `${path}: ${failure.message}` };
        throw failure;
      }
    },
  };
}
