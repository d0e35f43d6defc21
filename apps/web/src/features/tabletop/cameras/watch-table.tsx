import { Select } from "@mantine/core";
import { type CameraWire, listGames, setCameraAuto } from "@wopr/contracts";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { sayDone } from "../../../ui/toast.tsx";

/** Which game a camera photographs by itself, whenever its table changed and came to rest. */
export function WatchTable({ camera }: { readonly camera: CameraWire }) {
  const games = useEndpoint(listGames, { query: { limit: 50 } });
  const playing = (games.data?.games ?? []).filter(({ status }) => status === "setup" || status === "in_progress");
  const watch = useAct(setCameraAuto, {
    touches: () => ["cameras"],
    done: ({ auto_game_id, name }) =>
      sayDone(auto_game_id ? `Camera "${name}" takes photos by itself now.` : `Camera "${name}" waits to be asked.`),
  });
  return (
    <Select
      label="Takes photos by itself of"
      description="When something changed, nothing moves and no hand is in the picture for 1.5 s."
      placeholder="No game"
      clearable
      clearButtonProps={{ "aria-label": "No game" }}
      disabled={watch.isPending}
      data={playing.map(({ id, name }) => ({ value: id, label: name }))}
      value={camera.auto_game_id}
      onChange={(value) => watch.mutate({ params: { id: camera.id }, body: { game_id: value } })}
    />
  );
}
