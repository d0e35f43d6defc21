import { Button } from "@mantine/core";
import { IconCamera, IconPlus } from "@tabler/icons-react";
import { type CameraWire, listCameras } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Page } from "../../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../../ui/states.tsx";
import { countText } from "../../../ui/words.ts";
import { AddCamera } from "./add-camera.tsx";
import { CameraCard } from "./camera-card.tsx";
import { isOfSample } from "./camera-words.ts";
import styles from "./cameras-page.module.css";

/** Cameras: what they see, whether they work, and how to add one. */
export function CamerasPage() {
  const cameras = useEndpoint(listCameras, {}, { everyMs: 5_000 });
  const shown = cameras.data?.items.filter((camera) => !isOfSample(camera));
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      Add a camera
    </Button>
  );
  return (
    <Page
      title="Cameras"
      sentence={shown ? sentenceFor(shown) : "One moment."}
      back={{ label: "the games", to: "/play" }}
      action={shown && shown.length > 0 ? add : null}
    >
      <Loaded query={cameras} what="the cameras" skeleton={<Skeletons count={2} height={200} />}>
        {() =>
          !shown || shown.length === 0 ? (
            <Empty
              icon={<IconCamera size={28} aria-hidden />}
              title="No camera yet"
              text="Games can be played with the camera of a phone or tablet. A camera that stands over the table is added here."
              action={add}
            />
          ) : (
            <ul className={styles["list"]} aria-label="Cameras">
              {shown.map((camera) => (
                <li key={camera.id}>
                  <CameraCard camera={camera} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <AddCamera opened={adding} close={() => setAdding(false)} />
    </Page>
  );
}

function sentenceFor(cameras: readonly CameraWire[]): string {
  if (cameras.length === 0) return "A phone or tablet is camera enough.";
  const broken = cameras.filter(({ status }) => status === "error");
  if (broken.length === 0) return cameras.length === 1 ? "It works." : `All ${cameras.length} work.`;
  return `${countText(broken.length, "camera does", "cameras do")} not answer: ${broken.map(({ name }) => name).join(", ")}.`;
}
