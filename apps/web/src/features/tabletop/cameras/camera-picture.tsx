import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { type CameraWire, cameraSnapshot } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { sentenceOf } from "../../../ui/states.tsx";
import styles from "./camera-picture.module.css";

/** A fresh frame of a camera, taken when shown and on request; it is not kept. */
export function CameraPicture(props: {
  readonly camera: CameraWire;
  /** Shows the button alone: the picture is shown elsewhere. */
  readonly hidden?: boolean;
  readonly seen?: (picture: { readonly url: string; readonly width: number; readonly height: number }) => void;
}) {
  const { camera, seen, hidden = false } = props;
  const { client } = useApi();
  const [asked, setAsked] = useState(0);
  const [url, setUrl] = useState<string>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    let made: string | undefined;
    setProblem(undefined);
    // `asked` counts the requests for another frame.
    if (asked >= 0)
      client
        .raw(cameraSnapshot, { params: { id: camera.id } }, stop.signal)
        .then((response) => response.blob())
        .then(
          (blob) => {
            if (stop.signal.aborted) return;
            made = URL.createObjectURL(blob);
            setUrl(made);
          },
          (failure: unknown) => {
            if (!stop.signal.aborted) setProblem(sentenceOf(failure as Error));
          },
        );
    return () => {
      stop.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [client, camera.id, asked]);
  return (
    <div className={styles["box"]}>
      {problem ? <p role="alert">{problem}</p> : null}
      {url ? (
        <img
          src={url}
          alt={`What camera ${camera.name} sees`}
          className={styles["picture"]}
          hidden={hidden}
          onLoad={(event) => {
            const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
            seen?.({ url, width, height });
          }}
        />
      ) : problem ? null : (
        <div className={styles["wait"]} role="status">
          Taking a picture…
        </div>
      )}
      <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => setAsked(asked + 1)}>
        New picture
      </Button>
    </div>
  );
}
