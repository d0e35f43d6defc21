import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.layer.css";
import { IconCamera, IconCards, IconKey, IconPalette, IconPlus, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { listGames } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useEndpoint } from "../api/use-endpoint.ts";
import { describeGame } from "../features/tabletop/words.ts";
import type { Area } from "./areas.ts";
import { chooseLook, LOOKS } from "./look.ts";

/** Finds pages and games and runs actions, from one field. */
export function Finder({ asked, areas }: { readonly asked: number; readonly areas: readonly Area[] }) {
  const [query, setQuery] = useState("");
  const [wanted] = useDebouncedValue(query.trim(), 150);
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const play = areas.some(({ to }) => to === "/play");
  const games = useEndpoint(
    listGames,
    { query: wanted === "" ? { limit: 5 } : { limit: 8, q: wanted } },
    { enabled: play, keep: true },
  );
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);

  const go = (to: string) => () => {
    navigate({ to }).catch(() => {});
  };
  const pages: SpotlightActionData[] = [
    ...areas.map(({ to, label, icon: Icon, keywords }) => ({
      id: to,
      label,
      keywords,
      leftSection: <Icon size={20} />,
      onClick: go(to),
    })),
    ...(play
      ? [
          {
            id: "new",
            label: "New game",
            keywords: "start begin",
            leftSection: <IconPlus size={20} />,
            onClick: go("/play/new"),
          },
          {
            id: "cameras",
            label: "Cameras",
            keywords: "photo",
            leftSection: <IconCamera size={20} />,
            onClick: go("/play/cameras"),
          },
        ]
      : []),
    {
      id: "keys",
      label: "API keys",
      keywords: "token access",
      leftSection: <IconKey size={20} />,
      onClick: go("/system/keys"),
    },
  ];
  const looks: SpotlightActionData[] = LOOKS.map(({ value, label }) => ({
    id: `look-${value}`,
    label: `Look: ${label}`,
    keywords: "theme dark light colours",
    leftSection: <IconPalette size={20} />,
    onClick: () => chooseLook(value, setColorScheme),
  }));
  const found: SpotlightActionData[] = (games.data?.games ?? []).map((game) => ({
    id: game.id,
    label: game.name,
    description: describeGame(game),
    keywords: wanted,
    leftSection: <IconCards size={20} />,
    onClick: go(`/play/${game.id}`),
  }));
  const actions: SpotlightActionGroupData[] = [
    { group: "Games", actions: found },
    { group: "Go to", actions: pages },
    { group: "Look", actions: looks },
  ];
  return (
    <Spotlight
      actions={actions.filter(({ actions: items }) => items.length > 0)}
      attributes={{ content: { "aria-label": "Find" } }}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      nothingFound="Nothing is called that."
      highlightQuery
      scrollable
      maxHeight="60vh"
      searchProps={{
        leftSection: <IconSearch size={20} />,
        placeholder: "Find a game, a page or an action",
        "aria-label": "Find",
      }}
    />
  );
}
