import { Button, Modal } from "@mantine/core";
import { IconCamera, IconPhotoUp } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { sayFailed } from "../../../ui/toast.tsx";
import { PickPhoto } from "../new-game/pick-photo.tsx";
import styles from "./live-camera.module.css";
import { frameOf } from "./photo-file.ts";

/** Whether this page may ask for a live picture: over HTTPS or on the machine itself. */
export const canShowLive = (): boolean => globalThis.isSecureContext && "mediaDevices" in navigator;

/** The live picture of this device's camera, and a button that takes it. */
export function LiveCamera(props: {
  readonly opened: boolean;
  readonly close: () => void;
  readonly take: (photo: Blob) => void;
  /** What is drawn over the picture. */
  readonly over?: (video: RefObject<HTMLVideoElement | null>) => ReactNode;
}) {
  const { opened, close, take, over } = props;
  return (
    <Modal opened={opened} onClose={close} size="xl" title="Camera of this device">
      {opened ? <LivePicture take={take} close={close} over={over} /> : null}
    </Modal>
  );
}

function LivePicture(props: {
  readonly take: (photo: Blob) => void;
  readonly close: () => void;
  readonly over: ((video: RefObject<HTMLVideoElement | null>) => ReactNode) | undefined;
}) {
  const { take, close, over } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    openCamera().then(
      (stream) => {
        const stop = () => {
          for (const track of stream.getTracks()) track.stop();
        };
        if (gone.signal.aborted) return stop();
        gone.signal.addEventListener("abort", stop);
        if (video.current) video.current.srcObject = stream;
      },
      () => setProblem("The camera of this device cannot be used. Allow it for this page, or choose a photo instead."),
    );
    return () => gone.abort();
  }, []);
  if (problem) {
    return (
      <div className="stack">
        <p role="alert">{problem}</p>
        <PickPhoto
          label="Choose a photo"
          icon={<IconPhotoUp size={20} aria-hidden />}
          busy={false}
          send={(photo) => {
            close();
            take(photo);
          }}
        />
      </div>
    );
  }
  const shoot = () => {
    if (!video.current) return;
    frameOf(video.current).then((photo) => {
      close();
      take(photo);
    }, sayFailed);
  };
  return (
    <div className="stack">
      <div className={styles["stage"]}>
        <video ref={video} className={styles["video"]} autoPlay playsInline muted onPlaying={() => setReady(true)} />
        {ready ? over?.(video) : null}
      </div>
      <Button size="xl" leftSection={<IconCamera size={24} aria-hidden />} disabled={!ready} onClick={shoot}>
        Take photo
      </Button>
    </div>
  );
}

const openCamera = () =>
  navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 3840 }, height: { ideal: 2160 } },
    audio: false,
  });
