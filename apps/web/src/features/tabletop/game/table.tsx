import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isAffected } from "../../../api/affected.ts";
import { useKeys } from "../../../app/keys.tsx";
import { Partial } from "../../../ui/states.tsx";
import { type Rows, rowsOf } from "../board/position.ts";
import { boardOf, piecesOf, readsPhotos } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";
import { BoardView } from "./board-view.tsx";
import { CaptureBar } from "./capture-bar.tsx";
import { CaptureFailed, CaptureProgress } from "./capture-progress.tsx";
import { isUnderWay } from "./capture-stages.ts";
import { failedCapture } from "./failed-capture.ts";
import { gameKeys } from "./game-keys.ts";
import { canShowLive, LiveCamera } from "./live-camera.tsx";
import { type EditPurpose, MoveEditor } from "./move-editor.tsx";
import { MoveList } from "./move-list.tsx";
import { PhotoStrip } from "./photo-strip.tsx";
import { PlayersPanel } from "./players-panel.tsx";
import { PolicyOffer } from "./policy-offer.tsx";
import { ProposalCard } from "./proposal-card.tsx";
import { gridOf, positionOf } from "./proposal-position.ts";
import { captureLabel } from "./proposal-words.ts";
import { SampleHints } from "./sample-hints.tsx";
import styles from "./table.module.css";
import { useCapture } from "./use-capture.ts";
import { type GameView, useGameActs } from "./use-game.ts";
import { useWakeLock } from "./use-wake-lock.ts";

const WhyDrawer = lazy(() => import("./why-drawer.tsx").then((module) => ({ default: module.WhyDrawer })));

/** The table of one game: board, proposal, players, moves, photos and the capture bar. */
export function Table({ view }: { readonly view: GameView }) {
  const { game, state, moves, running } = view;
  const packs = usePacks();
  const board = boardOf(game, packs);
  const pack = packs?.find(({ id }) => id === game.pack_id);
  const pieces = piecesOf(game, packs);
  const reads = readsPhotos(game, pack);
  const acts = useGameActs(game.id, state?.seq);
  const proposal = view.proposal && !acts.decided.has(view.proposal.id) ? view.proposal : null;
  const capture = useCapture(game);
  const failed = failedCapture(game, proposal !== null || running !== null);
  const [editing, setEditing] = useState<{ readonly purpose: EditPurpose; readonly start?: Rows }>();
  const [live, setLive] = useState(false);
  const [why, setWhy] = useState(false);
  const [layer, setLayer] = useState({ photo: false, grid: true, heat: false });
  const head = useRef<HTMLElement>(null);
  const boardArea = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();
  useWakeLock(game.status === "setup" || game.status === "in_progress");
  useFocusOn(head, proposal?.id);
  useBoardInSight(boardArea, proposal?.id);

  const base = board?.kind === "grid" ? rowsOf(board, state?.board_state) : undefined;
  const seen =
    board?.kind === "grid" && base && proposal
      ? positionOf(board, base, proposal, pieces[0]?.id ?? "piece")
      : undefined;
  const shoot = () => {
    if (capture.hasCamera) capture.trigger();
    else if (canShowLive()) setLive(true);
    else document.querySelector<HTMLInputElement>('input[type="file"]')?.click();
  };
  const retake = () => {
    if (!proposal) return shoot();
    acts.reject(proposal, "retake").then(shoot, () => {});
  };
  const saveMove = (move: Parameters<typeof acts.enter>[0]) => {
    const saved = proposal && proposal.outcome !== "setup" ? acts.agree(proposal, { move }) : acts.enter(move);
    saved.then(() => setEditing(undefined)).catch(() => {});
  };
  const savePosition = (rows: Rows) => {
    if (!proposal) return;
    acts
      .agree(proposal, { position: { grid: gridOf(rows) } })
      .then(() => setEditing(undefined))
      .catch(() => {});
  };
  const turn = state?.turn_player ?? null;
  const actions = {
    acts,
    retake,
    // Whoever corrects a reading begins with it; several moves in one photo begin with the position before.
    change: () => setEditing({ purpose: "move", ...(seen && proposal?.outcome !== "too_much" ? { start: seen } : {}) }),
    takeOver: () => setEditing({ purpose: "position", ...(seen ? { start: seen } : {}) }),
    why: () => setWhy(true),
    pass: turn === null ? undefined : () => saveMove({ kind: "pass", player: turn }),
  };
  const playing = !game.read_only && (game.status === "setup" || game.status === "in_progress");
  const begun = game.captures.find(({ id }) => id === capture.begun);
  const busy =
    capture.sending ||
    running !== null ||
    (capture.begun !== undefined && isUnderWay(begun, game.calibration !== null));
  useKeys(
    gameKeys({
      playing,
      busy,
      proposal,
      layer,
      setLayer,
      shoot,
      actions,
      canUndo: game.can_undo,
      canRedo: game.can_redo,
      history: () => navigate({ to: "/play/$gameId/history", params: { gameId: game.id } }).catch(() => {}),
      compare: () => navigate({ to: "/play/$gameId/compare", params: { gameId: game.id } }).catch(() => {}),
    }),
  );
  // The setup of a game is complete when its photo is agreed; the list of games shows it at once.
  const status = game.status;
  useEffect(() => {
    if (status)
      queries
        .invalidateQueries({ predicate: ({ queryKey }) => isAffected(queryKey, { topic: "games" }) })
        .catch(() => {});
  }, [queries, status]);

  return (
    <div className={styles["table"]}>
      <div className={styles["hints"]}>
        {game.read_only ? <Partial>{game.read_only}</Partial> : null}
        {game.altered ? (
          <Partial>
            The log of this game was changed by hand: it no longer gives the position that was kept. What is shown
            follows the log.
          </Partial>
        ) : null}
        <SampleHints game={game} moves={moves} proposal={proposal} />
        <PolicyOffer game={game} />
      </div>
      <div className={styles["board"]} ref={boardArea}>
        {board ? (
          <BoardView view={{ ...view, proposal }} board={board} seen={seen} layer={layer} change={setLayer} />
        ) : null}
      </div>
      <div className={styles["aside"]}>
        <div className={styles["answer"]}>
          {busy ? (
            <CaptureProgress
              game={game}
              captureId={running?.capture_id ?? capture.begun ?? ""}
              stage={running?.stage}
              share={running?.share ?? 0}
              etaMs={running?.eta_ms ?? null}
              jobId={running?.job_id ?? null}
            />
          ) : null}
          {proposal && !busy && playing ? (
            <ProposalCard key={proposal.id} game={game} proposal={proposal} actions={actions} head={head} />
          ) : null}
          {failed && !busy ? (
            <CaptureFailed game={game} captureId={failed} retry={shoot} enter={() => setEditing({ purpose: "move" })} />
          ) : null}
        </div>
        <div className={styles["side"]}>
          <PlayersPanel game={game} state={state} pack={pack} />
          <MoveList game={game} moves={moves} />
        </div>
      </div>
      <div className={styles["strip"]}>
        <PhotoStrip game={game} />
      </div>
      {playing ? (
        <div className={styles["bar"]}>
          <CaptureBar
            label={captureLabel({ demo: game.demo, agreed: game.agreed_capture_id !== null || moves.length > 0 })}
            quiet={proposal !== null}
            byHand={!reads}
            hasCamera={capture.hasCamera}
            busy={busy}
            canUndo={game.can_undo && !acts.busy}
            canRedo={game.can_redo && !acts.busy}
            trigger={capture.trigger}
            send={capture.send}
            openLive={canShowLive() ? () => setLive(true) : undefined}
            enter={() => setEditing({ purpose: "move" })}
            undo={acts.undo}
            redo={acts.redo}
          />
        </div>
      ) : null}
      {board ? (
        <MoveEditor
          game={game}
          board={board}
          pieces={pieces}
          state={state}
          purpose={editing?.purpose ?? "move"}
          start={editing?.start}
          opened={editing !== undefined}
          busy={acts.busy}
          close={() => setEditing(undefined)}
          saveMove={saveMove}
          savePosition={savePosition}
        />
      ) : null}
      <LiveCamera opened={live} close={() => setLive(false)} take={capture.send} />
      {why && proposal ? (
        <Suspense fallback={null}>
          <WhyDrawer
            game={game}
            board={board}
            captureId={proposal.capture_id}
            proposal={proposal}
            close={() => setWhy(false)}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

/** Moves the focus to a new proposal when it would be nowhere useful, so that Enter and a screen reader find it. */
function useFocusOn(target: { readonly current: HTMLElement | null }, id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return;
    const focused = document.activeElement;
    if (focused === document.body || focused?.id === "capture" || focused?.id === "content") {
      target.current?.focus({ preventScroll: true });
    }
  }, [target, id]);
}

/** Where the card lies over the page (phones, upright tablets), brings the board above it when something is proposed. */
function useBoardInSight(board: { readonly current: HTMLElement | null }, id: string | undefined): void {
  useEffect(() => {
    if (id === undefined || !globalThis.matchMedia("(max-width: 979px) and (min-height: 501px)").matches) return;
    const calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
    board.current?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, [board, id]);
}
