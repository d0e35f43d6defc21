import { expect } from "vitest";
import type { TestServer } from "../../testing.ts";
import { eventually, theGarden } from "./table.testing.ts";

/** Any identifier. */
export const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** Any instant. */
export const INSTANT = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** The game of the source's examples. */
export const EXAMPLE_GAME = {
  name: "Bob vs Alice - Dune Imperium",
  game_type: "dune_imperium",
  players: [
    { name: "Bob", position: 1, color: "blue" },
    { name: "Alice", position: 2, color: "red" },
  ],
};

/** Fields of any answer these tests look at by name; which of them is there, the test says. */
export interface Published {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly at: string }[];
  readonly games: readonly { readonly id: string }[];
  readonly players: readonly unknown[];
  readonly captures: readonly unknown[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
  readonly current_turn: number;
  readonly seq: number;
  readonly head_seq: number;
  readonly capture_id: string;
  readonly upload_url: string;
  readonly image_url: string;
  readonly thumbnail_url: string;
  readonly image_path: string;
  readonly analysis_status: string;
  readonly job_id: string;
  readonly results: unknown;
  readonly latest_state: unknown;
  readonly available_resolutions: readonly string[];
  readonly board_state: { readonly pieces: readonly unknown[]; readonly zones: Readonly<Record<string, unknown>> };
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly body: Published;
  readonly headers: Headers;
}

/** A client of the source: an API key and JSON. */
export interface PublishedClient {
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The example game of the source. */
  aGame(): Promise<Published>;
  /** A photo in a game, analysed. @returns Its id. */
  aPhoto(gameId: string): Promise<string>;
}

/** A client of the source at a server. */
export async function aPublishedClient(server: TestServer): Promise<PublishedClient> {
  const { key } = await server.keyWith(["tabletop:read", "tabletop:write", "tabletop:operate"]);

  const ask: PublishedClient["ask"] = async (method, path, body, headers = {}) => {
    const answer = await server.request(path.startsWith("/images") ? path : `/api/v1${path}`, {
      method,
      headers: { "x-api-key": key, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get("content-type")?.includes("json") ?? false) && text !== "";
    return { status: answer.status, body: (isJson ? JSON.parse(text) : {}) as Published, headers: answer.headers };
  };

  return {
    ask,
    aGame: async () => (await ask("POST", "/games", EXAMPLE_GAME)).body,

    async aPhoto(gameId) {
      const { photo } = await theGarden();
      const form = new FormData();
      form.set("image", new Blob([await photo(0)]), "cap.jpg");
      const init = { method: "POST", headers: { "x-api-key": key }, body: form };
      const begun = await server.request(`/api/v1/games/${gameId}/captures`, init);
      const { capture_id: id } = (await begun.json()) as { capture_id: string };
      const read = async () => (await ask("GET", `/games/${gameId}/captures/${id}`)).body;
      await eventually(async () => ((await read()).analysis_status === "completed" ? true : undefined), read);
      return id;
    },
  };
}
