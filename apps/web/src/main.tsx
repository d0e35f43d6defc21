import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./app/mantine.css";
import "./app/tokens.css";
import "./app/global.css";
import "./app/components.css";
import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createClient } from "@wopr/client";
import { readMe } from "@wopr/contracts";
import { AppError, systemClock } from "@wopr/kernel";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { ApiProvider } from "./api/context.tsx";
import { createLive } from "./api/live.ts";
import { keyOf } from "./api/use-endpoint.ts";
import { lookManager } from "./app/look.ts";
import { createAppRouter } from "./app/router.tsx";
import { cssVariables, theme } from "./app/theme.ts";
import { ClockProvider } from "./app/time.tsx";

// The policy of the page allows style elements of this answer only; libraries that make some are told its nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

const Notifications = lazy(() =>
  import("@mantine/notifications").then((module) => ({ default: module.Notifications })),
);

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (failure, { queryKey }) => {
      // A session that has ended is noticed by whatever is read next; who is signed in is then asked again.
      const ended = failure instanceof AppError && failure.status === 401;
      if (ended && queryKey[1] !== readMe.path)
        queries.invalidateQueries({ queryKey: keyOf(readMe, {}) }).catch(() => {});
    },
  }),
  defaultOptions: {
    queries: { staleTime: 5_000, refetchOnWindowFocus: true, networkMode: "always" },
    // What somebody asks for is done now or fails now; it never happens by itself later.
    mutations: { networkMode: "always" },
  },
});
const live = createLive({
  fetch: (url, init) => fetch(url, init),
  clock: systemClock,
  online: () => navigator.onLine,
});
addEventListener("offline", live.noteNetwork);
addEventListener("online", live.noteNetwork);
const api = {
  live,
  client: createClient({
    baseUrl: "",
    clock: systemClock,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      live.noteHeard();
      return response;
    },
  }),
};
const router = createAppRouter();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element called root.");
createRoot(root).render(
  <StrictMode>
    <ClockProvider clock={systemClock}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={lookManager}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <Suspense fallback={null}>
          <Notifications position="top-center" limit={3} />
        </Suspense>
        <QueryClientProvider client={queries}>
          <ApiProvider api={api}>
            <RouterProvider router={router} />
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>
    </ClockProvider>
  </StrictMode>,
);
