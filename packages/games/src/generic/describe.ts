/** Says a move in one line: "Blue: E4 → F5". */
import { playerLabel } from "../labels.ts";
import type { Move, Seat, SimpleMove, Table } from "../types.ts";
import type { GenericSettings } from "./settings.ts";
import { partsOf } from "./turns.ts";

/** Never empty; names of cells are those of the move. */
export function describeMove(settings: GenericSettings, move: Move, table: Table): string {
  const lines = gather(settings, partsOf(move));
  if (lines.length === 0) return `${who(table, move.player)}: nothing`;
  return lines.map((line) => `${who(table, line.player)}: ${line.text}`).join(" · ");
}

const who = (table: Table, player: Seat | null) => (player === null ? "Board" : playerLabel(table, player));

interface Line {
  readonly player: Seat | null;
  readonly text: string;
}

/** Neighbouring parts of one player and one verb share a line: "Red: places A1, B1". */
function gather(settings: GenericSettings, parts: readonly SimpleMove[]): readonly Line[] {
  const groups: { player: Seat | null; verb: string; objects: string[] }[] = [];
  for (const part of parts) {
    const { verb, object } = phrase(settings, part);
    const group = groups.find((candidate) => candidate.player === part.player && candidate.verb === verb);
    if (group) group.objects.push(object);
    else groups.push({ player: part.player, verb, objects: [object] });
  }
  return groups.map(({ player, verb, objects }) => ({ player, text: `${verb} ${objects.join(", ")}`.trim() }));
}

function phrase(settings: GenericSettings, move: SimpleMove): { readonly verb: string; readonly object: string } {
  switch (move.kind) {
    case "place":
      return { verb: "places", object: `${move.to}${pieceNote(settings, move.piece)}` };
    case "remove":
      return { verb: "takes away", object: move.from };
    case "move":
      return { verb: "", object: `${move.from} → ${move.to}` };
    case "capture": {
      const elsewhere = move.captured !== undefined && move.captured !== move.to;
      return {
        verb: "",
        object: elsewhere ? `${move.from} → ${move.to} × ${move.captured}` : `${move.from} × ${move.to}`,
      };
    }
    case "swap":
      return { verb: "", object: `${move.a} ↔ ${move.b}` };
    case "count":
      return {
        verb: "",
        object: `${zoneName(settings, move.zone)} ${move.delta < 0 ? "−" : "+"}${Math.abs(move.delta)}`,
      };
    case "track":
      return { verb: "", object: `${zoneName(settings, move.track)} → ${move.to}` };
    case "relocate":
      return { verb: "", object: `${move.base_id} → ${Math.round(move.to.x)}, ${Math.round(move.to.y)} mm` };
    case "pass":
      return { verb: "passes", object: "" };
  }
}

/** The kind of piece is worth saying only where there is a choice. */
function pieceNote(settings: GenericSettings, id: string | undefined): string {
  if (id === undefined || settings.manifest.pieces.length < 2) return "";
  return ` (${settings.manifest.pieces.find((piece) => piece.id === id)?.name ?? id})`;
}

function zoneName(settings: GenericSettings, id: string): string {
  if (settings.board.kind !== "zones") return id;
  return settings.board.zones.find((zone) => zone.id === id)?.name ?? id;
}
