import { Button } from "@mantine/core";
import {
  allocateNodes,
  listAchievements,
  listXpEntries,
  type ResponseOf,
  readFullUserCharacter,
  readTree,
  refundNode,
} from "@wopr/contracts";
import { cheapestPath, loadTree, type Tree as SkillTree, type TreeNode } from "@wopr/life/tree";
import { useMemo, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { useSession } from "../../app/session.tsx";
import { Section } from "../../ui/page.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import styles from "./day.module.css";
import { DayFrame } from "./day-frame.tsx";
import { TreePicture } from "./tree-picture.tsx";

type Character = ResponseOf<typeof readFullUserCharacter>;

/** The character: stats, tree, achievements, ledger. */
export function CharacterPage() {
  const { me } = useSession();
  const character = useEndpoint(readFullUserCharacter, { params: { id: me.id } });
  const tree = useEndpoint(readTree, {});
  const sentence = character.data
    ? `Level ${character.data.level}. ${character.data.stat_points} ${character.data.stat_points === 1 ? "point" : "points"} to spend.`
    : "One moment.";
  return (
    <DayFrame title={character.data?.name ?? "Character"} sentence={sentence} width="wide">
      <Loaded query={character} what="your character" skeleton={<Skeletons count={2} height={120} />}>
        {(hero) => (
          <div className="stack">
            <Stats hero={hero} />
            <Loaded query={tree} what="the tree" skeleton={<Skeletons count={1} height={400} />}>
              {(data) => <TreeSection hero={hero} data={data} />}
            </Loaded>
            <Achievements />
            <Ledger />
          </div>
        )}
      </Loaded>
    </DayFrame>
  );
}

const STAT_WORDS: Readonly<Record<string, string>> = {
  STR: "Strength",
  STA: "Stamina",
  WIS: "Wisdom",
  INT: "Intellect",
  CHA: "Charisma",
  LCK: "Luck",
};

function Stats({ hero }: { readonly hero: Character }) {
  return (
    <Section title="Stats">
      <div className={styles["grid2"]}>
        <dl className={`card ${styles["card"]} ${styles["parts"]}`} style={{ margin: 0 }}>
          {hero.stats_detail.map((stat) => (
            <StatRow
              key={stat.code}
              name={STAT_WORDS[stat.code] ?? stat.code}
              value={stat.value}
              progress={stat.progress}
            />
          ))}
        </dl>
        <dl className={`card ${styles["card"]} ${styles["parts"]}`} style={{ margin: 0 }}>
          {Object.entries(hero.derived_stats).map(([name, value]) => (
            <StatRow
              key={name}
              name={name.charAt(0) + name.slice(1).toLowerCase()}
              value={value}
              progress={Math.min(1, value / 60)}
            />
          ))}
        </dl>
      </div>
    </Section>
  );
}

function StatRow({
  name,
  value,
  progress,
}: {
  readonly name: string;
  readonly value: number;
  readonly progress: number;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <div className={styles["bar"]} aria-hidden>
          <span style={{ width: `${progress * 100}%` }} />
        </div>
      </dd>
      <dd className={styles["num"]}>{value}</dd>
    </>
  );
}

function TreeSection({ hero, data }: { readonly hero: Character; readonly data: ResponseOf<typeof readTree> }) {
  const { me } = useSession();
  const touches = () => [`life:${me.id}`];
  const tree = useMemo(() => treeFrom(data), [data]);
  const taken = useMemo(() => new Set(hero.allocated_node_codes), [hero]);
  const [chosen, setChosen] = useState("ORIGIN");
  const node = tree.nodes.get(chosen);
  const path = useMemo(() => cheapestPath(tree, taken, chosen) ?? [], [tree, taken, chosen]);
  const cost = path.reduce((sum, code) => sum + (tree.nodes.get(code)?.cost ?? 0), 0);
  const take = useAct(allocateNodes, { touches, done: ({ allocated }) => sayDone(`Taken: ${allocated.join(", ")}.`) });
  const refund = useAct(refundNode, { touches, done: () => sayDone("Given back.") });
  return (
    <Section
      title="Tree"
      sentence={`${hero.stat_points} points, ${hero.respec_tokens} ${hero.respec_tokens === 1 ? "token" : "tokens"}. Arrows walk along the edges, + and − zoom.`}
    >
      <div className={styles["columns"]}>
        <TreePicture tree={tree} taken={taken} path={path} chosen={chosen} choose={setChosen} />
        <div className={`card ${styles["card"]} stack-8`} aria-live="polite">
          {node ? (
            <>
              <h3>{node.name}</h3>
              <p>{node.description}</p>
              <p className="muted small">
                {taken.has(node.code)
                  ? "Yours."
                  : path.length > 1
                    ? `The way there: ${path.join(" → ")}, ${cost} points.`
                    : `Costs ${node.cost} ${node.cost === 1 ? "point" : "points"}.`}
                {needsText(node)}
              </p>
              {taken.has(node.code) ? (
                node.code === "ORIGIN" ? null : (
                  <Button
                    variant="default"
                    loading={refund.isPending}
                    onClick={() => refund.mutate({ body: { character_id: hero.id, node_code: node.code } })}
                  >
                    Give back
                  </Button>
                )
              ) : (
                <Button
                  loading={take.isPending}
                  disabled={path.length === 0 || cost > hero.stat_points}
                  onClick={() => take.mutate({ query: {}, body: { character_id: hero.id, node_codes: [...path] } })}
                >
                  {cost > hero.stat_points
                    ? `Needs ${cost} points`
                    : path.length > 1
                      ? `Take all ${path.length}`
                      : "Take it"}
                </Button>
              )}
            </>
          ) : null}
        </div>
      </div>
    </Section>
  );
}

function needsText(node: TreeNode): string {
  const stats = Object.entries(node.needsStats).map(([stat, value]) => `${stat} ${value}`);
  const all = [...node.needs, ...stats];
  return all.length === 0 ? "" : ` Needs ${all.join(", ")}.`;
}

const treeFrom = (data: ResponseOf<typeof readTree>): SkillTree =>
  loadTree({
    version: data.version,
    nodes: data.nodes.map((node) => ({ ...node, needsStats: node.needs_stats as TreeNode["needsStats"], effects: [] })),
    edges: data.edges,
    starts: data.starts,
  }).tree;

function Achievements() {
  const achievements = useEndpoint(listAchievements, { query: {} });
  return (
    <Section title="Achievements">
      <Loaded query={achievements} what="achievements" skeleton={<Skeletons count={2} />}>
        {(all) => (
          <ul
            className={styles["grid2"]}
            style={{ margin: 0, padding: 0, listStyle: "none" }}
            aria-label="Achievements"
          >
            {[...all]
              .sort((a, b) => Number(b.is_unlocked) - Number(a.is_unlocked))
              .map((one) => (
                <li key={one.code} className={`card ${styles["card"]}`}>
                  <div className="row-8">
                    <StateMark
                      state={one.is_unlocked ? "works" : "unknown"}
                      word={one.is_unlocked ? "Unlocked" : "Not yet"}
                    />
                    <strong className="grow">{one.name}</strong>
                    <span className="muted small">
                      {one.tier}, {one.xp_reward} XP
                    </span>
                  </div>
                  <p className="muted small">
                    {one.description} {one.is_unlocked ? "" : `${one.progress} of ${one.target}.`}
                  </p>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Ledger() {
  const entries = useEndpoint(listXpEntries, { query: { limit: 20 } });
  return (
    <Section title="Where XP came from" sentence="Nothing in it is ever changed; undo adds a line that takes back.">
      <Loaded query={entries} what="the ledger" skeleton={<Skeletons count={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">No XP yet. Each thing done adds a line.</p>
          ) : (
            <div>
              <table className={styles["table"]}>
                <thead>
                  <tr>
                    <th>Day</th>
                    <th>What</th>
                    <th>Stat</th>
                    <th>XP</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((entry) => (
                    <tr key={entry.id}>
                      <td className={styles["num"]}>{entry.day}</td>
                      <td>
                        {entry.kind}: {entry.source_ref.replaceAll("_", " ")}
                      </td>
                      <td>{entry.stat ?? "–"}</td>
                      <td className={styles["num"]}>
                        {entry.amount > 0 ? "+" : ""}
                        {entry.amount}
                        {entry.percent ? (
                          <span className="muted">
                            {" "}
                            ({entry.base} +{entry.percent} %)
                          </span>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}
