import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { GameDetailWire } from "@wopr/contracts";
import type { BoardSpec } from "@wopr/games";
import { tableGrid, VIRTUAL_GRID } from "@wopr/vision";
import { Page } from "../../../ui/page.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { boardOf } from "../board/spec.ts";
import { useGame } from "../game/use-game.ts";
import { usePacks } from "../use-packs.ts";
import { AreasStep } from "./areas-step.tsx";
import { CameraStep } from "./camera-step.tsx";
import { ColoursStep } from "./colours-step.tsx";
import { CornersStep } from "./corners-step.tsx";
import { type StepName, Steps } from "./steps.tsx";
import { ZoneColoursStep } from "./zone-colours-step.tsx";

const SENTENCES: Readonly<Record<string, string>> = {
  camera: "Where do the photos come from?",
  corners: "Where does the board lie in the picture?",
  areas: "Where are its areas printed?",
  colours: "Whose pieces look like what?",
};

/** What a game needs before photos can be read. Every step can be left; what is done is kept by the server. */
export function PreparePage() {
  const { gameId } = useParams({ from: "/inside/play/$gameId/prepare" });
  const { step: asked } = useSearch({ from: "/inside/play/$gameId/prepare" });
  const { query } = useGame(gameId);
  const packs = usePacks();
  const navigate = useNavigate();
  const go = (step: StepName) => {
    const going =
      step === "photo"
        ? navigate({ to: "/play/$gameId", params: { gameId } })
        : navigate({ to: "/play/$gameId/prepare", params: { gameId }, search: { step } });
    going.catch(() => {});
  };
  const current = query.data ? stepFor(query.data, asked) : "camera";
  return (
    <Page
      width={current === "corners" || current === "areas" ? "normal" : "narrow"}
      title={query.data?.name ?? "Game"}
      sentence={SENTENCES[current] ?? "One moment."}
      back={{ label: "the games", to: "/play" }}
    >
      <Loaded query={query} what="the game" skeleton={<Skeletons count={1} height={400} />}>
        {(game) => {
          const board = boardOf(game, packs);
          return (
            <>
              <Steps
                current={current}
                done={doneSteps(game)}
                reachable={reachable(game)}
                without={withoutSteps(game, board)}
                open={go}
              />
              {current === "camera" ? <CameraStep game={game} next={() => go("corners")} /> : null}
              {current === "corners" && board ? (
                <CornersStep game={game} board={cornerGrid(board)} next={() => go(afterCorners(game, board))} />
              ) : null}
              {current === "areas" && board?.kind === "zones" ? (
                <AreasStep game={game} board={board} next={() => go("colours")} />
              ) : null}
              {current === "colours" && board?.kind === "zones" ? (
                <ZoneColoursStep game={game} next={() => go("photo")} />
              ) : null}
              {current === "colours" && board?.kind === "grid" ? (
                <ColoursStep game={game} board={board} next={() => go("photo")} />
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** The step asked for where it can be done; else the first that is missing. */
export function stepFor(
  game: Pick<GameDetailWire, "calibration" | "palette">,
  asked: string | undefined,
): "camera" | "corners" | "areas" | "colours" {
  if (asked === "camera" || asked === "corners") return asked;
  if ((asked === "colours" || asked === "areas") && game.calibration) return asked;
  if (!game.calibration) return "camera";
  return game.palette.length === 0 ? "colours" : "camera";
}

/** The cells that are shown while corners are dragged; the server judges by the same. */
const cornerGrid = (board: BoardSpec) =>
  board.kind === "grid" ? board : board.kind === "table" ? tableGrid(board) : VIRTUAL_GRID;

/** Bases on a table are found without knowing colours first. */
const afterCorners = (game: GameDetailWire, board: BoardSpec): StepName =>
  board.kind === "table" ? "photo" : drawable(game, board) ? "areas" : "colours";

const NONE: ReadonlySet<StepName> = new Set();
const NO_AREAS: ReadonlySet<StepName> = new Set(["areas"]);
const CORNERS_ONLY: ReadonlySet<StepName> = new Set(["areas", "colours"]);

const withoutSteps = (game: GameDetailWire, board: BoardSpec | undefined): ReadonlySet<StepName> =>
  board?.kind === "table" ? CORNERS_ONLY : drawable(game, board) ? NONE : NO_AREAS;

/** Areas of one's own kinds of games were drawn with them; those of shipped boards are drawn once per printing. */
const drawable = (game: GameDetailWire, board: BoardSpec | undefined): boolean =>
  board?.kind === "zones" && game.pack_id === "dune_imperium";

function doneSteps(game: GameDetailWire): ReadonlySet<StepName> {
  const done = new Set<StepName>(["game", "players"]);
  if (game.camera || game.calibration) done.add("camera");
  if (game.calibration) done.add("corners");
  if (game.pack_options["layout"] !== undefined) done.add("areas");
  if (game.palette.length > 0) done.add("colours");
  if (game.agreed_capture_id) done.add("photo");
  return done;
}

function reachable(game: GameDetailWire): ReadonlySet<StepName> {
  const open = new Set<StepName>(["camera", "corners"]);
  if (game.calibration) {
    open.add("areas");
    open.add("colours");
    open.add("photo");
  }
  return open;
}
