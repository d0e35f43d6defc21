import { Select } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { compareCaptures, type GameDetailWire } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Page } from "../../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../../ui/states.tsx";
import { listText } from "../../../ui/words.ts";
import { useGame } from "../game/use-game.ts";
import styles from "./compare-page.module.css";
import { CompareSlider } from "./compare-slider.tsx";
import { comparable, pairOf } from "./pair.ts";

/** Two photos of one game, laid over each other, with what differs. */
export function ComparePage() {
  const { gameId } = useParams({ from: "/inside/play/$gameId/compare" });
  const { query } = useGame(gameId);
  return (
    <Page
      width="wide"
      title="Compare"
      sentence={query.data ? `Two photos of ${query.data.name}, laid over each other.` : "One moment."}
      back={{ label: "the history", to: "/play/$gameId/history", params: { gameId } }}
    >
      <Loaded query={query} what="the photos" skeleton={<Skeletons count={1} height={420} />}>
        {(game) => <Compare game={game} />}
      </Loaded>
    </Page>
  );
}

function Compare({ game }: { readonly game: GameDetailWire }) {
  const search = useSearch({ from: "/inside/play/$gameId/compare" });
  const navigate = useNavigate();
  const photos = comparable(game.captures);
  const pair = pairOf(photos, search);
  const answer = useEndpoint(
    compareCaptures,
    { params: { id: game.id }, query: { left: pair?.left ?? "", right: pair?.right ?? "" } },
    { enabled: pair !== undefined && game.calibration !== null, keep: true },
  );
  if (!pair || game.calibration === null) {
    return (
      <Empty
        icon={<IconArrowsDiff size={28} aria-hidden />}
        title="Nothing to compare yet"
        text="Two photos of this game are needed. Take another one at the table."
      />
    );
  }
  const choose = (side: "left" | "right") => (value: string | null) => {
    if (!value) return;
    navigate({
      to: "/play/$gameId/compare",
      params: { gameId: game.id },
      search: { ...pair, [side]: value },
      replace: true,
    }).catch(() => {});
  };
  const options = photos.map(({ id, label }) => ({ value: id, label }));
  return (
    <div className="stack">
      <div className={styles["choose"]}>
        <Select label="Left" allowDeselect={false} data={options} value={pair.left} onChange={choose("left")} />
        <Select label="Right" allowDeselect={false} data={options} value={pair.right} onChange={choose("right")} />
      </div>
      <Loaded query={answer} what="the comparison" skeleton={<Skeletons count={1} height={420} />}>
        {(result) => (
          <>
            <p role="status">
              {result.cells.length === 0
                ? "No cell differs."
                : `${result.cells.length === 1 ? "One cell differs" : `${result.cells.length} cells differ`}: ${listText(result.cells.slice(0, 12).map(({ cell }) => cell))}${result.cells.length > 12 ? " and more" : ""}.`}
            </p>
            <CompareSlider
              gameId={game.id}
              leftId={pair.left}
              rightId={pair.right}
              result={result}
              labels={labelsOf(photos, pair)}
            />
          </>
        )}
      </Loaded>
    </div>
  );
}

function labelsOf(photos: GameDetailWire["captures"], pair: { readonly left: string; readonly right: string }) {
  const label = (id: string) => photos.find((photo) => photo.id === id)?.label ?? "";
  return { left: label(pair.left), right: label(pair.right) };
}
