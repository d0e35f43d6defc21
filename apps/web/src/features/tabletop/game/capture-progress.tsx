import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { cancelAnalysisJob, type GameDetailWire, readCapture } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { useClock, useNow } from "../../../app/time.tsx";
import { Progress } from "../../../ui/progress.tsx";
import { StateMark } from "../../../ui/state-mark.tsx";
import { quoted } from "../../../ui/words.ts";
import styles from "./capture-progress.module.css";
import { captureShare, captureStages } from "./capture-stages.ts";

/** A photo on its way: taken → uploaded → compared → proposal, with seconds. */
export function CaptureProgress(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly stage: string | undefined;
  readonly share: number;
  readonly etaMs: number | null;
  readonly jobId: string | null;
}) {
  const { game, captureId, stage, share, etaMs, jobId } = props;
  const clock = useClock();
  const now = useNow(250);
  // Counted from when this page heard of the photo: its own clock is the only one it can trust.
  const [began, setBegan] = useState(() => clock.now());
  useEffect(() => {
    if (captureId) setBegan(clock.now());
  }, [clock, captureId]);
  const stop = useAct(cancelAnalysisJob, { touches: () => [`game:${game.id}`] });
  const stages = captureStages(
    game.captures.find(({ id }) => id === captureId),
    stage,
  );
  return (
    <section className={styles["box"]} aria-label="Photo on its way" aria-live="polite">
      <Progress
        label="Reading the photo"
        stages={stages}
        share={captureShare(stages, share)}
        leftMs={etaMs}
        elapsedMs={Math.max(0, now.getTime() - began.getTime())}
        stop={jobId ? { label: "Stop", run: () => stop.mutate({ params: { job_id: jobId } }) } : undefined}
      />
    </section>
  );
}

/** A photo that did not come, with what to do about it. */
export function CaptureFailed(props: {
  readonly game: GameDetailWire;
  readonly captureId: string;
  readonly retry: () => void;
  readonly enter: () => void;
}) {
  const { game, captureId, retry, enter } = props;
  const capture = useEndpoint(readCapture, { params: { id: game.id, cid: captureId } });
  const text = quoted(capture.data?.error?.detail ?? "The photo could not be read.");
  return (
    <section className={styles["box"]} role="alert" aria-label="Photo failed">
      <p className="state-line">
        <StateMark state="failed" /> <span className="grow">{text}</span>
      </p>
      <div className="row-8">
        <Button leftSection={<IconRefresh size={20} aria-hidden />} onClick={retry}>
          Try again
        </Button>
        <Button variant="default" onClick={enter}>
          Enter by hand
        </Button>
      </div>
    </section>
  );
}
