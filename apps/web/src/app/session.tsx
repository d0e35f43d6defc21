import { useQueryClient } from "@tanstack/react-query";
import { type MeWire, readVersion } from "@wopr/contracts";
import { createContext, type ReactNode, use, useMemo } from "react";
import { useEndpoint } from "../api/use-endpoint.ts";
import { sayFailed } from "../ui/toast.tsx";

/** Who is signed in. */
export interface Session {
  readonly me: MeWire;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** Puts whoever is signed in above the pages. */
export function SessionProvider(props: {
  readonly me: MeWire;
  /** Ends the session on the server. */
  readonly leave: () => Promise<void>;
  readonly children: ReactNode;
}) {
  const { me, leave, children } = props;
  const queries = useQueryClient();
  const session = useMemo<Session>(
    () => ({
      me,
      signOut: () => {
        // A full load drops every cached answer of the person who leaves.
        leave().then(() => {
          queries.clear();
          globalThis.location.assign("/sign-in");
        }, sayFailed);
      },
    }),
    [me, leave, queries],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider above it.");
  return session;
}

/** Features of the server that are on; `undefined` until it has answered. */
export function useFeatures(): readonly string[] | undefined {
  return useEndpoint(readVersion, {}).data?.features;
}
