import type { MoveInputWire, PlayerWire } from "@wopr/contracts";
import { playerLabel } from "./words.ts";

/** A move that has not been sent yet, in the words the server would use: "Blue: E4 → F5". */
export function moveText(move: MoveInputWire, players: readonly PlayerWire[]): string {
  if (move.kind === "composite") return move.parts.map((part) => moveText(part, players)).join(" · ");
  const who = move.player === null ? "Board" : playerLabel(players, move.player);
  return `${who}: ${verbOf(move)}`;
}

function verbOf(move: Exclude<MoveInputWire, { kind: "composite" }>): string {
  switch (move.kind) {
    case "place":
      return `places ${move.to}`;
    case "remove":
      return `takes away ${move.from}`;
    case "move":
      return `${move.from} → ${move.to}`;
    case "capture":
      return `${move.from} × ${move.to}`;
    case "swap":
      return `${move.a} ↔ ${move.b}`;
    case "count":
      return `${move.zone} ${move.delta < 0 ? "−" : "+"}${Math.abs(move.delta)}`;
    case "track":
      return `${move.track} → ${move.to}`;
    case "relocate":
      return `${move.base_id} → ${Math.round(move.to.x)}, ${Math.round(move.to.y)} mm`;
    case "pass":
      return "passes";
  }
}
