import { useNavigate } from "@tanstack/react-router";
import { createGame, listGames } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../../api/use-act.tsx";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { deviceZone } from "../../../app/zone.ts";
import { Page } from "../../../ui/page.tsx";
import { Loading } from "../../../ui/states.tsx";
import { usePacks } from "../use-packs.ts";
import { type Draft, gameRequest, keepDraft, loadDraft } from "./draft.ts";
import { GameStep } from "./game-step.tsx";
import { PlayersStep } from "./players-step.tsx";
import { type StepName, Steps } from "./steps.tsx";

/** A new game: what is played, then who plays. What was typed stays on this device until the game is begun. */
export function NewGamePage() {
  const [draft, setDraft] = useState(loadDraft);
  const [step, setStep] = useState<"game" | "players">("game");
  const packs = usePacks();
  const latest = useEndpoint(listGames, { query: { limit: 1 } });
  const navigate = useNavigate();
  const begin = useAct(createGame, {
    touches: () => ["games"],
    done: (game) => {
      keepDraft(undefined);
      const readsPhotos = packs?.find(({ id }) => id === game.pack_id)?.reads_photos ?? true;
      const params = { gameId: game.id };
      const going = readsPhotos
        ? navigate({ to: "/play/$gameId/prepare", params, replace: true })
        : navigate({ to: "/play/$gameId", params, replace: true });
      going.catch(() => {});
    },
  });
  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(next);
  };
  const done = new Set<StepName>(step === "players" ? ["game"] : []);
  return (
    <Page
      width="narrow"
      title="New game"
      sentence={step === "game" ? "What is played?" : "Who plays, and in which colours?"}
      back={{ label: "the games", to: "/play" }}
    >
      <Steps
        current={step}
        done={done}
        reachable={new Set<StepName>(["game"])}
        open={(wanted) => {
          if (wanted === "game") setStep("game");
        }}
      />
      {packs === undefined ? (
        <Loading what="the kinds of games" />
      ) : step === "game" ? (
        <GameStep draft={draft} packs={packs} change={change} next={() => setStep("players")} />
      ) : (
        <PlayersStep
          draft={draft}
          pack={packs.find(({ id }) => id === draft.type)}
          last={latest.data?.games[0]?.players}
          busy={begin.isPending}
          change={change}
          back={() => setStep("game")}
          next={() => begin.mutate({ body: gameRequest(draft, deviceZone()) })}
        />
      )}
    </Page>
  );
}
