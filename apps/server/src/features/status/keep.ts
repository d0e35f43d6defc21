import { StatusDefinitionsWire } from "@wopr/contracts";
import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Board } from "./board.ts";
import type { IncidentKeeper } from "./incidents.ts";
import { NO_DEFINITIONS, type Settings } from "./settings.ts";
import { loadSnapshot, type Snapshot, saveSnapshot } from "./snapshot.ts";

/** Keeps what the page shows in a file, and begins with it. */
export interface Keep extends Runnable {
  /** Puts what was saved on the board. @returns Whether the former process ran the checks. */
  restore(folder: string): Promise<boolean>;
}

const EVERY_MS = 1_000;
const RESTORED_MS = 14 * 86_400_000;

/** Saves at most once a second, and only after a change. */
export function createKeep(deps: {
  readonly board: Board;
  readonly settings: Settings;
  readonly keeper: IncidentKeeper;
  readonly clock: Clock;
  readonly log: Log;
  readonly runs: () => boolean;
}): Keep {
  const { board, settings, keeper, clock, log } = deps;
  let folder: string | undefined;
  let saved = -1;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  function take(): Snapshot {
    const names = [...settings.catalogue().checks.keys()];
    const definitions = settings.definitions();
    return {
      format: 1,
      savedAtMs: clock.now().getTime(),
      ran: deps.runs(),
      definitions: definitions.revision === 0 ? null : definitions,
      newest: names.flatMap((name) => board.newest(name) ?? []),
      recent: names.map((name) => [name, board.recent(name)]),
      states: names.map((name) => [name, board.state(name)]),
      days: names.map((name) => [name, [...board.days(name)]]),
      incidents: keeper.all(),
      maintenance: settings.maintenance(),
      pushTokens: [...settings.pushTokens()],
    };
  }

  async function save(): Promise<void> {
    const version = board.version();
    if (folder === undefined || version === saved) return;
    try {
      await saveSnapshot(folder, take());
      saved = version;
    } catch (err) {
      log.warn({ err }, "the status snapshot could not be saved");
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
      await save();
    }
  }

  return {
    name: "status snapshot",

    async restore(from) {
      folder = from;
      const snapshot = await loadSnapshot(from, log);
      if (!snapshot) return false;
      const document = StatusDefinitionsWire.safeParse(snapshot.definitions?.document ?? NO_DEFINITIONS.document);
      if (document.success && snapshot.definitions) {
        try {
          settings.setDefinitions({ revision: snapshot.definitions.revision, document: document.data });
        } catch (err) {
          log.warn({ err }, "the saved definitions of the checks fit this version no more");
        }
      }
      settings.setMaintenance(snapshot.maintenance);
      settings.setPushTokens(new Map(snapshot.pushTokens));
      for (const run of snapshot.newest) board.note(run);
      for (const [name, letters] of snapshot.recent) board.setRecent(name, letters);
      for (const [name, state] of snapshot.states) board.setState(name, state);
      for (const [name, days] of snapshot.days) board.setDays(name, new Map(days));
      const since = clock.now().getTime() - RESTORED_MS;
      keeper.adopt(
        snapshot.incidents.filter(({ state, resolvedMs }) => state !== "resolved" || (resolvedMs ?? 0) > since),
      );
      return snapshot.ran;
    },

    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      await save();
    },
  };
}
