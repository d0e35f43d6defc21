import { Button, Textarea } from "@mantine/core";
import { IconArrowUpRight, IconSend } from "@tabler/icons-react";
import { addComment, dismissVerdict, Glyph, type MoveLineWire, setGlyph } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { Age } from "../../../ui/age.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import styles from "./annotations.module.css";

const GLYPHS: { readonly [G in (typeof Glyph.options)[number]]: string } = {
  "!!": "brilliant",
  "!": "good",
  "!?": "interesting",
  "?!": "doubtful",
  "?": "mistake",
  "??": "blunder",
};

/** What people and rules say about one move: advice, signs, arrows, comments. */
export function Annotations(props: {
  readonly gameId: string;
  readonly move: MoveLineWire;
  /** Whether somebody is drawing an arrow on the board at the moment. */
  readonly drawing: boolean;
  readonly draw: (() => void) | undefined;
}) {
  const { gameId, move, drawing, draw } = props;
  const params = { id: gameId };
  const touches = () => [`game:${gameId}`];
  const glyph = useAct(setGlyph, { touches });
  return (
    <div className={styles["notes"]}>
      <Advice gameId={gameId} move={move} />
      <div className="row-8">
        <fieldset className={styles["glyphs"]}>
          <legend className="visually-hidden">Sign of move {move.n}</legend>
          {Glyph.options.map((sign) => (
            <Button
              key={sign}
              variant={move.glyph === sign ? "light" : "default"}
              aria-pressed={move.glyph === sign}
              aria-label={GLYPHS[sign]}
              title={GLYPHS[sign]}
              className={styles["glyph"] ?? ""}
              onClick={() => {
                // A sign that is pressed again is taken off.
                const next = move.glyph === sign ? null : sign;
                glyph.mutate({ params, body: { move_id: move.move_id, glyph: next } });
              }}
            >
              {sign}
            </Button>
          ))}
        </fieldset>
        {draw ? (
          <Button
            variant={drawing ? "light" : "default"}
            aria-pressed={drawing}
            leftSection={<IconArrowUpRight size={18} aria-hidden />}
            onClick={draw}
          >
            {drawing ? "Tap where it begins and ends" : "Draw an arrow"}
          </Button>
        ) : null}
      </div>
      <Comments gameId={gameId} move={move} />
    </div>
  );
}

/** What the rules say. Advice only: it never stops a game. */
function Advice({ gameId, move }: { readonly gameId: string; readonly move: MoveLineWire }) {
  const dismiss = useAct(dismissVerdict, { touches: () => [`game:${gameId}`] });
  const shown = move.verdicts.filter(({ result }) => result !== "ok" && result !== "not_checked");
  if (shown.length === 0) return null;
  return (
    <section aria-label="What the rules say" className={styles["advice"]}>
      <ul className={styles["list"]}>
        {shown.map((verdict) => (
          <li key={verdict.rule} className={styles["verdict"]} data-dismissed={verdict.dismissed}>
            <StateMark
              state={verdict.result === "violation" ? "attention" : "unknown"}
              word={verdict.result === "violation" ? "Against the rules" : "Cannot be told"}
            />
            <span className="grow">
              {verdict.text}
              {verdict.sigma === undefined || verdict.measured === undefined ? null : (
                <span className="muted">
                  {" "}
                  ({Math.round(verdict.measured)} ± {Math.max(1, Math.round(2 * verdict.sigma))} mm
                  {verdict.limit === undefined ? "" : `, limit ${Math.round(verdict.limit)}`})
                </span>
              )}
            </span>
            <Button
              variant="subtle"
              color="gray"
              loading={dismiss.isPending}
              onClick={() =>
                dismiss.mutate({
                  params: { id: gameId },
                  body: { move_id: move.move_id, rule: verdict.rule, dismissed: !verdict.dismissed },
                })
              }
            >
              {verdict.dismissed ? "Show it again" : "It is fine"}
            </Button>
          </li>
        ))}
      </ul>
      <p className="muted small">Advice only. You decide.</p>
    </section>
  );
}

const MOST = 2_000;

function Comments({ gameId, move }: { readonly gameId: string; readonly move: MoveLineWire }) {
  const [text, setText] = useState("");
  const add = useAct(addComment, { touches: () => [`game:${gameId}`], done: () => setText("") });
  const send = () => {
    if (text.trim() !== "") add.mutate({ params: { id: gameId }, body: { move_id: move.move_id, text: text.trim() } });
  };
  return (
    <section aria-label={`Comments on move ${move.n}`} className="stack-8">
      {move.comments.length > 0 ? (
        <ul className={styles["list"]}>
          {move.comments.map((comment) => (
            <li key={comment.event_id} className={styles["comment"]}>
              <p className={styles["said"]}>{comment.text}</p>
              <p className="muted small">
                {comment.by}, <Age at={comment.at} />
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      <form
        className={styles["write"]}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Textarea
          className="grow"
          aria-label={`Comment on move ${move.n}`}
          placeholder="A comment on this move"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={MOST}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconSend size={18} aria-hidden />}
          disabled={text.trim() === ""}
          loading={add.isPending}
        >
          Comment
        </Button>
      </form>
    </section>
  );
}
