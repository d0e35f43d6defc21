import { IconHistory } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { HeaderLink } from "../../../ui/header-link.tsx";
import { Page } from "../../../ui/page.tsx";
import { Loaded, Skeletons } from "../../../ui/states.tsx";
import { readsPhotos } from "../board/spec.ts";
import { usePacks } from "../use-packs.ts";
import { GameMenu } from "./game-menu.tsx";
import { stateSentence } from "./state-sentence.ts";
import { Table } from "./table.tsx";
import { useGame } from "./use-game.ts";

/** One game: the board, the photos, what was seen, what is agreed. */
export function GamePage() {
  const { gameId } = useParams({ from: "/inside/play/$gameId" });
  const { query, view } = useGame(gameId);
  const packs = usePacks();
  const pack = packs?.find(({ id }) => id === view?.game.pack_id);
  const reads = view ? readsPhotos(view.game, pack) : true;
  return (
    <Page
      width="wide"
      fill
      title={query.data?.name ?? "Game"}
      sentence={view ? stateSentence(view, reads) : "One moment."}
      back={{ label: "the games", to: "/play" }}
      action={
        view ? (
          <>
            <HeaderLink
              label="History"
              icon={<IconHistory size={20} aria-hidden />}
              link={{ to: "/play/$gameId/history", params: { gameId } }}
            />
            <GameMenu game={view.game} />
          </>
        ) : null
      }
    >
      <Loaded query={query} what="the game" skeleton={<Skeletons count={2} height={240} />}>
        {() => (view ? <Table key={gameId} view={view} /> : null)}
      </Loaded>
    </Page>
  );
}
