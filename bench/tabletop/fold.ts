import { aLog, gridRules } from "../../apps/server/src/features/tabletop/domain/builders.testing.ts";
import type { GameEvent } from "../../apps/server/src/features/tabletop/domain/events.ts";
import { foldGame, snapshotOf } from "../../apps/server/src/features/tabletop/domain/fold.ts";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

const SOURCE = "tabletop.md 10";

/** A log in which two players lay a piece and take one away by turns, `moves` moves long. */
function longLog(moves: number) {
  const log = aLog({ rows: 19, cols: 19, moves: ["place", "remove"] });
  const ids: string[] = [];
  for (let n = 0; n < moves; n += 1) {
    const player = (n % 2) + 1;
    const cell = `${String.fromCharCode(65 + ((n >> 1) % 19))}${1 + (Math.floor(n / 38) % 19)}`;
    ids.push(
      log.move(n % 2 === 0 ? { kind: "place", player, to: cell } : { kind: "remove", player: null, from: cell }),
    );
  }
  return { log, ids };
}

/** What replaying a game costs. */
export const foldRows: readonly BenchRow[] = [
  {
    source: SOURCE,
    what: "fold of 10,000 events",
    peer: "JSON.parse of the same log",
    target: { kind: "at most", value: 3, of: "ratio" },
    unit: "ms",
    async measure() {
      const { log } = longLog(9_997);
      const text = JSON.stringify(log.events);
      const folded = foldGame(log.events, gridRules);
      if (folded.conflicts.length > 0) throw new Error(`the log has conflicts: ${folded.conflicts[0]?.reason}`);
      return timePair(
        () => foldGame(log.events, gridRules),
        () => JSON.parse(text),
        15,
      );
    },
  },
  {
    source: SOURCE,
    what: "fold after a correction of move 190 of 200, snapshots",
    peer: "the same fold from scratch",
    target: { kind: "at most", value: 0.3, of: "ratio" },
    unit: "ms",
    async measure() {
      const { log, ids } = longLog(200);
      const before = foldGame(log.events, gridRules);
      const snapshots = before.passed.map((passed) => snapshotOf(before, passed));
      const content = (
        log.events.find((event) => event.kind === "move_committed" && event.payload.move_id === ids[189]) as Committed
      ).payload;
      log.add({ kind: "move_corrected", payload: { ...content, move: { kind: "remove", player: null, from: "A1" } } });
      return timePair(
        () => foldGame(log.events, gridRules, { snapshots }),
        () => foldGame(log.events, gridRules),
        101,
      );
    },
  },
];

type Committed = Extract<GameEvent, { kind: "move_committed" }>;
