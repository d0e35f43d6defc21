import {
  agreeProposal,
  currentProposal,
  enterMove,
  holdProposal,
  listCalibrations,
  listGameEvents,
  listMoves,
  readState,
  redoGame,
  rejectProposal,
  setCalibration,
  setPalette,
  setState,
  undoGame,
} from "@wopr/contracts";
import type { Move } from "@wopr/games";
import type { App } from "../../../http/env.ts";
import { mount } from "../../../http/mount.ts";
import { publishedJobId } from "../jobs.ts";
import type { CalibrationsService } from "../services/calibrations.ts";
import { type HistoryService, moveCalled, type StateAt, type TakenBack } from "../services/history.ts";
import type { ProposalsService } from "../services/proposals.ts";
import type { StatesService } from "../services/states.ts";
import { toCalibrationWire, toPaletteEntryWire } from "../wire/cameras.ts";
import { toEventWire, toMoveLineWire } from "../wire/moves.ts";
import { toProposalWire, toQuestionWire } from "../wire/proposals.ts";
import { toGameStateWire, toStateWire } from "../wire/states.ts";

/** What playing needs. */
export interface PlayServices {
  readonly history: HistoryService;
  readonly proposals: ProposalsService;
  readonly states: StatesService;
  readonly calibrations: CalibrationsService;
}

const stateOf = ({ game, folded, hash }: StateAt) => toStateWire(game.row, folded, hash);

const takenBack = (done: TakenBack) => ({ state: stateOf(done), undone_group: done.groupId, text: done.text });

/** Mounts what happens in a game. Each handler is a translation and nothing else. */
export function mountPlayRoutes(app: App, { history, proposals, states, calibrations }: PlayServices): void {
  mount(app, readState, async ({ params, query }, caller) =>
    stateOf(await history.state(caller, params.id, { atMove: query.at_move, atSeq: query.at_seq })),
  );

  mount(app, setState, async ({ params, body }, caller) => {
    const { turn, phase, resources, source, board_state: board, expected_seq: expectedSeq } = body;
    const { game, event } = await states.set(caller, params.id, { turn, phase, resources, source, board, expectedSeq });
    return toGameStateWire(game, event);
  });

  mount(app, currentProposal, async ({ params }, caller) => {
    const { proposal, running } = await proposals.current(caller, params.id);
    return {
      proposal: proposal ? toProposalWire(proposal) : null,
      running: running
        ? {
            capture_id: running.captureId,
            stage: running.stage,
            share: running.share,
            eta_ms: running.etaMs,
            job_id: running.jobId === null ? null : publishedJobId(running.jobId),
          }
        : null,
    };
  });

  mount(app, holdProposal, async ({ params }, caller) => ({
    held: await proposals.hold(caller, params.id, params.pid),
  }));

  mount(app, agreeProposal, async ({ params, body }, caller) => {
    const { expected_seq: expectedSeq, answers, move, position } = body;
    const consent = { expectedSeq, answers, position, move: move as Move | undefined };
    const agreed = await proposals.agree(caller, params.id, params.pid, consent);
    const { folded, moveId } = agreed;
    return {
      proposal: toProposalWire(agreed.proposal),
      move: moveId === null ? null : toMoveLineWire(moveCalled(folded, moveId), folded, agreed.thumbnail),
      state: stateOf(agreed),
      open_questions: agreed.openQuestions.map(toQuestionWire),
    };
  });

  mount(app, rejectProposal, async ({ params, body }, caller) =>
    toProposalWire(await proposals.reject(caller, params.id, params.pid, body.reason)),
  );

  mount(app, listMoves, async ({ params }, caller) => {
    const { folded, thumbnails } = await history.moves(caller, params.id);
    const items = folded.moves.map((move) =>
      toMoveLineWire(move, folded, thumbnails.get(move.captureId ?? "") ?? null),
    );
    return { items, next_cursor: null };
  });

  mount(app, enterMove, async ({ params, body }, caller) => {
    const { move, at } = await history.enterMove(caller, params.id, body.move as Move, body.expected_seq);
    return { move: toMoveLineWire(move, at.folded, null), state: stateOf(at) };
  });

  mount(app, undoGame, async ({ params, body }, caller) =>
    takenBack(await history.undo(caller, params.id, body.expected_seq)),
  );
  mount(app, redoGame, async ({ params, body }, caller) =>
    takenBack(await history.redo(caller, params.id, body.expected_seq)),
  );

  mount(app, listGameEvents, async ({ params, query }, caller) => {
    const { game, events } = await history.events(caller, params.id, query.after_seq, query.limit);
    const { undone } = game.folded.groups;
    return { items: events.map((event) => toEventWire(event, undone)), head_seq: game.events.length };
  });

  mount(app, setCalibration, async ({ params, query, body }, caller) => {
    const dragged = { cameraId: body.camera_id ?? null, corners: body.corners, image: body.image };
    return toCalibrationWire(await calibrations.set(caller, params.id, dragged, query.dry_run === "true"));
  });

  mount(app, listCalibrations, async ({ params }, caller) => ({
    items: (await calibrations.list(caller, params.id)).map(toCalibrationWire),
    next_cursor: null,
  }));

  mount(app, setPalette, async ({ params, body }, caller) => {
    const { entries, warnings } = await calibrations.learnPalette(caller, params.id, body.capture_id, body.samples);
    return { palette: entries.map(toPaletteEntryWire), warnings: [...warnings] };
  });
}
