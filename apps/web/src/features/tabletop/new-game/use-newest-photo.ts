import { type GameDetailWire, readCapture } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import type { Size } from "../calibrate/corners.ts";

/** The newest stored photo of a game with its size; `undefined` while there is none. */
export function useNewestPhoto(
  game: GameDetailWire,
): ({ readonly id: string; readonly url: string } & Size) | undefined {
  const newest = game.captures.findLast(({ status }) => status === "stored");
  const photo = useEndpoint(
    readCapture,
    { params: { id: game.id, cid: newest?.id ?? "" } },
    { enabled: newest !== undefined },
  );
  const { id, image_url: url, width, height } = photo.data ?? {};
  return id && url && width && height ? { id, url, width, height } : undefined;
}
