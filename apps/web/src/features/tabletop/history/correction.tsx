import { Button } from "@mantine/core";
import { IconArrowBarToDown, IconPencil, IconTrash } from "@tabler/icons-react";
import {
  type CorrectionWire,
  correctMove,
  insertMove,
  type LaterMoveWire,
  type MoveInputWire,
  type MoveLineWire,
  readState,
  removeMove,
  undoGame,
} from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useKeys } from "../../../app/keys.tsx";
import { type Change, Difference } from "../../../ui/difference.tsx";
import { Preview } from "../../../ui/preview.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { offerUndo } from "../../../ui/undo.tsx";
import { rowsOf } from "../board/position.ts";
import { boardOf, piecesOf } from "../board/spec.ts";
import { MoveEditor } from "../game/move-editor.tsx";
import type { GameView } from "../game/use-game.ts";
import { moveText } from "../move-words.ts";
import { usePacks } from "../use-packs.ts";

/** What is done to the list of moves. `n` is the move it is about; an inserted one comes right after it. */
type Wish =
  | { readonly kind: "correct" | "insert"; readonly n: number; readonly move?: MoveInputWire }
  | { readonly kind: "remove"; readonly n: number };

const WORDS = { correct: "Correct move", insert: "Insert after move", remove: "Remove move" } as const;

/** Correcting, inserting and removing a move of the past, with what it would lead to before it is done. */
export function Correction({ view, move }: { readonly view: GameView; readonly move: MoveLineWire | undefined }) {
  const { game, state } = view;
  const n = move?.n ?? 0;
  const params = { id: game.id };
  const expected_seq = state?.seq ?? game.head_seq;
  const [wish, setWish] = useState<Wish>();
  const [result, setResult] = useState<CorrectionWire>();
  const close = () => {
    setWish(undefined);
    setResult(undefined);
  };
  const touches = () => [`game:${game.id}`];
  const undo = useAct(undoGame, { touches });
  const settled = (answer: CorrectionWire) => {
    if (answer.dry_run) return setResult(answer);
    close();
    const takeBack = () => undo.mutateAsync({ params, body: { expected_seq: answer.state.seq } });
    offerUndo({ text: `Corrected. ${answer.text}`, undo: takeBack });
  };
  const acts = {
    correct: useAct(correctMove, { touches, done: settled }),
    insert: useAct(insertMove, { touches, done: settled }),
    remove: useAct(removeMove, { touches, done: settled }),
  };
  const ask = (wanted: Wish, dryRun: boolean) => {
    setWish(wanted);
    const query = { dry_run: dryRun ? ("true" as const) : ("false" as const) };
    const at = { ...params, n: wanted.n };
    if (wanted.kind === "remove") return acts.remove.mutate({ params: at, query: { ...query, expected_seq } });
    if (wanted.move) acts[wanted.kind].mutate({ params: at, query, body: { move: wanted.move, expected_seq } });
  };
  const busy = acts.correct.isPending || acts.insert.isPending || acts.remove.isPending;
  const locked = Boolean(game.read_only);
  useKeys([{ key: "e", text: "Correct this move", off: !move || locked, run: () => setWish({ kind: "correct", n }) }]);
  if (locked) return null;
  return (
    <div className="row-8">
      {move ? (
        <Button
          variant="default"
          leftSection={<IconPencil size={18} aria-hidden />}
          onClick={() => setWish({ kind: "correct", n })}
        >
          Correct this move
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconArrowBarToDown size={18} aria-hidden />}
        onClick={() => setWish({ kind: "insert", n })}
      >
        {n === 0 ? "Insert a first move" : "Insert a move after it"}
      </Button>
      {move ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconTrash size={18} aria-hidden />}
          loading={acts.remove.isPending}
          onClick={() => ask({ kind: "remove", n }, true)}
        >
          It never happened
        </Button>
      ) : null}
      {wish && wish.kind !== "remove" && !result ? (
        <Editor view={view} wish={wish} busy={busy} close={close} save={(told) => ask({ ...wish, move: told }, true)} />
      ) : null}
      {wish && result ? (
        <Consequences view={view} wish={wish} result={result} busy={busy} close={close} act={() => ask(wish, false)} />
      ) : null}
    </div>
  );
}

function Editor(props: {
  readonly view: GameView;
  readonly wish: Wish;
  readonly busy: boolean;
  readonly close: () => void;
  readonly save: (move: MoveInputWire) => void;
}) {
  const { view, wish, busy, close, save } = props;
  const packs = usePacks();
  const board = boardOf(view.game, packs);
  // A move is told on the board as it stood before it.
  const at = wish.kind === "correct" ? wish.n - 1 : wish.n;
  const before = useEndpoint(readState, { params: { id: view.game.id }, query: { at_move: at } });
  const after = useEndpoint(
    readState,
    { params: { id: view.game.id }, query: { at_move: wish.n } },
    { enabled: wish.kind === "correct" },
  );
  const ready = before.data !== undefined && (wish.kind === "insert" || after.data !== undefined);
  if (!board || !ready) return null;
  const start = board.kind === "grid" && wish.kind === "correct" ? rowsOf(board, after.data?.board_state) : undefined;
  return (
    <MoveEditor
      game={view.game}
      board={board}
      pieces={piecesOf(view.game, packs)}
      state={before.data}
      purpose="move"
      start={start}
      opened
      busy={busy}
      close={close}
      saveMove={save}
      savePosition={close}
      saveLabel="See what it changes"
    />
  );
}

const RESULTS: Readonly<Record<LaterMoveWire["result"], string>> = {
  same: "stay as they are",
  follows: "are read again from their photos and change by themselves",
  question: "stay and are flagged: they need you",
  conflict: "no longer fit the position",
};
const ONE: Readonly<Record<LaterMoveWire["result"], string>> = {
  same: "stays as it is",
  follows: "is read again from its photo and changes by itself",
  question: "stays and is flagged: it needs you",
  conflict: "no longer fits the position",
};

function Consequences(props: {
  readonly view: GameView;
  readonly wish: Wish;
  readonly result: CorrectionWire;
  readonly busy: boolean;
  readonly close: () => void;
  readonly act: () => void;
}) {
  const { view, wish, result, busy, close, act } = props;
  const kinds = ["conflict", "question", "follows"] as const;
  const counted = kinds.map((kind) => ({ kind, count: result.later.filter((line) => line.result === kind).length }));
  const told = wish.kind !== "remove" && wish.move ? moveText(wish.move, view.game.players) : undefined;
  const old = view.moves.find(({ n }) => n === wish.n)?.move.text;
  const own: Change = {
    at: wish.kind === "insert" ? `After move ${wish.n}` : `Move ${wish.n}`,
    kind: wish.kind === "insert" ? "added" : wish.kind === "remove" ? "removed" : "changed",
    ...(wish.kind === "insert" || old === undefined ? {} : { before: old }),
    ...(told === undefined ? {} : { after: told }),
  };
  return (
    <Preview
      title={`${WORDS[wish.kind]} ${wish.n}?`}
      opened
      close={close}
      consequences={counted
        .filter(({ count }) => count > 0)
        .map(({ kind, count }) => ({
          count,
          text: `later ${count === 1 ? `move ${ONE[kind]}` : `moves ${RESULTS[kind]}`}`,
          exception: kind !== "follows",
        }))}
      undo="It can be undone like every move; the photos stay as they are."
      act={{ label: wish.kind === "remove" ? "Remove" : "Correct", run: act, busy, danger: wish.kind === "remove" }}
    >
      <p>{result.text}</p>
      <Difference label="What changes" changes={[own, ...result.later.map(laterChange)]} />
      {result.asks_again ? (
        <p className="state-line">
          <StateMark state="attention" /> WOPR stops agreeing by itself in this game and asks again.
        </p>
      ) : null}
    </Preview>
  );
}

const laterChange = (line: LaterMoveWire): Change => ({
  at: `Move ${line.n}`,
  kind: line.result === "same" ? "same" : "changed",
  before: line.before.text,
  after: line.result === "follows" ? (line.after?.text ?? "—") : line.before.text,
  note: line.text,
});
