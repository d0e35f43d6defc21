import { Button } from "@mantine/core";
import type { GameDetailWire, MoveLineWire, ProposalWire } from "@wopr/contracts";
import { useState } from "react";
import { StateMark } from "../../../ui/state-mark.tsx";
import styles from "./sample-hints.module.css";

/** Three hints for whoever plays the sample; they tick themselves off and can be put away. */
export function SampleHints(props: {
  readonly game: GameDetailWire;
  readonly moves: readonly MoveLineWire[];
  readonly proposal: ProposalWire | null;
}) {
  const { game, moves, proposal } = props;
  const [hidden, setHidden] = useState(false);
  if (!game.demo || hidden || moves.length > 2) return null;
  const photos = game.captures.length;
  const hints = [
    { text: "Take a photo. The sample's own camera brings the next one.", done: photos > 0 },
    { text: "Read what WOPR saw and agree, or change it.", done: moves.length > 0 },
    {
      text: "Go on. Some photos go wrong on purpose; nothing is lost, and everything can be undone.",
      done: moves.length > 1,
    },
  ];
  const current = hints.findIndex(({ done }) => !done);
  return (
    <aside className={styles["hints"]} aria-label="How the sample works" data-quiet={proposal !== null}>
      <ol className={styles["list"]}>
        {hints.map(({ text, done }, index) => (
          <li key={text} className={styles["hint"]} data-current={index === current}>
            <StateMark
              state={done ? "works" : index === current ? "running" : "unknown"}
              word={done ? "Done" : `Step ${index + 1}`}
            />
            <span>{text}</span>
          </li>
        ))}
      </ol>
      <Button variant="subtle" color="gray" onClick={() => setHidden(true)}>
        Hide hints
      </Button>
    </aside>
  );
}
