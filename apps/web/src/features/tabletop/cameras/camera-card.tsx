import { Button } from "@mantine/core";
import { IconCamera, IconEye, IconEyeOff, IconLock, IconLockOpen, IconStar, IconTrash } from "@tabler/icons-react";
import {
  type CameraWire,
  createCamera,
  deleteCamera,
  lockCamera,
  testCamera,
  unlockCamera,
  updateCamera,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { Age } from "../../../ui/age.tsx";
import { Preview } from "../../../ui/preview.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import { offerUndo } from "../../../ui/undo.tsx";
import { EvidenceList } from "../../../ui/why.tsx";
import { bytesText, countText, durationText, quoted, sentenceCase } from "../../../ui/words.ts";
import { cameraState, DRIVER_NAMES, sizesText } from "./camera-words.ts";
import styles from "./cameras-page.module.css";
import { LiveView } from "./live-view.tsx";
import { WatchTable } from "./watch-table.tsx";

const touches = () => ["cameras"];

/** One camera: state, picture, the functional test, default and removal. */
export function CameraCard({ camera }: { readonly camera: CameraWire }) {
  const [looking, setLooking] = useState(false);
  const [removing, setRemoving] = useState(false);
  const params = { id: camera.id };
  const test = useAct(testCamera, { touches });
  const update = useAct(updateCamera, { touches });
  const lock = useAct(lockCamera, {
    touches,
    done: ({ name }) => sayDone(`Camera "${name}" holds exposure and white balance now.`),
  });
  const unlock = useAct(unlockCamera, {
    touches,
    done: ({ name }) => sayDone(`Camera "${name}" chooses exposure by itself again.`),
  });
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
  const stored = camera.driver === "replay" || camera.driver === "watch";
  const watches = canShoot && !stored;
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
        <CameraFacts camera={camera} />
      </div>
      {looking ? <LiveView camera={camera} /> : null}
      {watches ? <WatchTable camera={camera} /> : null}
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
              leftSection={looking ? <IconEyeOff size={18} aria-hidden /> : <IconEye size={18} aria-hidden />}
              aria-pressed={looking}
              onClick={() => setLooking(!looking)}
            >
              {looking ? "Stop looking" : "Look"}
            </Button>
            {camera.locks ? (
              <Button
                variant="default"
                leftSection={<IconLockOpen size={18} aria-hidden />}
                loading={unlock.isPending}
                onClick={() => unlock.mutate({ params })}
              >
                Unlock
              </Button>
            ) : null}
            {camera.lockable === false || (camera.locks && !camera.advice) ? null : (
              <Button
                variant="default"
                leftSection={<IconLock size={18} aria-hidden />}
                loading={lock.isPending}
                onClick={() => lock.mutate({ params })}
              >
                {camera.locks ? "Lock again" : "Lock exposure"}
              </Button>
            )}
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

/** Sizes, locks, what waits, and what would make it better. */
function CameraFacts({ camera }: { readonly camera: CameraWire }) {
  const { spool, locks, advice, sizes } = camera;
  return (
    <>
      {Object.keys(sizes).length > 0 ? <p className="muted small">{sizesText(sizes)}</p> : null}
      {locks ? (
        <p
          className="muted small"
          title={Object.entries(locks)
            .map(([name, value]) => `${name} ${value}`)
            .join(", ")}
        >
          Exposure, white balance and focus are held.
        </p>
      ) : null}
      {spool && spool.files > 0 ? (
        <p className="state-line">
          <StateMark state="attention" word="Waiting" />
          {countText(spool.files, "photo waits", "photos wait")} on the camera for the server ({bytesText(spool.bytes)}
          ).
        </p>
      ) : null}
      {advice ? (
        <p className="state-line">
          <StateMark state="attention" word="Advice" /> {advice}
        </p>
      ) : null}
    </>
  );
}

function settingsText(camera: CameraWire): string {
  return Object.entries(camera.settings)
    .filter(([key]) => key !== "defaults")
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}
