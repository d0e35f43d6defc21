import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { listPacks, type PackWire } from "@wopr/contracts";
import { useEndpoint } from "../../../api/use-endpoint.ts";
import { Page, Section } from "../../../ui/page.tsx";
import { Empty, Loaded, Skeletons } from "../../../ui/states.tsx";
import { countText } from "../../../ui/words.ts";
import styles from "./packs-page.module.css";

/** Kinds of games: those people made here, and those that are shipped. */
export function PacksPage() {
  const packs = useEndpoint(listPacks, {});
  const make = (
    <Button component={Link} to="/play/packs/new" leftSection={<IconPlus size={18} aria-hidden />}>
      Make one
    </Button>
  );
  const own = packs.data?.items.filter(({ owner_id }) => owner_id !== null) ?? [];
  const shipped = packs.data?.items.filter(({ owner_id }) => owner_id === null) ?? [];
  return (
    <Page
      title="Kinds of games"
      sentence={packs.data ? `${countText(own.length, "kind")} of your own, ${shipped.length} shipped.` : "One moment."}
      back={{ label: "the games", to: "/play" }}
      action={own.length > 0 ? make : null}
    >
      <Loaded query={packs} what="the kinds of games" skeleton={<Skeletons count={3} height={72} />}>
        {() => (
          <>
            {own.length === 0 ? (
              <Empty
                icon={<IconPlus size={28} aria-hidden />}
                title="None of your own yet"
                text="Any board can be played: draw its rows and columns, or its areas and tracks, on a photo."
                action={make}
              />
            ) : (
              <Section title="Your own">
                <Lines packs={own} />
              </Section>
            )}
            <Section title="Shipped">
              <Lines packs={shipped} />
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({ packs }: { readonly packs: readonly PackWire[] }) {
  return (
    <ul className={styles["list"]}>
      {packs.map((pack) => (
        <li key={pack.id} className={styles["line"]}>
          <div className="grow">
            <p className={styles["title"]}>{pack.title}</p>
            <p className="muted small">
              {pack.players.min === pack.players.max
                ? countText(pack.players.min, "player")
                : `${pack.players.min} to ${pack.players.max} players`}
              , version {pack.version}. {pack.reads_photos ? "Photos are read." : "Moves are entered by hand."}
            </p>
          </div>
          {pack.owner_id === null ? null : (
            <Button
              variant="default"
              renderRoot={(root) => <Link {...root} to="/play/packs/$packId" params={{ packId: pack.id }} />}
            >
              Change
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
