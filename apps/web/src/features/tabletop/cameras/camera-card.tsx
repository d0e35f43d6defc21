import { Button } from "@mantine/core";
import { IconCamera, IconEye, IconStar, IconTrash } from "@tabler/icons-react";
import { type CameraWire, createCamera, deleteCamera, testCamera, updateCamera } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { Age } from "../../../ui/age.tsx";
import { Preview } from "../../../ui/preview.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { offerUndo } from "../../../ui/undo.tsx";
import { EvidenceList } from "../../../ui/why.tsx";
import { durationText, quoted, sentenceCase } from "../../../ui/words.ts";
import { CameraPicture } from "./camera-picture.tsx";
import { cameraState, DRIVER_NAMES } from "./camera-words.ts";
import styles from "./cameras-page.module.css";

const touches = () => ["cameras"];

/** One camera: state, picture, the functional test, default and removal. */
export function CameraCard({ camera }: { readonly camera: CameraWire }) {
  const [looking, setLooking] = useState(false);
  const [removing, setRemoving] = useState(false);
  const params = { id: camera.id };
  const test = useAct(testCamera, { touches });
  const update = useAct(updateCamera, { touches });
  const again = useAct(createCamera, { touches });
  const remove = useAct(deleteCamera, {
    touches,
    done: () => {
      setRemoving(false);
      const { name, driver, settings, rotate, flip, is_default } = camera;
      offerUndo({
        text: `Camera "${name}" is removed.`,
        undo: () => again.mutateAsync({ body: { name, driver, settings, rotate, flip, is_default } }),
      });
    },
  });
  const { state, text } = cameraState(camera);
  const canShoot = camera.driver !== "browser";
  return (
    <article className={styles["card"]} aria-label={`Camera ${camera.name}`}>
      <div>
        <h2 className={styles["name"]}>{camera.name}</h2>
        <p className="state-line">
          <StateMark state={state} word="" /> {text}
        </p>
        <p className="muted small">
          {DRIVER_NAMES[camera.driver]}
          {camera.is_default ? " · used unless a game says otherwise" : ""}
          {camera.last_frame_at ? (
            <>
              {" "}
              · last picture <Age at={camera.last_frame_at} />
            </>
          ) : null}
        </p>
        <p className={styles["settings"]}>{settingsText(camera)}</p>
      </div>
      {looking ? <CameraPicture camera={camera} /> : null}
      {test.data ? (
        <div role="status">
          <p className="state-line">
            <StateMark state={test.data.passed ? "works" : "failed"} />
            {test.data.passed ? "The test passed" : "The test failed"} in {durationText(test.data.took_ms)}
            {test.data.width && test.data.height ? `, ${test.data.width} × ${test.data.height}` : ""}.
          </p>
          <EvidenceList
            label="Checks"
            items={test.data.checks.map((check) => ({
              name: sentenceCase(check.name.replaceAll("_", " ")),
              text: quoted(check.text),
              state: check.passed ? "works" : "failed",
            }))}
          />
        </div>
      ) : null}
      <div className="row-8">
        {canShoot ? (
          <>
            <Button
              variant="light"
              leftSection={<IconCamera size={18} aria-hidden />}
              loading={test.isPending}
              onClick={() => test.mutate({ params })}
            >
              Test
            </Button>
            <Button
              variant="default"
              leftSection={<IconEye size={18} aria-hidden />}
              onClick={() => setLooking(!looking)}
            >
              {looking ? "Hide the picture" : "Look"}
            </Button>
          </>
        ) : null}
        {camera.is_default ? null : (
          <Button
            variant="default"
            leftSection={<IconStar size={18} aria-hidden />}
            onClick={() => update.mutate({ params, body: { is_default: true } })}
          >
            Use by default
          </Button>
        )}
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconTrash size={18} aria-hidden />}
          onClick={() => setRemoving(true)}
        >
          Remove
        </Button>
      </div>
      <Preview
        title={`Remove camera "${camera.name}"?`}
        opened={removing}
        close={() => setRemoving(false)}
        consequences={[{ count: 1, text: "camera goes; photos it took stay" }]}
        undo="It can be added again with the same settings."
        act={{ label: "Remove", run: () => remove.mutate({ params }), busy: remove.isPending, danger: true }}
      />
    </article>
  );
}

function settingsText(camera: CameraWire): string {
  return Object.entries(camera.settings)
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}
