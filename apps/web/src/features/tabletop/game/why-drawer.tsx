import { SegmentedControl } from "@mantine/core";
import {
  type GameDetailWire,
  type ProposalWire,
  readCrop,
  readLayer,
  readObservation,
  readState,
} from "@wopr/contracts";
import { type BoardSpec, type GridSpec, parseCell } from "@wopr/games";
import { useMemo, useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Section } from "../../../ui/page.tsx";
import { Loaded } from "../../../ui/states.tsx";
import { EvidenceList, Why } from "../../../ui/why.tsx";
import { sentenceCase, shareText } from "../../../ui/words.ts";
import { CellButtons } from "../board/cell-buttons.tsx";
import { cellsOfMove } from "../board/position.ts";
import { evidenceFor, evidenceOf, factsOf, type Looked, lookedAt } from "./observation.ts";
import styles from "./why-drawer.module.css";

const LAYERS = [
  { name: "board", label: "Photo" },
  { name: "rectified", label: "Laid flat" },
  { name: "heat", label: "Heat" },
  { name: "mask", label: "Mask" },
  { name: "cells", label: "Cells" },
] as const;

/** Why WOPR believes what it believes: stages with times and verdicts, pictures of the stages, every cell. */
export function WhyDrawer(props: {
  readonly game: GameDetailWire;
  readonly board: BoardSpec | undefined;
  readonly captureId: string;
  readonly proposal: ProposalWire | undefined;
  readonly close: () => void;
}) {
  const { game, board, captureId, proposal, close } = props;
  const observation = useEndpoint(readObservation, { params: { id: game.id, cid: captureId } });
  return (
    <Why title="Why?" opened close={close}>
      {proposal ? <Reasons proposal={proposal} /> : null}
      <Loaded query={observation} what="what was measured">
        {(raw) => {
          const looked = lookedAt(raw);
          return (
            <>
              <Section title="What was checked">
                <EvidenceList items={evidenceOf(looked)} label="Stages" />
              </Section>
              {board?.kind === "grid" ? (
                <Layers game={game} captureId={captureId} board={board} looked={looked} proposal={proposal} />
              ) : null}
              <p className="muted small">
                Reading <code>{looked.pipelineVersion ?? proposal?.pipeline_version}</code>
              </p>
            </>
          );
        }}
      </Loaded>
    </Why>
  );
}

function Reasons({ proposal }: { readonly proposal: ProposalWire }) {
  return (
    <Section title={proposal.text} sentence={`Right with a probability of ${shareText(proposal.confidence)}.`}>
      {proposal.reasons.length > 0 ? (
        <ul className={styles["reasons"]}>
          {proposal.reasons.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      ) : null}
      {proposal.verdicts.length > 0 ? (
        <EvidenceList
          label="What the rules say"
          items={proposal.verdicts.map((verdict) => ({
            name: verdict.rule === "generic" ? "Rules of the game" : sentenceCase(verdict.rule.replaceAll("_", " ")),
            text: verdict.text,
            state: verdict.result === "ok" ? "works" : verdict.result === "violation" ? "attention" : "unknown",
          }))}
        />
      ) : null}
    </Section>
  );
}

function Layers(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly board: GridSpec;
  readonly looked: Looked;
  readonly proposal: ProposalWire | undefined;
}) {
  const { game, captureId, board, looked } = props;
  const { client } = useApi();
  const [layer, setLayer] = useState<string>("heat");
  const [picked, setPicked] = useState<string>();
  const factsAt = (cell: string) => {
    const at = parseCell(board, cell);
    return at ? factsOf(looked, undefined, at.col, at.row) : undefined;
  };
  const name = LAYERS.find((candidate) => candidate.name === layer)?.name ?? "heat";
  return (
    <Section title="Pictures of the stages" sentence="Tap a cell to see what was measured there.">
      <SegmentedControl
        fullWidth
        aria-label="Picture"
        data={LAYERS.map((candidate) => ({ value: candidate.name, label: candidate.label }))}
        value={layer}
        onChange={setLayer}
      />
      <div className={styles["stage"]}>
        <img
          className={styles["layer"]}
          src={client.url(readLayer, { params: { id: game.id, cid: captureId, name }, query: {} })}
          alt={`Stage ${layer}`}
        />
        {name === "rectified" ? null : (
          <CellButtons
            board={board}
            label="Cells of the photo"
            look={(cell) => {
              const facts = factsAt(cell);
              return {
                says: facts ? `${facts.status}, score ${facts.score.toFixed(1)}` : "nothing measured",
                pressed: picked === cell,
                mark: facts?.status === "changed" || facts?.status === "unsure" ? facts.status : undefined,
              };
            }}
            tap={setPicked}
          />
        )}
      </div>
      {picked ? <CellInspector {...props} picked={picked} /> : null}
    </Section>
  );
}

function CellInspector(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly board: GridSpec;
  readonly looked: Looked;
  readonly proposal: ProposalWire | undefined;
  readonly picked: string;
}) {
  const { game, captureId, board, looked, proposal, picked } = props;
  const { client } = useApi();
  const evidence = useEvidence(game, looked, proposal?.base_seq);
  const cell = picked;
  const at = parseCell(board, cell);
  const facts = at ? factsOf(looked, evidence, at.col, at.row) : undefined;
  const url = (side: "before" | "after") =>
    client.url(readCrop, { params: { id: game.id, cid: captureId, cell }, query: { side } });
  return (
    <div className={styles["inspector"]} role="status">
      <h3>{cell}</h3>
      <div className={styles["crops"]}>
        <img src={url("before")} alt={`${cell} before`} />
        <img src={url("after")} alt={`${cell} after`} />
      </div>
      {facts ? (
        <dl className={styles["facts"]}>
          <dt>Difference</dt>
          <dd>
            {facts.score.toFixed(1)} of 60, {facts.status}
          </dd>
          <dt>Cut</dt>
          <dd>
            {facts.threshold.toFixed(1)}, unsure from {facts.band[0].toFixed(1)} to {facts.band[1].toFixed(1)}
          </dd>
          <dt>Reading</dt>
          <dd>{facts.reading}</dd>
          {facts.classes.map(({ name, logLik }) => (
            <div key={name} className={styles["class"]}>
              <dt>{name.replace("_", " ")}</dt>
              <dd>{logLik.toFixed(1)} nats</dd>
            </div>
          ))}
          {(proposal?.alternatives ?? []).map(({ move, text, probability }) => (
            <div key={text} className={styles["class"]}>
              <dt>{text}</dt>
              <dd>
                {touches(move, cell) ? "changes it" : "leaves it"}, {shareText(probability)}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="muted">Nothing was measured here.</p>
      )}
    </div>
  );
}

/** Whether a move speaks of a cell. */
function touches(move: ProposalWire["alternatives"][number]["move"], cell: string): boolean {
  const { from, to } = cellsOfMove(move);
  return from.includes(cell) || to.includes(cell);
}

/** What the rules are told about the cells: the same computation as on the server, on the state the photo was read on. */
function useEvidence(game: GameDetailWire, looked: Looked, baseSeq: number | undefined) {
  const state = useEndpoint(readState, {
    params: { id: game.id },
    query: baseSeq === undefined ? {} : { at_seq: baseSeq },
  });
  return useMemo(() => (state.data ? evidenceFor(looked, state.data) : undefined), [looked, state.data]);
}
