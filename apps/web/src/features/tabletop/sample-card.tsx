import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { createDemoGame } from "@wopr/contracts";
import { useAct } from "../../api/use-act.tsx";
import { deviceZone } from "../../app/zone.ts";
import { GardenPicture } from "./garden-picture.tsx";
import styles from "./sample-card.module.css";

type Sample = "garden" | "chess" | "council" | "skirmish";

/** Samples beside the garden, each for another kind of board. */
const OTHERS: readonly { readonly sample: Sample; readonly label: string }[] = [
  { sample: "chess", label: "Chess" },
  { sample: "council", label: "Desert council" },
  { sample: "skirmish", label: "Skirmish" },
];

/** Offers the sample games: big to newcomers, a line for everybody else. */
export function SampleCard({ big = false }: { readonly big?: boolean }) {
  const navigate = useNavigate();
  const begin = useAct(createDemoGame, {
    touches: () => ["games"],
    done: (game) => {
      navigate({ to: "/play/$gameId", params: { gameId: game.id } }).catch(() => {});
    },
  });
  const start = (sample: Sample) => begin.mutate({ body: { sample, time_zone: deviceZone() } });
  const others = (
    <div className={styles["others"]}>
      <span className="muted small">Or another board:</span>
      {OTHERS.map(({ sample, label }) => (
        <Button
          key={sample}
          variant="subtle"
          color="gray"
          size="compact-md"
          disabled={begin.isPending}
          onClick={() => start(sample)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
  const button = (
    <Button
      size={big ? "xl" : "md"}
      variant={big ? "filled" : "default"}
      leftSection={<IconPlayerPlay size={big ? 24 : 18} aria-hidden />}
      loading={begin.isPending}
      onClick={() => start("garden")}
    >
      Try a sample
    </Button>
  );
  if (!big) {
    return (
      <section className={styles["line"]} aria-label="Sample game">
        <div className="grow">
          <h2 className={styles["lineTitle"]}>Sample game</h2>
          <p className="muted small">A garden of tiles, a dozen photos, no camera needed. Keep it or throw it away.</p>
          {others}
        </div>
        {button}
      </section>
    );
  }
  return (
    <section className={styles["big"]} aria-label="Sample game">
      <div className={styles["words"]}>
        <h2 className={styles["title"]}>See it work in a minute</h2>
        <p className={styles["text"]}>
          Four people lay flower tiles in a garden. After every move a photo is taken, WOPR says what changed, and you
          agree. The sample brings its own photos, so no camera is needed.
        </p>
        <div className="row">
          {button}
          <Button component={Link} to="/play/new" variant="subtle" color="gray">
            Set up a game of your own
          </Button>
        </div>
        {others}
      </div>
      <div className={styles["picture"]}>
        <GardenPicture />
      </div>
    </section>
  );
}
