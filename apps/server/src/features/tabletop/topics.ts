import type { TopicGuard } from "../../events/outbox.ts";
import type { Access } from "./access.ts";
import { seesAllGames } from "./domain/rights.ts";

/** Who may hear what: a game is heard of by those who see it, the list of games by everybody with a list. */
export const topicGuards = (access: Access): readonly TopicGuard[] => [
  {
    prefix: "game",
    allowed: (caller, topic) =>
      access.requireSeeing(caller, topic.slice("game:".length)).then(
        () => true,
        () => false,
      ),
  },
  { prefix: "games", allowed: async (caller) => caller.permissions.has("tabletop:read") },
  // What happens at a camera or in any game is for those who see all of them.
  { prefix: "camera", allowed: async (caller) => seesAllGames(caller) },
  { prefix: "tabletop", allowed: async (caller) => seesAllGames(caller) },
];
