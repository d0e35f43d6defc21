import { type GameDetailWire, type ProposalWire, readCrop } from "@wopr/contracts";
import { useApi } from "../../../api/context.tsx";
import { type Change, Difference } from "../../../ui/difference.tsx";
import { boardOf, placeName } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";
import { playerLabel } from "../words.ts";
import { seatIn } from "./proposal-position.ts";

/** At most so many cells are shown as pictures; a whole board belongs on the board. */
const MOST = 4;

/** The cells that changed, as pictures before and after. */
export function CellPictures(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly cells: ProposalWire["cells"];
}) {
  const { game, captureId, cells } = props;
  const { client } = useApi();
  const board = boardOf(game, usePacks());
  const url = (cell: string, side: "before" | "after") =>
    client.url(readCrop, { params: { id: game.id, cid: captureId, cell }, query: { side } });
  const changes: Change[] = cells.slice(0, MOST).map(({ cell, before, after }) => ({
    at: placeName(board, cell),
    kind: kindOf(before, after),
    before: classText(game, before),
    after: classText(game, after),
    pictures: { before: url(cell, "before"), after: url(cell, "after") },
  }));
  const more = cells.length - MOST;
  return (
    <div>
      <Difference label="Cells that changed" changes={changes} />
      {more > 0 ? <p className="muted small">and {more} more on the board</p> : null}
    </div>
  );
}

function kindOf(before: string, after: string): Change["kind"] {
  if (before === after) return "same";
  if (before === "empty") return "added";
  return after === "empty" ? "removed" : "changed";
}

/** "Empty", "Blue", "Blue 3", or the server's own word. */
export function classText(game: Pick<GameDetailWire, "players">, cls: string): string {
  const counted = /^(player_\d+) (\d+)$/.exec(cls);
  if (counted?.[1]) return `${classText(game, counted[1])} ${counted[2]}`;
  const seat = seatIn(cls);
  if (seat === null) return "Empty";
  return seat === undefined ? cls : playerLabel(game.players, seat);
}
