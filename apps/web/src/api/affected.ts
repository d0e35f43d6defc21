import type { EventWire } from "@wopr/contracts";

/** How a query is remembered: method, path of the endpoint, request. */
export type QueryKey = readonly [method: string, path: string, request: unknown];

/** As much of an event as says what it changes. */
export type Happened = Pick<EventWire, "topic"> & Partial<Pick<EventWire, "kind" | "data">>;

/** Events of a game's log that leave moves and position as they are. */
const NO_MOVE: ReadonlySet<unknown> = new Set([
  "capture_added",
  "capture_rejected",
  "capture_removed",
  "proposal_made",
  "proposal_rejected",
  "question_answered",
]);

/** Where what a check, an incident or a planned time changes is shown. */
const STATUS_PATHS = ["/checks", "/incidents", "/maintenance", "/status"] as const;

/**
 * Whether what a query shows may have changed through an event.
 *
 * @param event `undefined` stands for "anything may have happened" (a reset, or a break in the stream).
 */
export function isAffected(key: readonly unknown[], event: Happened | undefined): boolean {
  const [, path, request] = key as QueryKey;
  if (event === undefined) return true;
  if (typeof path !== "string") return false;
  const [area, id] = event.topic.split(":");
  if (area === "game" && id !== undefined) {
    return path.startsWith("/games/:id") && paramsOf(request)["id"] === id && (movesPieces(event) || !isPosition(path));
  }
  if (area === "games") return path === "/games" || path === "/games/stats";
  if (area === "cameras") return path.startsWith("/cameras") || path.startsWith("/camera/");
  if (area === "life") return path.startsWith("/life");
  if (area === "status") return STATUS_PATHS.some((prefix) => path.startsWith(prefix));
  if (area === "packs") return path.startsWith("/game-packs");
  if (area === "config") return path.startsWith("/config") && (event.kind !== "config.progress" || isOfConsumers(path));
  if (area === "rollouts") return path.startsWith("/rollouts");
  if (area === "jobs") return path.startsWith("/jobs");
  return false;
}

/** What an ack or a saved draft changes: one of thousands must not have every document read again. */
const isOfConsumers = (path: string) => path.includes("/consumers") || path.endsWith("/drafts");

/** Whether the position or the moves may be others now. An event that does not say what it is may be anything. */
function movesPieces({ kind, data }: Happened): boolean {
  if (kind === undefined) return true;
  if (kind !== "game.event") return false;
  const kinds = data?.["kinds"];
  return !Array.isArray(kinds) || kinds.some((one) => !NO_MOVE.has(one));
}

const isPosition = (path: string) => path === "/games/:id/state" || path === "/games/:id/moves";

function paramsOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== "object" || request === null || !("params" in request)) return {};
  return (request.params ?? {}) as Record<string, unknown>;
}
