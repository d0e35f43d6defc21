import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCamera, IconLayoutGrid, IconPlus, IconSearch, IconTargetArrow } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { listGames } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { HeaderLink } from "../../ui/header-link.tsx";
import { Page, Section } from "../../ui/page.tsx";
import { Loaded, Skeletons } from "../../ui/states.tsx";
import { countText } from "../../ui/words.ts";
import { ActiveGame } from "./active-game.tsx";
import { GameList } from "./game-list.tsx";
import { SampleCard } from "./sample-card.tsx";
import { ImportButton } from "./share/import-button.tsx";

const PAGE = 12;

/** Games: the active one large, a sample to try, all others below. */
export function PlayPage() {
  const [query, setQuery] = useState("");
  const [wanted] = useDebouncedValue(query.trim(), 200);
  const [pages, setPages] = useState(1);
  const all = useEndpoint(listGames, { query: { limit: PAGE } });
  const found = useEndpoint(
    listGames,
    { query: { limit: Math.min(100, PAGE * pages), ...(wanted === "" ? {} : { q: wanted }) } },
    { keep: true },
  );
  const games = all.data?.games;
  const active =
    games?.find(({ status }) => status === "in_progress") ?? games?.find(({ status }) => status === "setup");
  const total = all.data?.total ?? 0;
  const first = all.data !== undefined && total === 0;

  return (
    <Page
      title="Play"
      sentence={sentenceFor(all.data?.total, active?.name)}
      action={
        first ? null : (
          <>
            <HeaderLink label="Kinds" icon={<IconLayoutGrid size={20} aria-hidden />} link={{ to: "/play/packs" }} />
            <HeaderLink
              label="Accuracy"
              icon={<IconTargetArrow size={20} aria-hidden />}
              link={{ to: "/play/accuracy" }}
            />
            <HeaderLink label="Cameras" icon={<IconCamera size={20} aria-hidden />} link={{ to: "/play/cameras" }} />
            <Button component={Link} to="/play/new" leftSection={<IconPlus size={18} aria-hidden />}>
              New game
            </Button>
          </>
        )
      }
    >
      <Loaded query={all} what="the games" skeleton={<Skeletons count={1} height={320} />}>
        {() => (
          <>
            {first ? <SampleCard big /> : null}
            {active ? <ActiveGame game={active} /> : null}
            {total > 0 ? (
              <Section
                title="All games"
                action={
                  <div className="row-8">
                    {total > 3 ? (
                      <TextInput
                        aria-label="Search games"
                        placeholder="Search games"
                        leftSection={<IconSearch size={18} aria-hidden />}
                        value={query}
                        onChange={(event) => setQuery(event.currentTarget.value)}
                      />
                    ) : null}
                    <ImportButton />
                  </div>
                }
              >
                <Loaded query={found} what="the games" skeleton={<Skeletons />}>
                  {({ games, total: matching }) => (
                    <>
                      <GameList games={games} empty={`No game is called "${wanted}".`} />
                      {games.length < matching && pages * PAGE < 100 ? (
                        <Button variant="default" onClick={() => setPages(pages + 1)}>
                          Show more of {countText(matching, "game")}
                        </Button>
                      ) : null}
                    </>
                  )}
                </Loaded>
              </Section>
            ) : null}
            {total > 0 ? <SampleCard /> : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function sentenceFor(total: number | undefined, active: string | undefined): string {
  if (total === undefined) return "Board games under a camera.";
  if (total === 0) return "Nothing has been played here yet.";
  if (active) return `"${active}" is on the table.`;
  return `${countText(total, "game")} so far, none on the table.`;
}
