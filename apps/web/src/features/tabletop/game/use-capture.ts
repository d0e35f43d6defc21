import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createCapture, type GameDetailWire } from "@wopr/contracts";
import { isAffected } from "../../../api/affected.ts";
import { useApi } from "../../../api/context.tsx";
import { sayFailed } from "../../../ui/toast.tsx";
import { asPhoto } from "./photo-file.ts";

/** How a photo of one game can be taken. */
export interface Capturing {
  /** Whether a camera of the game can be asked; else a photo comes from this device. */
  readonly hasCamera: boolean;
  readonly sending: boolean;
  /** Asks the game's camera. */
  trigger(): void;
  /** Sends a photo of this device. */
  send(photo: Blob): void;
  /** Id of the capture begun last on this page. */
  readonly begun: string | undefined;
}

/** Takes photos of one game: by its camera, or from this device. */
export function useCapture(game: Pick<GameDetailWire, "id" | "camera">): Capturing {
  const { client, live } = useApi();
  const queries = useQueryClient();
  const params = { id: game.id };
  const begin = useMutation({
    mutationFn: async (photo: Blob | undefined) => {
      if (!photo) return client.call(createCapture, { params, query: {}, body: { trigger_camera: true } });
      const form = new FormData();
      const ready = photo instanceof File ? await asPhoto(photo) : photo;
      form.append("image", ready, ready.type === "image/png" ? "photo.png" : "photo.jpg");
      return client.upload(createCapture, { params, query: {} }, form);
    },
    onError: sayFailed,
    onSettled: () =>
      live.state().mode === "live"
        ? undefined
        : queries.invalidateQueries({
            predicate: ({ queryKey }) => isAffected(queryKey, { topic: `game:${game.id}`, kind: "capture.added" }),
          }),
  });
  return {
    hasCamera: game.camera !== null && game.camera.driver !== "browser",
    sending: begin.isPending,
    trigger: () => {
      if (!begin.isPending) begin.mutate(undefined);
    },
    send: (photo) => {
      if (!begin.isPending) begin.mutate(photo);
    },
    begun: begin.data?.capture_id,
  };
}
