import type { CameraWire } from "@wopr/contracts";
import type { StateName } from "../../../ui/state-mark.tsx";
import { quoted } from "../../../ui/words.ts";

/** State of a camera as shape and sentence. */
export function cameraState(camera: Pick<CameraWire, "status" | "detail">): {
  readonly state: StateName;
  readonly text: string;
} {
  if (camera.status === "ready") return { state: "works", text: quoted(camera.detail ?? "Ready") };
  if (camera.status === "busy") return { state: "running", text: quoted(camera.detail ?? "Taking a photo") };
  return { state: "failed", text: quoted(camera.detail ?? "Does not answer") };
}

/** Whether a camera only plays the photos of a sample; it belongs to its game and is of no use elsewhere. */
export const isOfSample = (camera: Pick<CameraWire, "settings">): boolean => camera.settings["sample"] !== undefined;

/** What a driver is called. */
export const DRIVER_NAMES: Readonly<Record<CameraWire["driver"], string>> = {
  http: "Network camera",
  watch: "Watched folder",
  replay: "Replay of a folder",
  browser: "Camera of a browser",
  agent: "Camera process",
};

/** One field of a driver's settings. */
export interface DriverField {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly required: boolean;
}

/** Drivers that can be added by hand, with what they need to know. */
export const DRIVERS: readonly {
  readonly driver: "http" | "watch" | "replay";
  readonly text: string;
  readonly fields: readonly DriverField[];
}[] = [
  {
    driver: "http",
    text: "A camera with an address: a snapshot picture or an MJPEG stream.",
    fields: [
      {
        key: "url",
        label: "Address of the picture",
        description: "A JPEG snapshot, or an MJPEG stream.",
        placeholder: "http://192.168.1.20/snapshot.jpg",
        required: true,
      },
    ],
  },
  {
    driver: "watch",
    text: "A folder on the server; every new photo in it counts.",
    fields: [
      {
        key: "folder",
        label: "Folder on the server",
        description: "New JPEG files are taken as they come.",
        placeholder: "/srv/photos",
        required: true,
      },
    ],
  },
  {
    driver: "replay",
    text: "A folder of old photos; every shot gives the next one.",
    fields: [
      {
        key: "folder",
        label: "Folder on the server",
        description: "Photos in the order of their names.",
        placeholder: "/srv/old-game",
        required: true,
      },
    ],
  },
];
