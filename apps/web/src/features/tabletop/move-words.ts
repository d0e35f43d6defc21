import type { MoveInputWire, PlayerWire } from "@wopr/contracts";
import { playerLabel } from "./words.ts";

/** A move that has not been sent yet, in the words the server would use: "Blue: E4 → F5". */
export function moveText(move: MoveInputWire, players: readonly PlayerWire[]): string {
  const parts = move.kind === "composite" ? move.parts : [move];
  const lines: { readonly head: string; readonly objects: string[] }[] = [];
  for (const part of parts) {
    const who = part.player === null ? "Board" : playerLabel(players, part.player);
    const { verb, object } = phraseOf(part);
    const head = `${who}: ${verb}`.trim();
    const line = lines.find((candidate) => candidate.head === head && verb !== "");
    if (line) line.objects.push(object);
    else lines.push({ head, objects: [object] });
  }
  return lines.map(({ head, objects }) => `${head} ${objects.join(", ")}`.trim()).join(" · ");
}

function phraseOf(move: Exclude<MoveInputWire, { kind: "composite" }>): {
  readonly verb: string;
  readonly object: string;
} {
  switch (move.kind) {
    case "place":
      return { verb: "places", object: move.to };
    case "remove":
      return { verb: "takes away", object: move.from };
    case "move":
      return { verb: "", object: `${move.from} → ${move.to}` };
    case "capture":
      return { verb: "", object: `${move.from} × ${move.to}` };
    case "swap":
      return { verb: "", object: `${move.a} ↔ ${move.b}` };
    case "count":
      return { verb: "", object: `${move.zone} ${move.delta < 0 ? "−" : "+"}${Math.abs(move.delta)}` };
    case "track":
      return { verb: "", object: `${move.track} → ${move.to}` };
    case "relocate":
      return { verb: "", object: `${move.base_id} → ${Math.round(move.to.x)}, ${Math.round(move.to.y)} mm` };
    case "pass":
      return { verb: "passes", object: "" };
  }
}
