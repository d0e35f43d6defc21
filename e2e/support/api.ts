import type { Page } from "playwright-core";

/** Calls the server as the person of this tab, from a page of the product. */
export async function callAs<T = Record<string, unknown>>(
  page: Page,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<T> {
  return page.evaluate(
    async ({ method: how, path: where, body: what }) => {
      const answer = await fetch(`/api/v1${where}`, {
        method: how,
        headers: { "content-type": "application/json" },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${text}`);
      return text === "" ? {} : JSON.parse(text);
    },
    { method, path, body },
  ) as Promise<T>;
}

/** A chess game of four plies, entered by hand. @returns Its id. */
export async function aChessGame(page: Page, name: string): Promise<string> {
  const game = await callAs<{ id: string }>(page, "POST", "/games", {
    name,
    game_type: "chess",
    players: [
      { name: "Paul", position: 1, color: "white" },
      { name: "Herzog Karl von Braunschweig-Lüneburg", position: 2, color: "black" },
    ],
  });
  for (const [player, from, to] of [
    [1, "e2", "e4"],
    [2, "e7", "e5"],
    [1, "g1", "f3"],
    [2, "d7", "d6"],
  ] as const) {
    const { seq } = await callAs<{ seq: number }>(page, "GET", `/games/${game.id}/state`);
    const move = { kind: "move", player, from, to };
    await callAs(page, "POST", `/games/${game.id}/moves`, { expected_seq: seq, move });
  }
  return game.id;
}
