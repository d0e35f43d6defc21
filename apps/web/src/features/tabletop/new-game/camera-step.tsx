import { Button } from "@mantine/core";
import { IconDeviceMobile, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type GameDetailWire, listCameras, updateGame } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Loaded } from "../../../ui/states.tsx";
import { CameraPicture } from "../cameras/camera-picture.tsx";
import { cameraState, isOfSample } from "../cameras/camera-words.ts";
import styles from "./camera-step.module.css";

/** Which camera looks at the table. This device is always one. */
export function CameraStep({ game, next }: { readonly game: GameDetailWire; readonly next: () => void }) {
  const cameras = useEndpoint(listCameras, {});
  const [chosen, setChosen] = useState<string | null>(game.camera?.id ?? null);
  const update = useAct(updateGame, { touches: () => [`game:${game.id}`], done: next });
  const go = () => {
    if (chosen === (game.camera?.id ?? null)) return next();
    update.mutate({ params: { id: game.id }, body: { camera_id: chosen } });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <Loaded query={cameras} what="the cameras">
        {({ items }) => (
          <fieldset className={styles["list"]}>
            <legend className="visually-hidden">Camera</legend>
            <label className={styles["camera"]}>
              <input
                type="radio"
                name="camera"
                className={styles["radio"]}
                checked={chosen === null}
                onChange={() => setChosen(null)}
              />
              <IconDeviceMobile size={24} aria-hidden />
              <span className="grow">
                <span className={styles["name"]}>This device</span>
                <span className="muted small">
                  Its camera or a file. Works everywhere, also without a camera server.
                </span>
              </span>
            </label>
            {items
              .filter((camera) => camera.driver !== "browser" && (!isOfSample(camera) || camera.id === game.camera?.id))
              .map((camera) => {
                const { state, text } = cameraState(camera);
                return (
                  <label key={camera.id} className={styles["camera"]}>
                    <input
                      type="radio"
                      name="camera"
                      className={styles["radio"]}
                      checked={chosen === camera.id}
                      onChange={() => setChosen(camera.id)}
                    />
                    <span className="grow">
                      <span className={styles["name"]}>{camera.name}</span>
                      <span className="muted small">
                        <StateMark state={state} word="" /> {text}
                      </span>
                    </span>
                    {chosen === camera.id ? (
                      <span className={styles["picture"]}>
                        <CameraPicture camera={camera} />
                      </span>
                    ) : null}
                  </label>
                );
              })}
          </fieldset>
        )}
      </Loaded>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <Button
          component={Link}
          to="/play/cameras"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={18} aria-hidden />}
        >
          Add a camera
        </Button>
        <Button type="submit" size="lg" loading={update.isPending}>
          Next: corners
        </Button>
      </div>
    </form>
  );
}
