import type { EventWire } from "@wopr/contracts";

/** How a query is remembered: method, path of the endpoint, request. */
export type QueryKey = readonly [method: string, path: string, request: unknown];

const startsWithAny = (path: string, prefixes: readonly string[]) => prefixes.some((prefix) => path.startsWith(prefix));

/**
 * Whether what a query shows may have changed through an event.
 *
 * @param event `undefined` stands for "anything may have happened" (a reset, or a break in the stream).
 */
export function isAffected(key: readonly unknown[], event: Pick<EventWire, "topic"> | undefined): boolean {
  const [, path, request] = key as QueryKey;
  if (event === undefined) return true;
  if (typeof path !== "string") return false;
  const [area, id] = event.topic.split(":");
  if (area === "game" && id !== undefined) return path.startsWith("/games/:id") && paramsOf(request)["id"] === id;
  if (area === "games") return path === "/games" || path === "/games/stats";
  if (area === "cameras" || area === "camera") return startsWithAny(path, ["/cameras", "/camera/"]);
  if (area === "jobs") return startsWithAny(path, ["/jobs"]);
  return false;
}

function paramsOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== "object" || request === null || !("params" in request)) return {};
  return (request.params ?? {}) as Record<string, unknown>;
}
