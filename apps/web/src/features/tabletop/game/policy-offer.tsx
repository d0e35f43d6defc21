import { Button } from "@mantine/core";
import { IconWand, IconX } from "@tabler/icons-react";
import { type GameDetailWire, updateGame } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { sayDone } from "../../../ui/toast.tsx";
import styles from "./policy-offer.module.css";

/** Offers, once it was right often enough, that WOPR agrees by itself where it is sure. */
export function PolicyOffer({ game }: { readonly game: GameDetailWire }) {
  const [refused, setRefused] = useState(false);
  const update = useAct(updateGame, {
    touches: () => [`game:${game.id}`],
    done: () =>
      sayDone("Where WOPR is sure it agrees after 5 s now. Wait stops it, and any correction makes it ask again."),
  });
  const asks = game.status === "in_progress" && game.agree_policy === "ask" && !game.read_only;
  if (!asks || !game.auto_offered || refused) return null;
  return (
    <aside className={styles["offer"]} aria-label="An offer">
      <IconWand size={22} aria-hidden />
      <p className="grow">WOPR read the last moves right. Shall it agree by itself where it is sure?</p>
      <Button
        variant="default"
        loading={update.isPending}
        onClick={() => update.mutate({ params: { id: game.id }, body: { agree_policy: "auto_when_sure" } })}
      >
        Yes, when sure
      </Button>
      <Button variant="subtle" color="gray" aria-label="No, always ask" onClick={() => setRefused(true)}>
        <IconX size={20} aria-hidden />
      </Button>
    </aside>
  );
}
