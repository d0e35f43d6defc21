import { findPack } from "@wopr/games";
import { Chess } from "chess.js";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

/** What the rules cost. */
export const inferenceRows: readonly BenchRow[] = [
  {
    source: "vision.md 10",
    what: "chess, all lines of two plies of a middle game",
    peer: "chess.js generating the same lines",
    target: { kind: "at most", value: 1.5, of: "ratio" },
    unit: "ms",
    async measure() {
      const { rules } = findPack("chess")!;
      const players = [1, 2].map((seat) => ({ seat, name: `Player ${seat}`, color: seat === 1 ? "white" : "black" }));
      const table = { players, options: {} };
      const opening = ["e2e4", "e7e5", "g1f3", "b8c6", "f1c4", "g8f6", "d2d3", "f8c5", "c1g5", "d7d6"];
      const game = new Chess();
      let state = rules.initial(table);
      for (const [n, uci] of opening.entries()) {
        const [from, to] = [uci.slice(0, 2), uci.slice(2, 4)];
        game.move({ from, to });
        const applied = rules.apply(state, { kind: "move", player: (n % 2) + 1, from, to }, table);
        if (!applied.ok) throw new Error(applied.conflict);
        state = applied.state;
      }
      const cells = Array.from({ length: 64 }, (_, i) => ({
        col: i % 8,
        row: Math.floor(i / 8),
        score: 60,
        status: "changed" as const,
        logLik: {},
      }));
      let lines = 0;
      const ours = () => rules.hypotheses(state, { cells }, table, 2).length;
      const peer = () => {
        lines = 0;
        for (const move of game.moves()) {
          game.move(move);
          lines += game.moves({ verbose: true }).length;
          game.undo();
        }
      };
      const counted = ours();
      const times = await timePair(ours, peer, 7);
      return { ...times, note: `${counted} of ours, ${lines} of theirs` };
    },
  },
];
