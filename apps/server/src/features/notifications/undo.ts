import { AuditErrors, type UndoHandler } from "../audit/index.ts";
import type { Channel, Route } from "./domain/types.ts";
import { createSettingsStore } from "./store-settings.ts";

/** What the acts on routes and channels keep: what was, and the version they left. */
interface Kept<Thing> {
  /** `null`: there was none. */
  readonly before: Thing | null;
  /** `null`: there is none since. */
  readonly version: number | null;
}

/** Dates became texts in the history. */
const revived = <Thing extends { readonly createdAt: Date }>(thing: Thing): Thing => ({
  ...thing,
  createdAt: new Date(thing.createdAt),
});

const undoRoute = (action: UndoHandler["action"]): UndoHandler => ({
  action,
  scope: "notifications:write",
  async run(tx, { entry, data }) {
    const { before, version } = data as Kept<Route>;
    const store = createSettingsStore(tx);
    const current = await store.route(entry.subject.id);
    if ((current?.version ?? null) !== version) {
      throw AuditErrors.undo_conflict({ what: "The route", expected: version, actual: current ?? null });
    }
    if (!before) await store.removeRoute(entry.subject.id);
    else if (!current) await store.addRoute(revived(before));
    else await store.replaceRoute({ ...revived(before), version: current.version + 1 });
    return { summary: `Took back: ${entry.summary}`, before: current, after: before };
  },
});

const undoChannel: UndoHandler = {
  action: "notifications.change_channel",
  scope: "notifications:write",
  async run(tx, { entry, data }) {
    const { before, version } = data as Kept<Channel>;
    const store = createSettingsStore(tx);
    const current = await store.channel(entry.subject.id);
    if (!current || !before || current.version !== version) {
      throw AuditErrors.undo_conflict({ what: "The channel", expected: version, actual: current ?? null });
    }
    await store.replaceChannel({ ...revived(before), version: current.version + 1 });
    return { summary: `Took back: ${entry.summary}`, before: current, after: before };
  },
};

/** What of this feature can be taken back. */
export const notificationUndos: readonly UndoHandler[] = [
  undoRoute("notifications.add_route"),
  undoRoute("notifications.change_route"),
  undoRoute("notifications.remove_route"),
  undoChannel,
];
