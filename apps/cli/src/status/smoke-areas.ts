import type { Client } from "@wopr/client";
import { createGame, deleteGame, readGame } from "@wopr/contracts";

/** What shows that an area works: one thing written and read back, and nothing left behind. */
export interface SmokeArea {
  /** Name of the feature; only what is on is tried. */
  readonly feature: string;
  /** @returns What was done. */
  work(client: Client): Promise<string>;
}

/** Areas with something to write. */
export const AREAS: readonly SmokeArea[] = [
  {
    feature: "tabletop",
    async work(client) {
      const players = [
        { name: "Smoke", position: 1, color: "red" },
        { name: "Test", position: 2, color: "blue" },
      ];
      const { id } = await client.call(createGame, { body: { name: "Smoke test", game_type: "custom_grid", players } });
      try {
        const game = await client.call(readGame, { params: { id } });
        if (game.name !== "Smoke test") throw new Error("The game that was made is not the one that is read.");
      } finally {
        await client.call(deleteGame, { params: { id } });
      }
      return "a game made, read and put into the trash";
    },
  },
];
