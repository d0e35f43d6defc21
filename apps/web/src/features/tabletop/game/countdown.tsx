import { Button } from "@mantine/core";
import { IconPlayerPause } from "@tabler/icons-react";
import { type GameDetailWire, holdProposal, type ProposalWire } from "@wopr/contracts";
import { useAct } from "../../../api/use-act.tsx";
import { useNow } from "../../../app/time.tsx";
import styles from "./countdown.module.css";

const OFTEN_MS = 200;

/** WOPR agrees by itself when the time is over, unless somebody says to wait. Nothing for proposals that wait for people. */
export function Countdown({ game, proposal }: { readonly game: GameDetailWire; readonly proposal: ProposalWire }) {
  const hold = useAct(holdProposal, { touches: () => [`game:${game.id}`] });
  const counting = proposal.auto_at !== null && !hold.isSuccess;
  const now = useNow(counting ? OFTEN_MS : 0);
  if (proposal.auto_at === null || hold.isSuccess) return null;
  const left = Math.max(0, Math.ceil((new Date(proposal.auto_at).getTime() - now.getTime()) / 1000));
  return (
    <div className={styles["countdown"]}>
      <span className="grow" role="timer">
        {left > 0 ? `WOPR agrees by itself in ${left} s.` : "WOPR agrees now."}
      </span>
      <Button
        variant="default"
        leftSection={<IconPlayerPause size={18} aria-hidden />}
        loading={hold.isPending}
        onClick={() => hold.mutate({ params: { id: game.id, pid: proposal.id } })}
      >
        Wait
      </Button>
    </div>
  );
}
