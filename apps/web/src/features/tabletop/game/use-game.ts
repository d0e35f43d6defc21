import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import {
  agreeProposal,
  analyzeCapture,
  type BoardStateWire,
  currentProposal,
  enterMove,
  type GameDetailWire,
  listMoves,
  type MoveInputWire,
  type MoveLineWire,
  type ProposalWire,
  type ResponseOf,
  readGame,
  readState,
  redoGame,
  rejectProposal,
  type StateWire,
  undoGame,
} from "@wopr/contracts";
import { useTopic } from "../../../api/context.tsx";
import { useAct } from "../../../api/use-act.tsx";
import { keyOf, useEndpoint } from "../../../api/use-endpoint.ts";
import { sayDone } from "../../../ui/toast.tsx";
import { offerUndo } from "../../../ui/undo.tsx";

/** Everything the page of one game reads. */
export interface GameView {
  readonly game: GameDetailWire;
  readonly state: StateWire | undefined;
  readonly moves: readonly MoveLineWire[];
  readonly proposal: ProposalWire | null;
  readonly running: ResponseOf<typeof currentProposal>["running"];
}

/** Reads one game and follows it live. */
export function useGame(gameId: string): {
  readonly query: UseQueryResult<GameDetailWire, Error>;
  readonly view: GameView | undefined;
} {
  const params = { id: gameId };
  const query = useEndpoint(readGame, { params });
  useTopic(query.isSuccess ? `game:${gameId}` : null);
  const state = useEndpoint(readState, { params, query: {} }, { enabled: query.isSuccess });
  const moves = useEndpoint(listMoves, { params }, { enabled: query.isSuccess });
  const open = useEndpoint(currentProposal, { params }, { enabled: query.isSuccess });
  const view = query.data && {
    game: query.data,
    state: state.data,
    moves: moves.data?.items ?? [],
    proposal: open.data?.proposal ?? null,
    running: open.data?.running ?? null,
  };
  return { query, view };
}

/** What people do with one game. Every act that can be taken back offers so. */
export function useGameActs(gameId: string, seq: number | undefined) {
  const touches = () => [`game:${gameId}`, "games"];
  const params = { id: gameId };
  const expected_seq = seq ?? 0;
  const queries = useQueryClient();
  // What the server answered is shown at once; the events of the same change bring the rest.
  const show = (state: StateWire, move: MoveLineWire | null) => {
    queries.setQueryData(keyOf(readState, { params, query: {} }), state);
    if (!move) return;
    queries.setQueryData<ResponseOf<typeof listMoves>>(keyOf(listMoves, { params }), (known) =>
      known ? { ...known, items: [...known.items.filter(({ n }) => n < move.n), move] } : known,
    );
  };
  const taken = ({ state, text }: ResponseOf<typeof undoGame>) => {
    show(state, null);
    sayDone(text);
  };
  const undo = useAct(undoGame, { touches, done: taken });
  const redo = useAct(redoGame, { touches, done: taken });
  const takeBack = (state: StateWire) => () =>
    undo.mutateAsync({ params, body: { expected_seq: state.seq } }).catch(() => {});
  const agree = useAct(agreeProposal, {
    touches,
    done: ({ move, state, open_questions }) => {
      if (open_questions.length > 0) return;
      show(state, move);
      offerUndo({ text: move ? `Agreed. ${move.move.text}` : "The setup is agreed.", undo: takeBack(state) });
    },
  });
  const enter = useAct(enterMove, {
    touches,
    done: ({ move, state }) => {
      show(state, move);
      offerUndo({ text: `Entered. ${move.move.text}`, undo: takeBack(state) });
    },
  });
  const reject = useAct(rejectProposal, { touches });
  const again = useAct(analyzeCapture, { touches });
  // Between the answer of the server and the next reading the old proposal would still lie there to be pressed again.
  const agreed = agree.data && agree.data.open_questions.length === 0 ? agree.data.proposal.id : undefined;
  return {
    decided: new Set([agreed, reject.data?.id]),
    busy: agree.isPending || enter.isPending || reject.isPending || undo.isPending || redo.isPending,
    agree: (
      proposal: ProposalWire,
      how: {
        readonly answers?: Record<string, string>;
        readonly move?: MoveInputWire;
        readonly position?: BoardStateWire;
      } = {},
    ) => agree.mutateAsync({ params: { ...params, pid: proposal.id }, body: { expected_seq, ...how } }),
    reject: (proposal: ProposalWire, reason: "retake" | "wrong" | "ignore" | "use_anyway") =>
      reject.mutateAsync({ params: { ...params, pid: proposal.id }, body: { reason } }),
    enter: (move: MoveInputWire) => enter.mutateAsync({ params, body: { expected_seq, move } }),
    undo: () => undo.mutate({ params, body: { expected_seq } }),
    redo: () => redo.mutate({ params, body: { expected_seq } }),
    analyse: (captureId: string) => again.mutate({ params: { ...params, cid: captureId }, body: {} }),
  };
}

/** {@link useGameActs} as a type. */
export type GameActs = ReturnType<typeof useGameActs>;
