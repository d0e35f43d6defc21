import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { Home } from "./home.tsx";
import { Broken, Missing } from "./missing.tsx";
import { SignedIn } from "./signed-in.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: Broken });

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("../features/identity/setup-page.tsx"), "SetupPage"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string; problem?: string } => ({
    ...(typeof search["next"] === "string" ? { next: search["next"] } : {}),
    ...(typeof search["problem"] === "string" ? { problem: search["problem"] } : {}),
  }),
  component: lazyRouteComponent(() => import("../features/identity/sign-in-page.tsx"), "SignInPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("../features/identity/invitation-page.tsx"), "InvitationPage"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("../features/identity/reset-page.tsx"), "ResetPage"),
});

const watch = createRoute({
  getParentRoute: () => root,
  path: "/watch/$token",
  component: lazyRouteComponent(() => import("../features/tabletop/watch/watch-page.tsx"), "WatchPage"),
});

const inside = createRoute({ getParentRoute: () => root, id: "inside", component: SignedIn });

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: Home,
});
const play = createRoute({
  getParentRoute: () => inside,
  path: "/play",
  component: lazyRouteComponent(() => import("../features/tabletop/play-page.tsx"), "PlayPage"),
});
const newGame = createRoute({
  getParentRoute: () => inside,
  path: "/play/new",
  component: lazyRouteComponent(() => import("../features/tabletop/new-game/new-game-page.tsx"), "NewGamePage"),
});
const cameras = createRoute({
  getParentRoute: () => inside,
  path: "/play/cameras",
  component: lazyRouteComponent(() => import("../features/tabletop/cameras/cameras-page.tsx"), "CamerasPage"),
});
const packs = createRoute({
  getParentRoute: () => inside,
  path: "/play/packs",
  component: lazyRouteComponent(() => import("../features/tabletop/packs/packs-page.tsx"), "PacksPage"),
});
const accuracy = createRoute({
  getParentRoute: () => inside,
  path: "/play/accuracy",
  component: lazyRouteComponent(() => import("../features/tabletop/accuracy/accuracy-page.tsx"), "AccuracyPage"),
});
const newPack = createRoute({
  getParentRoute: () => inside,
  path: "/play/packs/new",
  component: lazyRouteComponent(() => import("../features/tabletop/packs/editor-page.tsx"), "NewPackPage"),
});
const pack = createRoute({
  getParentRoute: () => inside,
  path: "/play/packs/$packId",
  component: lazyRouteComponent(() => import("../features/tabletop/packs/editor-page.tsx"), "PackPage"),
});
const game = createRoute({
  getParentRoute: () => inside,
  path: "/play/$gameId",
  component: lazyRouteComponent(() => import("../features/tabletop/game/game-page.tsx"), "GamePage"),
});
const prepare = createRoute({
  getParentRoute: () => inside,
  path: "/play/$gameId/prepare",
  validateSearch: (search: Record<string, unknown>): { step?: string } =>
    typeof search["step"] === "string" ? { step: search["step"] } : {},
  component: lazyRouteComponent(() => import("../features/tabletop/new-game/prepare-page.tsx"), "PreparePage"),
});
const gameHistory = createRoute({
  getParentRoute: () => inside,
  path: "/play/$gameId/history",
  validateSearch: (search: Record<string, unknown>): { at?: number } => {
    const at = Number(search["at"]);
    return search["at"] !== undefined && Number.isInteger(at) && at >= 0 ? { at } : {};
  },
  component: lazyRouteComponent(() => import("../features/tabletop/history/history-page.tsx"), "GameHistoryPage"),
});
const compare = createRoute({
  getParentRoute: () => inside,
  path: "/play/$gameId/compare",
  validateSearch: (search: Record<string, unknown>): { left?: string; right?: string } => ({
    ...(typeof search["left"] === "string" ? { left: search["left"] } : {}),
    ...(typeof search["right"] === "string" ? { right: search["right"] } : {}),
  }),
  component: lazyRouteComponent(() => import("../features/tabletop/compare/compare-page.tsx"), "ComparePage"),
});
const day = createRoute({
  getParentRoute: () => inside,
  path: "/day",
  component: lazyRouteComponent(() => import("../features/life/today-page.tsx"), "TodayPage"),
});
const dayPlan = createRoute({
  getParentRoute: () => inside,
  path: "/day/plan",
  component: lazyRouteComponent(() => import("../features/life/plan-page.tsx"), "PlanPage"),
});
const dayCharacter = createRoute({
  getParentRoute: () => inside,
  path: "/day/character",
  component: lazyRouteComponent(() => import("../features/life/character-page.tsx"), "CharacterPage"),
});
const dayEvenings = createRoute({
  getParentRoute: () => inside,
  path: "/day/evenings",
  component: lazyRouteComponent(() => import("../features/life/evenings-page.tsx"), "EveningsPage"),
});
const dayHistory = createRoute({
  getParentRoute: () => inside,
  path: "/day/history",
  component: lazyRouteComponent(() => import("../features/life/history-page.tsx"), "LifeHistoryPage"),
});
const daySettings = createRoute({
  getParentRoute: () => inside,
  path: "/day/settings",
  component: lazyRouteComponent(() => import("../features/life/settings-page.tsx"), "LifeSettingsPage"),
});
const history = createRoute({
  getParentRoute: () => inside,
  path: "/history",
  validateSearch: (search: Record<string, unknown>): { game?: string } =>
    typeof search["game"] === "string" ? { game: search["game"] } : {},
  component: lazyRouteComponent(() => import("../features/history/history-page.tsx"), "HistoryPage"),
});
const system = createRoute({
  getParentRoute: () => inside,
  path: "/system",
  component: lazyRouteComponent(() => import("../features/system/system-page.tsx"), "SystemPage"),
});
const keys = createRoute({
  getParentRoute: () => inside,
  path: "/system/keys",
  component: lazyRouteComponent(() => import("../features/system/keys-page.tsx"), "KeysPage"),
});

const systemPages = [
  createRoute({
    getParentRoute: () => inside,
    path: "/system/people",
    component: lazyRouteComponent(() => import("../features/system/people-page.tsx"), "PeoplePage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/system/security",
    component: lazyRouteComponent(() => import("../features/system/security-page.tsx"), "SecurityPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/system/secrets",
    component: lazyRouteComponent(() => import("../features/system/secrets-page.tsx"), "SecretsPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/system/notifications",
    component: lazyRouteComponent(() => import("../features/system/notifications-page.tsx"), "NotificationsPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/system/backups",
    component: lazyRouteComponent(() => import("../features/system/backups-page.tsx"), "BackupsPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/system/jobs",
    component: lazyRouteComponent(() => import("../features/system/jobs-page.tsx"), "JobsPage"),
  }),
];

const checks = createRoute({
  getParentRoute: () => inside,
  path: "/checks",
  component: lazyRouteComponent(() => import("../features/status/overview-page.tsx"), "StatusPage"),
});
const check = createRoute({
  getParentRoute: () => inside,
  path: "/checks/$name",
  component: lazyRouteComponent(() => import("../features/status/check-page.tsx"), "CheckPage"),
});
const incidents = createRoute({
  getParentRoute: () => inside,
  path: "/checks/incidents",
  validateSearch: (search: Record<string, unknown>): { open?: boolean } =>
    search["open"] === true ? { open: true } : {},
  component: lazyRouteComponent(() => import("../features/status/incidents-page.tsx"), "IncidentsPage"),
});
const incident = createRoute({
  getParentRoute: () => inside,
  path: "/checks/incidents/$id",
  component: lazyRouteComponent(() => import("../features/status/incident-page.tsx"), "IncidentPage"),
});
const maintenance = createRoute({
  getParentRoute: () => inside,
  path: "/checks/maintenance",
  component: lazyRouteComponent(() => import("../features/status/maintenance-page.tsx"), "MaintenancePage"),
});
const editChecks = createRoute({
  getParentRoute: () => inside,
  path: "/checks/edit",
  component: lazyRouteComponent(() => import("../features/status/edit-page.tsx"), "EditPage"),
});

const statusPages = [checks, check, incidents, incident, maintenance, editChecks];

const configPages = [
  createRoute({
    getParentRoute: () => inside,
    path: "/config",
    component: lazyRouteComponent(() => import("../features/config/namespaces-page.tsx"), "NamespacesPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/config/$ns",
    component: lazyRouteComponent(() => import("../features/config/namespace-route.tsx"), "NamespaceRoute"),
  }),
];

const routeTree = root.addChildren([
  setup,
  signIn,
  invitation,
  reset,
  watch,
  inside.addChildren([
    home,
    play,
    newGame,
    cameras,
    accuracy,
    packs,
    newPack,
    pack,
    game,
    prepare,
    gameHistory,
    compare,
    history,
    system,
    keys,
    day,
    dayPlan,
    dayCharacter,
    dayEvenings,
    dayHistory,
    daySettings,
    ...systemPages,
    ...statusPages,
    ...configPages,
  ]),
]);

/** Every page of the product by its address. Pages are loaded when they are visited first. */
export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultPreload: "intent",
    defaultPendingMs: 150,
    scrollRestoration: true,
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Broken,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
