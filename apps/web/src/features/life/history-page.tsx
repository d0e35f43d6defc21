import { NativeSelect } from "@mantine/core";
import { type ResponseOf, readLifeHistory, readOverview } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Section } from "../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../ui/states.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";
import { linesOf } from "./plot-lines.ts";

type History = ResponseOf<typeof readLifeHistory>;

/** Days that were: the score as a line that breaks where it rests on something else, and a table. */
export function LifeHistoryPage() {
  const [days, setDays] = useState("30");
  const history = useEndpoint(readLifeHistory, { query: { days: Number(days) } }, { keep: true });
  const overview = useEndpoint(readOverview, {});
  const mean = history.data?.average_life_score;
  return (
    <DayFrame
      title="History"
      sentence={
        mean == null ? "Days without a score are left out." : `${mean} on average over the days that have a score.`
      }
      width="wide"
    >
      <Loaded query={overview} what="the overview" skeleton={<Skeletons count={1} />}>
        {(all) => (
          <p className="muted">
            {all.days_tracked} {all.days_tracked === 1 ? "day" : "days"} so far, best score{" "}
            {all.best_life_score ?? "none yet"}, {all.achievements_unlocked} of {all.achievements_total} achievements.
          </p>
        )}
      </Loaded>
      <NativeSelect
        label="Show"
        w={200}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={[
          { value: "14", label: "two weeks" },
          { value: "30", label: "a month" },
          { value: "90", label: "three months" },
          { value: "365", label: "a year" },
        ]}
      />
      <Loaded query={history} what="your days" skeleton={<Skeletons count={2} height={160} />}>
        {(data) =>
          data.data.every(({ life_score }) => life_score === null) ? (
            <Empty
              title="No score yet"
              text="The first one comes when something was due and the day was lived. Nothing is invented for days before."
            />
          ) : (
            <>
              <Plot data={data} />
              <DayTable data={data} />
            </>
          )
        }
      </Loaded>
    </DayFrame>
  );
}

const WIDTH = 720;
const HEIGHT = 200;

function Plot({ data }: { readonly data: History }) {
  const first = Date.parse(data.start_date);
  const span = Math.max(1, (Date.parse(data.end_date) - first) / 86_400_000);
  const at = (date: string) => 30 + ((Date.parse(date) - first) / 86_400_000 / span) * (WIDTH - 50);
  const up = (score: number) => HEIGHT - 20 - (score / 100) * (HEIGHT - 40);
  const lines = linesOf(data.data);
  return (
    <Section
      title="Score by day"
      sentence="The line breaks where a day has no score or the score rests on other parts."
    >
      <svg
        className={styles["plot"]}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Scores from ${data.start_date} to ${data.end_date}; the table below has the numbers.`}
      >
        {[0, 50, 100].map((score) => (
          <g key={score}>
            <line x1="30" x2={WIDTH - 20} y1={up(score)} y2={up(score)} stroke="var(--line)" />
            <text x="4" y={up(score) + 4} fontSize="11" fill="var(--muted)">
              {score}
            </text>
          </g>
        ))}
        {lines.map((line) => (
          <polyline
            key={line[0]?.date}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="2.5"
            strokeLinejoin="round"
            points={line.map(({ date, score }) => `${at(date)},${up(score)}`).join(" ")}
          />
        ))}
        {lines.flat().map(({ date, score }) => (
          <circle key={date} cx={at(date)} cy={up(score)} r="3" fill="var(--accent)">
            <title>{`${date}: ${score}`}</title>
          </circle>
        ))}
      </svg>
    </Section>
  );
}

function DayTable({ data }: { readonly data: History }) {
  const cell = (value: number | null) => (value === null ? "–" : Math.round(value));
  return (
    <div>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th>Day</th>
            <th>Score</th>
            <th>Routines</th>
            <th className={styles["wideOnly"]}>Sleep</th>
            <th className={styles["wideOnly"]}>Activity</th>
            <th>XP</th>
            <th className={styles["wideOnly"]}>Rests on</th>
          </tr>
        </thead>
        <tbody>
          {[...data.data].reverse().map((day) => (
            <tr key={day.date}>
              <td className={styles["num"]}>{day.date}</td>
              <td className={styles["num"]}>
                {cell(day.life_score)}
                {day.state === "provisional" ? <span className="muted"> so far</span> : null}
                {day.revision > 1 ? <span className="muted"> rev. {day.revision}</span> : null}
              </td>
              <td className={styles["num"]}>{cell(day.habits)}</td>
              <td className={`${styles["num"]} ${styles["wideOnly"]}`}>{cell(day.sleep)}</td>
              <td className={`${styles["num"]} ${styles["wideOnly"]}`}>{cell(day.activity)}</td>
              <td className={styles["num"]}>{day.xp}</td>
              <td className={`muted small ${styles["wideOnly"]}`}>{day.basis.replaceAll("+", ", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
