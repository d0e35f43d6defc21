import { Button, SegmentedControl, Select } from "@mantine/core";
import { type GameDetailWire, measure, type ResponseOf, readReach, readTerrain, type StateWire } from "@wopr/contracts";
import type { TableSpec } from "@wopr/games";
import { type PointerEvent, useRef, useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { StateMark } from "../../../ui/state-mark.tsx";
import { quoted, shareText } from "../../../ui/words.ts";
import { TableBoard } from "../board/table-board.tsx";
import styles from "./measure-panel.module.css";
import { baseNames, lengthText } from "./measure-words.ts";

type Kind = "distance" | "range" | "move" | "los" | "cohesion";
type Result = ResponseOf<typeof measure>;
interface Place {
  readonly x: number;
  readonly y: number;
}

const KINDS: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: "range", label: "Range" },
  { value: "los", label: "Sight" },
  { value: "move", label: "Move" },
  { value: "cohesion", label: "Unit" },
];
const SPEEDS = [1, 2, 3].map((speed) => ({ value: String(speed), label: `Speed ${speed}` }));

/** Measuring on a free table: from base to base, or along a ruler drawn with the finger. Error bars are always said. */
export function MeasurePanel(props: {
  readonly game: GameDetailWire;
  readonly state: StateWire;
  readonly board: TableSpec;
}) {
  const { game, state, board } = props;
  const params = { id: game.id };
  const [kind, setKind] = useState<Kind>("range");
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [speed, setSpeed] = useState("2");
  const [ruler, setRuler] = useState<{ readonly from: Place; readonly to: Place }>();
  const stage = useRef<HTMLDivElement>(null);
  const terrain = useEndpoint(readTerrain, { params });
  const reach = useEndpoint(readReach, { params, query: { base_id: from ?? "" } }, { enabled: from !== null });
  const take = useAct(measure, {});
  const bases = baseNames(state, game.players);
  const ready = from !== null && (kind === "cohesion" || to !== null);
  const run = () => {
    if (from === null) return;
    setRuler(undefined);
    take.mutate({
      params,
      body: {
        kind,
        from: { base_id: from },
        ...(to === null || kind === "cohesion" ? {} : { to: { base_id: to } }),
        ...(kind === "move" ? { speed: Number(speed) } : {}),
      },
    });
  };
  const placeOf = (event: PointerEvent): Place => {
    const box = stage.current?.querySelector("svg")?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - box.left) / box.width) * board.widthMm,
      y: ((event.clientY - box.top) / box.height) * board.heightMm,
    };
  };
  const release = () => {
    if (ruler) take.mutate({ params, body: { kind: "distance", from: ruler.from, to: ruler.to } });
  };
  return (
    <div className="stack">
      <div
        ref={stage}
        className={styles["stage"]}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const at = placeOf(event);
          setRuler({ from: at, to: at });
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId) && ruler)
            setRuler({ from: ruler.from, to: placeOf(event) });
        }}
        onPointerUp={release}
      >
        <TableBoard
          board={board}
          state={state.board_state}
          players={game.players}
          terrain={terrain.data?.polygons ?? []}
        >
          {reach.data
            ? reach.data.bands.map(({ band, mm }) => (
                <circle
                  key={band}
                  className={styles["ring"]}
                  cx={reach.data.base.x}
                  cy={reach.data.base.y}
                  r={mm + reach.data.base.base_mm / 2}
                />
              ))
            : null}
          {take.data && take.data.path.length > 1 ? (
            <polyline className={styles["path"]} points={take.data.path.map(({ x, y }) => `${x},${y}`).join(" ")} />
          ) : null}
          {ruler ? (
            <line className={styles["ruler"]} x1={ruler.from.x} y1={ruler.from.y} x2={ruler.to.x} y2={ruler.to.y} />
          ) : null}
        </TableBoard>
      </div>
      <p className="muted small">Drag on the table to measure, or choose two bases.</p>
      <SegmentedControl
        aria-label="What is measured"
        data={[...KINDS]}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      <div className={styles["fields"]}>
        <Select label="From" searchable data={bases} value={from} onChange={setFrom} />
        {kind === "cohesion" ? null : <Select label="To" searchable data={bases} value={to} onChange={setTo} />}
        {kind === "move" ? (
          <Select
            label="Tool"
            allowDeselect={false}
            data={SPEEDS}
            value={speed}
            onChange={(value) => setSpeed(value ?? "2")}
          />
        ) : null}
        <Button disabled={!ready} loading={take.isPending} onClick={run}>
          Measure
        </Button>
      </div>
      {take.data ? <Answer result={take.data} /> : null}
    </div>
  );
}

const STATES = { ok: "works", violation: "attention", cannot_tell: "unknown", not_checked: "unknown" } as const;

function Answer({ result }: { readonly result: Result }) {
  return (
    <div className={styles["answer"]} role="status">
      <p className={styles["figure"]}>{lengthText(result.distance_mm, result.sigma_mm)}</p>
      {result.band && !result.band_sure ? (
        <p>Range {result.band}, but it may be the next: the error bar touches the limit.</p>
      ) : null}
      {result.visible === null ? null : <p>{shareText(result.visible)} of the target is seen.</p>}
      {result.verdict.result === "not_checked" ? null : (
        <p className="state-line">
          <StateMark state={STATES[result.verdict.result]} /> {quoted(result.verdict.text)}
        </p>
      )}
    </div>
  );
}
