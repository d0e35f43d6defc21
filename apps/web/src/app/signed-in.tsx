import { useQueryClient } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { readMe, readSetup, signOut } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useCallback, useEffect } from "react";
import { isAffected } from "../api/affected.ts";
import { useApi } from "../api/context.tsx";
import { useEndpoint } from "../api/use-endpoint.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { Frame } from "./frame.tsx";
import { KeysProvider } from "./keys.tsx";
import { SessionProvider, useFeatures } from "./session.tsx";

/** Everything behind the sign-in. Without a session: to the first run, or to the sign-in and back. */
export function SignedIn() {
  const { client } = useApi();
  const leave = useCallback(() => client.call(signOut, {}), [client]);
  const me = useEndpoint(readMe, {});
  const refused = me.error instanceof AppError && me.error.status === 401;
  const setup = useEndpoint(readSetup, {}, { enabled: refused });
  const here = useLocation({ select: (location) => location.href });

  if (me.data && !refused) {
    return (
      <SessionProvider me={me.data} leave={leave}>
        <KeysProvider>
          <Follow />
          <Frame />
        </KeysProvider>
      </SessionProvider>
    );
  }
  if (refused && setup.data?.needed) return <Navigate to="/setup" replace />;
  if (refused && setup.data) return <Navigate to="/sign-in" search={here === "/" ? {} : { next: here }} replace />;
  if (me.error && !refused) return <Failed failure={me.error} retry={() => me.refetch().catch(() => {})} />;
  return <Loading what="WOPR">{null}</Loading>;
}

/** Reads again what events say has changed. */
function Follow() {
  const { live } = useApi();
  const queries = useQueryClient();
  const play = useFeatures()?.includes("tabletop");
  useEffect(() => {
    if (play === undefined) return;
    const stopListening = live.listen((event) => {
      queries.invalidateQueries({ predicate: ({ queryKey }) => isAffected(queryKey, event) }).catch(() => {});
    });
    const release = (play ? ["games", "cameras"] : []).map((topic) => live.want(topic));
    live.start();
    return () => {
      stopListening();
      for (const letGo of release) letGo();
      live.stop();
    };
  }, [live, queries, play]);
  return null;
}
