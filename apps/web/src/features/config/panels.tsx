import { Button } from "@mantine/core";
import type { ConfigProblemWire, LeafChangeWire, ValidationWire } from "@wopr/contracts";
import { Difference } from "../../ui/difference.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { countText } from "../../ui/words.ts";
import styles from "./config.module.css";
import { pathText, valueText } from "./words.ts";

/** What is wrong, each with its place. */
export function ProblemList({
  problems,
  show,
}: {
  readonly problems: readonly ConfigProblemWire[];
  readonly show: (layer: string, line: number) => void;
}) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles["list"]} aria-label="Problems" aria-live="polite">
      {problems.map((problem) => (
        <li key={JSON.stringify(problem)} className={styles["problem"]}>
          <StateMark state={problem.code === "yaml11_boolean" ? "attention" : "failed"} />
          <span className="grow">
            {problem.text} {problem.fix ? <span className="muted">{problem.fix}</span> : null}
            {problem.contexts.length > 0 ? <span className="muted"> For {problem.contexts.join("; ")}.</span> : null}
          </span>
          {problem.layer && problem.line > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={() => show(problem.layer ?? "default", problem.line)}>
              {problem.layer}, line {problem.line}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Who would get it, who would refuse it. */
export function WhoPanel({ validation }: { readonly validation: ValidationWire | null }) {
  if (!validation) return <p className="muted">Change something to see who would get it.</p>;
  const { affected, would_reject, waves, contexts_checked } = validation;
  return (
    <div className="stack-8">
      <p>
        {countText(affected.consumers, "consumer changes", "consumers change")}, {affected.unchanged} unchanged,{" "}
        {affected.offline} offline.
      </p>
      <p className="muted small">
        {countText(contexts_checked, "effective document")} checked in {Math.round(validation.took_ms)} ms.
      </p>
      {would_reject.length > 0 ? (
        <ul className={styles["list"]} aria-label="Who would refuse">
          {would_reject.map(({ consumer, error }) => (
            <li key={consumer}>
              <StateMark state="failed" /> {consumer} would refuse: {error}
            </li>
          ))}
        </ul>
      ) : null}
      {waves.length > 1 ? (
        <ol aria-label="Waves">
          {waves.map((wave) => (
            <li key={wave.name}>
              {wave.name}: {wave.consumers.slice(0, 5).join(", ")}
              {wave.consumers.length > 5 ? ` and ${wave.consumers.length - 5} more` : ""}
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

/** What differs from what is published, leaf by leaf. */
export function DiffPanel({ changes }: { readonly changes: readonly LeafChangeWire[] }) {
  if (changes.length === 0) return <p className="muted">No value differs from what is published.</p>;
  return (
    <Difference
      label="Changes"
      changes={changes.map((change) => ({
        at: `${change.layer === "default" ? "" : `${change.layer} · `}${pathText(change.path)}`,
        kind:
          change.kind === "added"
            ? ("added" as const)
            : change.kind === "removed"
              ? ("removed" as const)
              : ("changed" as const),
        before: valueText(change.before),
        after: valueText(change.after),
        ...(change.critical ? { note: "Critical: somebody else must approve." } : {}),
      }))}
    />
  );
}
