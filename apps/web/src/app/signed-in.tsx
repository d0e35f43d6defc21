import { useQueryClient } from "@tanstack/react-query";
import { readMe, readSetup, signOut } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useCallback, useEffect } from "react";
import { useApi } from "../api/context.tsx";
import { followEvents } from "../api/follow.ts";
import { useEndpoint } from "../api/use-endpoint.ts";
import { signInAddress } from "../features/identity/next.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { Frame } from "./frame.tsx";
import { KeysProvider } from "./keys.tsx";
import { Redirect } from "./redirect.tsx";
import { SessionProvider, useFeatures } from "./session.tsx";
import { useClock } from "./time.tsx";

/** Everything behind the sign-in. Without a session: to the first run, or to the sign-in and back. */
export function SignedIn() {
  const { client } = useApi();
  const leave = useCallback(() => client.call(signOut, {}), [client]);
  const me = useEndpoint(readMe, {});
  const refused = me.error instanceof AppError && me.error.status === 401;
  const setup = useEndpoint(readSetup, {}, { enabled: refused });

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
  if (refused && setup.data?.needed) return <Redirect to="/setup" />;
  if (refused && setup.data) return <Redirect to={signInAddress(location.pathname + location.search)} />;
  if (me.error && !refused) return <Failed failure={me.error} retry={() => me.refetch().catch(() => {})} />;
  return <Loading what="WOPR">{null}</Loading>;
}

/** Reads again what events say has changed. */
function Follow() {
  const { live } = useApi();
  const queries = useQueryClient();
  const clock = useClock();
  const play = useFeatures()?.includes("tabletop");
  useEffect(() => {
    if (play === undefined) return;
    const stopListening = followEvents(live, queries, clock);
    const release = (play ? ["games"] : []).map((topic) => live.want(topic));
    live.start();
    return () => {
      stopListening();
      for (const letGo of release) letGo();
      live.stop();
    };
  }, [live, queries, clock, play]);
  return null;
}
