import { Button } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { importGame } from "@wopr/contracts";
import { useRef, useState } from "react";
import { isAffected } from "../../../api/affected.ts";
import { useApi } from "../../../api/context.tsx";
import { sayDone, sayFailed } from "../../../ui/toast.tsx";
import { countText } from "../../../ui/words.ts";

/** Takes games in from a file: a ZIP or JSON of WOPR, or a PGN. */
export function ImportButton() {
  const { client } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const take = (chosen: File) => {
    const form = new FormData();
    form.append("file", chosen);
    setBusy(true);
    client
      .upload(importGame, {}, form)
      .then(({ games, notes }) => {
        sayDone([`${countText(games.length, "game")} taken in.`, ...notes].join(" "));
        queries
          .invalidateQueries({ predicate: ({ queryKey }) => isAffected(queryKey, { topic: "games" }) })
          .catch(() => {});
        const [only, ...others] = games;
        if (only && others.length === 0) return navigate({ to: "/play/$gameId", params: { gameId: only.id } });
        return undefined;
      })
      .catch(sayFailed)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={18} aria-hidden />}
        loading={busy}
        onClick={() => file.current?.click()}
      >
        Take in a file
      </Button>
      <input
        ref={file}
        type="file"
        accept=".zip,.json,.pgn,application/zip,application/json,application/x-chess-pgn"
        hidden
        aria-label="File with games"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (chosen) take(chosen);
        }}
      />
    </>
  );
}
