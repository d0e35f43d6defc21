import { Button } from "@mantine/core";
import { IconCheck, IconPencil, IconRefresh, IconZoomQuestion } from "@tabler/icons-react";
import type { GameDetailWire, ProposalWire } from "@wopr/contracts";
import { type Ref, useState } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import { shareText } from "../../../ui/words.ts";
import { CellPictures } from "./cell-pictures.tsx";
import { Countdown } from "./countdown.tsx";
import styles from "./proposal-card.module.css";
import { allAnswered, introduction, isPageAnswer, otherMoves } from "./proposal-words.ts";
import { Questions } from "./questions.tsx";
import type { GameActs } from "./use-game.ts";

/** What a card may start on the page around it. */
export interface ProposalActions {
  readonly acts: GameActs;
  readonly change: () => void;
  readonly retake: () => void;
  readonly why: () => void;
  readonly takeOver: () => void;
  readonly pass: (() => void) | undefined;
}

/** What WOPR believes happened, why, and everything a person may say to it. */
export function ProposalCard(props: {
  readonly game: GameDetailWire;
  readonly proposal: ProposalWire;
  readonly actions: ProposalActions;
  readonly head: Ref<HTMLElement>;
}) {
  const { game, proposal, actions, head } = props;
  const { state, text } = introduction(proposal);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  // Answers may raise another question, and so may the words of a model; the server keeps the answers it has.
  const [followUps, setFollowUps] = useState<ProposalWire["questions"]>();
  const questions = followUps ?? proposal.questions;
  const answer = (id: string, value: string) => {
    if (isPageAnswer(value)) {
      const acts = { retake: actions.retake, enter: actions.change, take_over: actions.takeOver };
      return acts[value]();
    }
    const next = { ...answers, [id]: value };
    setAnswers(next);
    if (!allAnswered(questions, next)) return;
    actions.acts.agree(proposal, { answers: next }).then(
      ({ open_questions }) => {
        if (open_questions.length > 0) setFollowUps(open_questions);
      },
      () => setAnswers({}),
    );
  };
  const shown = proposal.cells.filter(({ cell }) => !questions.some(({ cells }) => cells.includes(cell)));
  return (
    <section
      className={styles["card"]}
      aria-label="Proposal"
      aria-live="polite"
      tabIndex={-1}
      ref={head}
      data-outcome={proposal.outcome}
    >
      <div className={styles["head"]}>
        <StateMark state={state} word="" />
        <span className={styles["intro"]}>{text}</span>
        {proposal.outcome === "sure" || proposal.outcome === "ask" ? (
          <span className={styles["share"]} title="Probability that this reading is exactly right">
            {shareText(proposal.confidence)}
          </span>
        ) : null}
      </div>
      <p className={styles["text"]}>{proposal.text}</p>
      {proposal.outcome === "sure" ? null : <Reasons proposal={proposal} />}
      {questions.length > 0 ? (
        <Questions
          game={game}
          captureId={proposal.capture_id}
          questions={questions}
          answers={answers}
          answer={answer}
          busy={actions.acts.busy}
        />
      ) : null}
      {shown.length > 0 && proposal.outcome !== "setup" ? (
        <CellPictures game={game} captureId={proposal.capture_id} cells={shown} />
      ) : null}
      <Description proposal={proposal} />
      <Alternatives proposal={proposal} acts={actions.acts} />
      {proposal.verdicts
        .filter(({ result, dismissed }) => (result === "violation" || result === "cannot_tell") && !dismissed)
        .map((verdict) => (
          <p key={verdict.rule} className={styles["verdict"]}>
            <StateMark state="attention" word="The rules say" /> {verdict.text}
          </p>
        ))}
      <Countdown game={game} proposal={proposal} />
      <Buttons proposal={proposal} actions={actions} />
    </section>
  );
}

function Reasons({ proposal }: { readonly proposal: ProposalWire }) {
  const reasons = proposal.reasons.filter(({ text }) => text !== proposal.text);
  if (reasons.length === 0) return null;
  return (
    <ul className={styles["reasons"]} aria-label="Why WOPR is not sure">
      {reasons.map(({ code, text }) => (
        <li key={code}>{text}</li>
      ))}
    </ul>
  );
}

/** What a model wrote about the photos. Marked as its words: they decide nothing. */
function Description({ proposal: { description } }: { readonly proposal: ProposalWire }) {
  if (!description) return null;
  if (description.text === null) return <p className="muted small">No description. {description.note}</p>;
  return (
    <blockquote className={styles["description"]}>
      <p>{description.text}</p>
      {description.doubts.map((doubt) => (
        <p key={doubt} className="muted small">
          {doubt}
        </p>
      ))}
      <footer className="muted small">In the words of {description.model}</footer>
    </blockquote>
  );
}

function Alternatives({ proposal, acts }: { readonly proposal: ProposalWire; readonly acts: GameActs }) {
  const others = otherMoves(proposal);
  if (others.length === 0) return null;
  return (
    <section className={styles["alternatives"]} aria-label="Or was it">
      <span className="muted small">Or was it</span>
      {others.map((alternative, index) => (
        <Button
          key={alternative.text}
          variant="default"
          justify="space-between"
          disabled={acts.busy}
          leftSection={<kbd className={styles["key"]}>{index + 1}</kbd>}
          rightSection={<span className="muted small">{shareText(alternative.probability)}</span>}
          onClick={() => {
            const { text: _text, ...move } = alternative.move;
            acts.agree(proposal, { move }).catch(() => {});
          }}
        >
          {alternative.text}
        </Button>
      ))}
    </section>
  );
}

function Buttons({ proposal, actions }: { readonly proposal: ProposalWire; readonly actions: ProposalActions }) {
  const { acts, change, retake, why, takeOver, pass } = actions;
  const { outcome } = proposal;
  const ignore = () => acts.reject(proposal, "ignore").catch(() => {});
  const agree = () => acts.agree(proposal).catch(() => {});
  const canAgree =
    outcome === "sure" ||
    outcome === "setup" ||
    (outcome === "ask" && proposal.questions.length === 0 && proposal.move !== null);
  return (
    <div className={styles["buttons"]}>
      {canAgree ? (
        <Button
          className={styles["agree"] ?? ""}
          leftSection={<IconCheck size={22} aria-hidden />}
          loading={acts.busy}
          onClick={agree}
        >
          {outcome === "setup" ? "Yes, the board is like this" : "Agree"}
        </Button>
      ) : null}
      {outcome === "no_change" && pass ? <Button onClick={pass}>Pass</Button> : null}
      {outcome === "too_much" ? (
        <>
          <Button onClick={change}>Enter moves in order</Button>
          <Button variant="default" onClick={takeOver}>
            Take over the position
          </Button>
        </>
      ) : null}
      {outcome === "failed" ? <Button onClick={() => acts.analyse(proposal.capture_id)}>Try again</Button> : null}
      {outcome === "retake" || outcome === "failed" ? (
        <Button
          variant={outcome === "retake" ? "filled" : "default"}
          leftSection={<IconRefresh size={20} aria-hidden />}
          onClick={retake}
        >
          Retake
        </Button>
      ) : null}
      {outcome === "retake" ? (
        <Button variant="default" onClick={() => acts.reject(proposal, "use_anyway").catch(() => {})}>
          Use anyway
        </Button>
      ) : null}
      {outcome === "sure" || outcome === "ask" || outcome === "setup" || outcome === "failed" ? (
        <Button
          variant="default"
          leftSection={<IconPencil size={20} aria-hidden />}
          onClick={outcome === "setup" ? takeOver : change}
        >
          {outcome === "failed" ? "Enter by hand" : "Change"}
        </Button>
      ) : null}
      {outcome === "sure" ||
      outcome === "ask" ||
      outcome === "setup" ||
      outcome === "no_change" ||
      outcome === "too_much" ? (
        <Button variant="default" leftSection={<IconRefresh size={20} aria-hidden />} onClick={retake}>
          Retake
        </Button>
      ) : null}
      {outcome === "no_change" || outcome === "late" ? (
        <Button variant="default" onClick={ignore}>
          Ignore photo
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" leftSection={<IconZoomQuestion size={20} aria-hidden />} onClick={why}>
        Why?
      </Button>
    </div>
  );
}
