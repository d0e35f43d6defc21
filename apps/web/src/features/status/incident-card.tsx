import { Link } from "@tanstack/react-router";
import type { IncidentWire } from "@wopr/contracts";
import { Age } from "../../ui/age.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { countText } from "../../ui/words.ts";
import styles from "./status.module.css";
import { incidentMark, incidentState } from "./words.ts";

/** One incident in a list. */
export function IncidentCard({ incident }: { readonly incident: IncidentWire }) {
  const { id, title, state, severity, opened_at: opened, resolved_at: resolved, flaps } = incident;
  const mark = incidentMark(incident);
  const affected = incident.affected_checks.length;
  return (
    <article className={styles["card"]} data-tone={state === "resolved" ? "none" : mark}>
      <div className={styles["head"]}>
        <StateMark state={mark} word={incidentState(state)} />
        <Link to="/checks/incidents/$id" params={{ id }} className={`${styles["name"]} grow`}>
          <strong>{title}</strong>
        </Link>
      </div>
      <p className="muted small">
        {incidentState(state)}, {severity} · opened <Age at={opened} />
        {resolved ? (
          <>
            {" "}
            · resolved <Age at={resolved} />
          </>
        ) : null}
        {affected > 1 ? ` · ${countText(affected, "check")} affected` : ""}
        {flaps > 0 ? " · comes and goes" : ""}
      </p>
    </article>
  );
}
