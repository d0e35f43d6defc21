import { Button } from "@mantine/core";
import { type GameDetailWire, type ProposalWire, readCrop } from "@wopr/contracts";
import { useApi } from "../../../api/context.tsx";
import { boardOf, placeName } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";
import styles from "./questions.module.css";

/** Short questions, each answered with one tap; both pictures of the cell stand beside it. */
export function Questions(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly questions: ProposalWire["questions"];
  readonly answers: Readonly<Record<string, string>>;
  readonly answer: (id: string, value: string) => void;
  readonly busy: boolean;
}) {
  const { game, captureId, questions, answers, answer, busy } = props;
  return questions.map((question) => (
    <fieldset key={question.id} className={styles["question"]}>
      <legend className={styles["text"]}>{question.text}</legend>
      <div className={styles["pictures"]}>
        {question.cells.slice(0, 3).map((cell) => (
          <BeforeAfter key={cell} game={game} captureId={captureId} cell={cell} />
        ))}
      </div>
      <div className={styles["options"]}>
        {question.options.map(({ value, label }) => (
          <Button
            key={value}
            variant={answers[question.id] === value ? "filled" : "default"}
            disabled={busy}
            aria-pressed={answers[question.id] === value}
            onClick={() => answer(question.id, value)}
          >
            {label}
          </Button>
        ))}
      </div>
    </fieldset>
  ));
}

function BeforeAfter(props: { readonly game: GameDetailWire; readonly captureId: string; readonly cell: string }) {
  const { client } = useApi();
  const { game, captureId, cell } = props;
  const name = placeName(boardOf(game, usePacks()), cell);
  const url = (side: "before" | "after") =>
    client.url(readCrop, { params: { id: game.id, cid: captureId, cell }, query: { side } });
  return (
    <div className={styles["pair"]}>
      {(["before", "after"] as const).map((side) => (
        <figure key={side} className={styles["side"]} data-side={side}>
          <img src={url(side)} alt={`${name} ${side}`} width="256" height="256" />
          <figcaption>
            {name} {side}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
