import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Endpoint, RequestOf, ResponseOf } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useApi, useLiveState } from "./context.tsx";

/** How a screen reads. */
export interface ReadOptions {
  readonly enabled?: boolean;
  /** Keeps showing the last answer while the next one is on its way. */
  readonly keep?: boolean;
  /** Asks again this often, whatever the stream says. */
  readonly everyMs?: number;
}

/** How often queries ask when the event stream does not come through. */
const POLL_MS = 2_000;

/** The cache key of one question to one endpoint. */
export const keyOf = (endpoint: Endpoint, request: unknown) => [endpoint.method, endpoint.path, request] as const;

/** Reads one endpoint and keeps it fresh. The endpoint and its request are the cache key. */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  { enabled = true, keep = false, everyMs }: ReadOptions = {},
): UseQueryResult<ResponseOf<E>, Error> {
  const { client } = useApi();
  const { mode } = useLiveState();
  return useQuery<ResponseOf<E>, Error>({
    queryKey: keyOf(endpoint, request),
    queryFn: ({ signal }) => client.call(endpoint, request, signal),
    enabled,
    refetchInterval: everyMs ?? (mode === "polling" ? POLL_MS : false),
    retry: (attempt, failure) => failure instanceof AppError && failure.retry === "later" && attempt < 3,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}
