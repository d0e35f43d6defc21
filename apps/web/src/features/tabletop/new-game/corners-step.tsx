import { Button, Switch } from "@mantine/core";
import { IconCamera, IconPhotoUp, IconRotateClockwise2 } from "@tabler/icons-react";
import { type GameDetailWire, readCapture, setCalibration } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useKeys } from "../../../app/keys.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { Empty } from "../../../ui/states.tsx";
import { CornerPicker } from "../calibrate/corner-picker.tsx";
import { type Corners, firstCorners, type Size, scaledTo, turned } from "../calibrate/corners.ts";
import { FindMarkers } from "../calibrate/find-markers.tsx";
import { LiveOverlay } from "../calibrate/live-overlay.tsx";
import { judge } from "../calibrate/quality.ts";
import { CameraPicture } from "../cameras/camera-picture.tsx";
import { canShowLive, LiveCamera } from "../game/live-camera.tsx";
import { useCapture } from "../game/use-capture.ts";
import { PickPhoto } from "./pick-photo.tsx";
import { useLastCorners } from "./use-last-corners.ts";

/** Drag four corners over a photo: the newest of the game, or a fresh frame of its camera. */
export function CornersStep(props: {
  readonly game: GameDetailWire;
  readonly board: GridSpec;
  readonly next: () => void;
}) {
  const { game } = props;
  const newest = game.captures.findLast(({ status }) => status === "stored");
  const photo = useEndpoint(
    readCapture,
    { params: { id: game.id, cid: newest?.id ?? "" } },
    { enabled: newest !== undefined },
  );
  const [snapshot, setSnapshot] = useState<{ readonly url: string } & Size>();
  const stored =
    photo.data?.image_url && photo.data.width && photo.data.height
      ? { url: photo.data.image_url, width: photo.data.width, height: photo.data.height }
      : undefined;
  const picture = stored ?? snapshot;
  return (
    <div className="stack">
      {picture ? <CornersForm key={`${picture.width} ${picture.height}`} {...props} picture={picture} /> : null}
      {stored ? null : game.camera && game.camera.driver !== "browser" ? (
        <CameraPicture camera={game.camera} seen={setSnapshot} hidden={picture !== undefined} />
      ) : (
        <FirstPhoto game={game} board={props.board} />
      )}
    </div>
  );
}

/** Without a camera server the first photo comes from this device. */
function FirstPhoto({ game, board }: { readonly game: GameDetailWire; readonly board: GridSpec }) {
  const capture = useCapture(game);
  const [live, setLive] = useState(false);
  return (
    <>
      <Empty
        icon={<IconCamera size={28} aria-hidden />}
        title="A photo of the whole board"
        text="Put the camera where it stays during the game. All four corners of the board must be seen."
        action={
          <div className="row" style={{ justifyContent: "center" }}>
            <PickPhoto
              send={capture.send}
              busy={capture.sending}
              icon={<IconPhotoUp size={20} aria-hidden />}
              label="Take or choose a photo"
            />
            {canShowLive() ? (
              <Button variant="default" onClick={() => setLive(true)}>
                Live picture
              </Button>
            ) : null}
          </div>
        }
      />
      <LiveCamera
        opened={live}
        close={() => setLive(false)}
        take={capture.send}
        over={(video) => <LiveOverlay video={video} board={board} />}
      />
    </>
  );
}

function CornersForm(props: {
  readonly game: GameDetailWire;
  readonly board: GridSpec;
  readonly next: () => void;
  readonly picture: { readonly url: string } & Size;
}) {
  const { game, board, next, picture } = props;
  const known = game.calibration ? scaledTo(game.calibration.corners, game.calibration.image, picture) : undefined;
  const last = useLastCorners(game, known === undefined);
  const offered = last ? scaledTo(last.corners, last.image, picture) : undefined;
  const [corners, setCorners] = useState<Corners>(known ?? firstCorners(picture));
  const [grid, setGrid] = useState(true);
  const quality = judge(corners, board, picture);
  const touches = () => [`game:${game.id}`];
  const save = useAct(setCalibration, { touches, done: next });
  useKeys([{ key: "g", text: "Grid on or off", run: () => setGrid(!grid) }]);
  return (
    <>
      <CornerPicker
        url={picture.url}
        size={picture}
        board={board}
        corners={corners}
        quality={quality}
        grid={grid}
        change={setCorners}
      />
      <p className="row-8" role="status">
        <StateMark state={quality.state} /> <span className="grow">{quality.text}</span>
      </p>
      <div className="row">
        <Switch label="Grid" checked={grid} onChange={() => setGrid(!grid)} />
        <Button
          variant="default"
          leftSection={<IconRotateClockwise2 size={20} aria-hidden />}
          onClick={() => setCorners(turned(corners))}
        >
          Turn the board
        </Button>
        <FindMarkers url={picture.url} size={picture} found={setCorners} />
        {offered ? (
          <Button variant="default" onClick={() => setCorners(offered)}>
            Corners of the last game
          </Button>
        ) : null}
        <Button variant="default" onClick={() => setCorners(known ?? firstCorners(picture))}>
          Start over
        </Button>
        <span className="grow" />
        <Button
          size="lg"
          loading={save.isPending}
          disabled={quality.refused}
          onClick={() =>
            save.mutate({
              params: { id: game.id },
              query: {},
              body: {
                kind: "corners",
                camera_id: game.camera?.id ?? null,
                corners: corners.map(([x, y]) => [x, y]),
                image: { width: picture.width, height: picture.height },
              },
            })
          }
        >
          Next: colours
        </Button>
      </div>
    </>
  );
}
