import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ResponseOf, readToday, ScoreWire } from "@wopr/contracts";
import { useState } from "react";
import { StateMark } from "../../ui/state-mark.tsx";
import { Why } from "../../ui/why.tsx";
import styles from "./day.module.css";
import { LogActivity } from "./log-activity.tsx";
import { PART_WORDS } from "./words.ts";

/** The score of today with its parts, the level, and what is known and what is not. */
export function ScoreCard({ today }: { readonly today: ResponseOf<typeof readToday> }) {
  const [why, setWhy] = useState(false);
  const [logging, setLogging] = useState(false);
  const { score, xp } = today;
  const next = xp.xp_for_next_level;
  return (
    <aside className="stack" aria-label="Score and level">
      <section className={`card ${styles["card"]}`} aria-label="Score">
        <div className={styles["scoreHead"]}>
          <ScoreRing score={score} />
          <div className="grow">
            <div className={styles["big"]}>
              {score.value === null ? "No score yet" : `${Math.round(score.value)} of 100`}
            </div>
            <p className="muted small">{scoreSentence(score)}</p>
          </div>
        </div>
        <Parts score={score} />
        <Button variant="subtle" mt={8} onClick={() => setWhy(true)}>
          Why
        </Button>
      </section>
      <section className={`card ${styles["card"]}`} aria-label="Level">
        <div className="row" style={{ justifyContent: "space-between" }}>
          <strong>Level {xp.level}</strong>
          <span className="muted small">
            {xp.total_xp.toLocaleString("en-GB")} XP, {signed(xp.today_xp)} today
          </span>
        </div>
        <div
          className={styles["bar"]}
          role="img"
          aria-label={`${Math.round(xp.progress_to_next * 100)} % of the way to the next level`}
          style={{ marginTop: 8 }}
        >
          <span style={{ width: `${xp.progress_to_next * 100}%` }} />
        </div>
        <p className="muted small" style={{ marginTop: 8 }}>
          {next === null
            ? "The highest level."
            : `${(next - xp.total_xp).toLocaleString("en-GB")} XP to level ${xp.level + 1}.`}
        </p>
        <div className="row-8" style={{ marginTop: 8 }}>
          <Button variant="default" onClick={() => setLogging(true)}>
            Log an activity
          </Button>
          <Button variant="subtle" component={Link} {...{ to: "/day/character" }}>
            Character
          </Button>
        </div>
      </section>
      <LogActivity opened={logging} close={() => setLogging(false)} />
      <Why title="Where the score comes from" opened={why} close={() => setWhy(false)}>
        <div className="stack">
          {score.parts.map((part) => (
            <div key={part.code}>
              <strong>{PART_WORDS[part.code] ?? part.code}</strong>
              <p className="muted small">
                {part.why}.{" "}
                {part.state === "off"
                  ? "It does not count."
                  : `Weight ${part.weight.toFixed(2)}, adds ${part.contribution.toFixed(1)} points.`}
              </p>
            </div>
          ))}
          <p className="muted small">
            What is missing is not counted as zero. A score is shown from 60 % of the weight on; today{" "}
            {Math.round(score.coverage * 100)} % is known.
          </p>
        </div>
      </Why>
    </aside>
  );
}

const signed = (n: number) => (n < 0 ? `−${-n}` : `+${n}`);

/** What a score rests on, in one sentence. */
function scoreSentence(score: ScoreWire): string {
  if (score.value === null)
    return `${score.reason ?? "Not enough is known"}.`.replace(/^./, (first) => first.toUpperCase());
  const parts = score.basis.split("+").map((code) => (PART_WORDS[code] ?? code).toLowerCase());
  const ring = score.parts.some(({ source }) => source === "oura")
    ? ""
    : " No ring data: the score says what it knows.";
  return `From ${parts.join(", ")}; ${score.state === "final" ? "final" : "so far"}.${ring}`;
}

function Parts({ score }: { readonly score: ScoreWire }) {
  const shown = score.parts.filter(({ state }) => state !== "off");
  return (
    <dl className={styles["parts"]}>
      {shown.map((part) => (
        <PartRow key={part.code} part={part} />
      ))}
    </dl>
  );
}

function PartRow({ part }: { readonly part: ScoreWire["parts"][number] }) {
  const value = part.value === null ? null : Math.round(part.value);
  return (
    <>
      <dt>{PART_WORDS[part.code] ?? part.code}</dt>
      <dd>
        {value === null ? (
          <span className="muted small">
            <StateMark state="unknown" word="" /> {part.why}
          </span>
        ) : (
          <div className={styles["bar"]} aria-hidden>
            <span style={{ width: `${value}%` }} />
          </div>
        )}
      </dd>
      <dd className={styles["num"]}>{value ?? "–"}</dd>
    </>
  );
}

const RADIUS = 34;
const AROUND = 2 * Math.PI * RADIUS;

function ScoreRing({ score }: { readonly score: ScoreWire }) {
  const share = (score.value ?? 0) / 100;
  return (
    <svg width="84" height="84" viewBox="0 0 84 84" aria-hidden style={{ flex: "none" }}>
      <circle cx="42" cy="42" r={RADIUS} fill="none" stroke="var(--sunken)" strokeWidth="8" />
      {score.value === null ? null : (
        <circle
          cx="42"
          cy="42"
          r={RADIUS}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="8"
          strokeLinecap="round"
          strokeDasharray={`${AROUND * share} ${AROUND}`}
          transform="rotate(-90 42 42)"
        />
      )}
      <text x="42" y="49" textAnchor="middle" fontSize="20" fontWeight="700" fill="var(--text)">
        {score.value === null ? "?" : Math.round(score.value)}
      </text>
    </svg>
  );
}
