import { type CalibrationWire, type GameDetailWire, listGames, readGame } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";

/** Corners of the newest other game of the same camera: the board often lies where it lay last time. */
export function useLastCorners(
  game: Pick<GameDetailWire, "id" | "camera">,
  wanted: boolean,
): CalibrationWire | undefined {
  const games = useEndpoint(listGames, { query: { limit: 5 } }, { enabled: wanted });
  const other = games.data?.games.find(({ id, demo }) => id !== game.id && !demo);
  const last = useEndpoint(readGame, { params: { id: other?.id ?? "" } }, { enabled: wanted && other !== undefined });
  const calibration = last.data?.calibration;
  const sameCamera = (last.data?.camera?.id ?? null) === (game.camera?.id ?? null);
  return wanted && sameCamera && calibration ? calibration : undefined;
}
