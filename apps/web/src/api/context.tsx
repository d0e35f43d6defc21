import type { Client } from "@wopr/client";
import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from "react";
import type { Live, LiveState } from "./live.ts";

/** What every screen may use to reach the server. */
export interface Api {
  readonly client: Client;
  readonly live: Live;
}

const ApiContext = createContext<Api | undefined>(undefined);

/** Puts the connection to the server above the screens. */
export function ApiProvider({ api, children }: { readonly api: Api; readonly children: ReactNode }) {
  return <ApiContext value={api}>{children}</ApiContext>;
}

/** The connection to the server. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error("useApi needs an ApiProvider above it.");
  return api;
}

/** How fresh the page is. */
export function useLiveState(): LiveState {
  const { live } = useApi();
  return useSyncExternalStore(live.onState, live.state);
}

/** Follows a topic while the component is shown; `null` follows nothing (yet). One that is refused would end the stream. */
export function useTopic(topic: string | null): void {
  const { live } = useApi();
  useEffect(() => (topic === null ? undefined : live.want(topic)), [live, topic]);
}
