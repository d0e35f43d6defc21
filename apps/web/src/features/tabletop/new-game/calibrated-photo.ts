import type { GameDetailWire } from "@wopr/contracts";
import { type Corners, type Size, scaledTo } from "../calibrate/corners.ts";

/** Corners of a game's board in a photo of it; `undefined` before they were dragged, or for a photo of another shape. */
export const calibratedPhoto = (
  game: Pick<GameDetailWire, "calibration">,
  photo: Size | undefined,
): Corners | undefined =>
  game.calibration && photo ? scaledTo(game.calibration.corners, game.calibration.image, photo) : undefined;
