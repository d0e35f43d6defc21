import { Button } from "@mantine/core";
import { IconBug, IconTargetArrow } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type AccuracyLineWire, makeBugBundle, type ReadCorrectionWire, readAccuracy } from "@wopr/contracts";
import { useState } from "react";
import { useApi } from "../../../api/context.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Page, Section } from "../../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../../ui/states.tsx";
import { sayFailed } from "../../../ui/toast.tsx";
import { countText, exactText, shareText } from "../../../ui/words.ts";
import { saveBlob } from "../share/save-blob.ts";
import styles from "./accuracy-page.module.css";

/** How often photos were read right, and the last times they were not. */
export function AccuracyPage() {
  const accuracy = useEndpoint(readAccuracy, {});
  const totals = accuracy.data?.totals;
  return (
    <Page
      title="Accuracy"
      sentence={totals ? sentenceFor(totals) : "How often photos were read right."}
      back={{ label: "the games", to: "/play" }}
    >
      <Loaded query={accuracy} what="the figures" skeleton={<Skeletons count={3} height={72} />}>
        {({ games, corrections }) =>
          games.length === 0 ? (
            <Empty
              icon={<IconTargetArrow size={28} aria-hidden />}
              title="No photo has been decided on yet"
              text="Agree to a proposal or correct it, and it is counted here."
              action={
                <Button component={Link} to="/play">
                  To the games
                </Button>
              }
            />
          ) : (
            <>
              <Section title="Per game">
                <Games games={games} />
              </Section>
              <Section title="Last corrections" sentence="A bundle holds the photos and everything measured on them.">
                {corrections.length === 0 ? (
                  <p className="muted">Nothing was corrected.</p>
                ) : (
                  <Corrections items={corrections} />
                )}
              </Section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function sentenceFor({ decided, sure, sure_corrected }: Pick<AccuracyLineWire, "decided" | "sure" | "sure_corrected">) {
  if (decided === 0) return "Nothing was decided on yet.";
  const right = sure === 0 ? "" : ` Of ${sure} shown as sure, ${sure - sure_corrected} were right.`;
  return `${countText(decided, "photo")} decided on, ${shareText(sure / decided)} of them sure.${right}`;
}

function Games({ games }: { readonly games: readonly AccuracyLineWire[] }) {
  const number = styles["number"];
  return (
    <div className={styles["wide"]}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            <th scope="col">Game</th>
            {["Photos", "Sure", "Asked", "Corrected"].map((word) => (
              <th key={word} scope="col" className={number}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {games.map(({ game_id, name, demo, decided, sure, asked, corrected }) => (
            <tr key={game_id}>
              <th scope="row">
                <Link to="/play/$gameId" params={{ gameId: game_id }}>
                  {name}
                </Link>
                {demo ? <span className="muted small"> sample</span> : null}
              </th>
              <td className={number}>{decided}</td>
              {[sure, asked, corrected].map((count, at) => (
                <td key={["sure", "asked", "corrected"][at]} className={number}>
                  {shareText(count / decided)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Corrections({ items }: { readonly items: readonly ReadCorrectionWire[] }) {
  return (
    <ul className={styles["list"]}>
      {items.map((item) => (
        <li key={item.proposal_id} className={styles["line"]}>
          <div className="grow">
            <p>
              {item.text} <span className="muted">{item.outcome === "sure" ? "shown as sure" : "asked"}</span>
            </p>
            <p className="muted small">
              <Link to="/play/$gameId/history" params={{ gameId: item.game_id }}>
                {item.game_name}
              </Link>
              , corrected {item.kind === "later" ? "later" : "at once"}, {exactText(new Date(item.at))}
            </p>
          </div>
          <BugBundle correction={item} />
        </li>
      ))}
    </ul>
  );
}

/** One tap: the last photos of the game with everything measured on them, as a file. */
function BugBundle({ correction }: { readonly correction: ReadCorrectionWire }) {
  const { client } = useApi();
  const [busy, setBusy] = useState(false);
  const pack = async () => {
    setBusy(true);
    try {
      const params = { id: correction.game_id };
      const answer = await client.raw(makeBugBundle, { params, body: { expected: `Not: ${correction.text}` } });
      saveBlob(await answer.blob(), `bug-${correction.capture_id.slice(-8)}.zip`);
    } catch (failure) {
      sayFailed(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      loading={busy}
      leftSection={<IconBug size={18} aria-hidden />}
      onClick={() => void pack()}
    >
      Bug bundle
    </Button>
  );
}
