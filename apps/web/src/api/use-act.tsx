import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Endpoint, RequestOf, ResponseOf } from "@wopr/contracts";
import { sayFailed } from "../ui/toast.tsx";
import { isAffected } from "./affected.ts";
import { useApi } from "./context.tsx";

/** Changes something through one endpoint. A failure is said in the server's own sentence. */
export function useAct<E extends Endpoint>(
  endpoint: E,
  options: {
    readonly done?: (answer: ResponseOf<E>, request: RequestOf<E>) => void;
    /** Return true when the failure has been shown already. */
    readonly failed?: (failure: Error) => boolean;
    /** Topics whose queries are read again. Games tell of themselves by events while the stream is live. */
    readonly touches?: (request: RequestOf<E>) => readonly string[];
  } = {},
) {
  const { client, live } = useApi();
  const queries = useQueryClient();
  return useMutation<ResponseOf<E>, Error, RequestOf<E>>({
    mutationFn: (request) => client.call(endpoint, request),
    onSettled: (_answer, _failure, request) => {
      for (const topic of options.touches?.(request) ?? []) {
        if (topic.startsWith("game") && live.state().mode === "live") continue;
        queries.invalidateQueries({ predicate: ({ queryKey }) => isAffected(queryKey, { topic }) }).catch(() => {});
      }
    },
    onSuccess: (answer, request) => options.done?.(answer, request),
    onError: (failure) => {
      if (!options.failed?.(failure)) sayFailed(failure);
    },
  });
}
