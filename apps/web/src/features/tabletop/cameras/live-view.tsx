import { type CameraWire, cameraPreview } from "@wopr/contracts";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import styles from "./camera-picture.module.css";

/** What a camera sees now, as moving pictures. Leaving it lets go of the camera. */
export function LiveView({ camera }: { readonly camera: CameraWire }) {
  const { client } = useApi();
  const picture = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<"waiting" | "live" | "failed">("waiting");
  const url = client.url(cameraPreview, { params: { id: camera.id } });
  useEffect(() => {
    const shown = picture.current;
    // Browsers keep a stream open whose picture merely left the page.
    return () => {
      if (shown) shown.src = "";
    };
  }, []);
  return (
    <div className={styles["box"]}>
      {state === "failed" ? (
        <p className="state-line" role="alert">
          <StateMark state="failed" /> No live picture. Test the camera to see why.
        </p>
      ) : null}
      <div className={styles["live"]} hidden={state === "failed"}>
        <img
          ref={picture}
          src={url}
          alt={`What camera ${camera.name} sees now`}
          className={styles["picture"]}
          onLoad={() => setState("live")}
          onError={() => setState("failed")}
        />
        {state === "waiting" ? (
          <span className={styles["waiting"]} role="status">
            Waiting for the first picture…
          </span>
        ) : (
          <span className={styles["mark"]}>
            <StateMark state="works" word="" /> Live
          </span>
        )}
      </div>
    </div>
  );
}
