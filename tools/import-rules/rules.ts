import type { IForbiddenRuleType } from "dependency-cruiser";

/** Files that may know test code: tests themselves, what they share, benches and tools. */
const TEST_CODE =
  "(\\.test\\.tsx?$|\\.testing\\.ts$|/testing\\.ts$|/test/|^packages/testkit/|^bench/|^e2e/|^tools/|^vitest)";
const NPM = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"] as const;

/**
 * The import rules of the house (ARCHITECTURE.md). Each names its reason and has a planted violation beside this file,
 * because a checker that looks at nothing also reports nothing.
 */
export const importRules: readonly IForbiddenRuleType[] = [
  {
    name: "no-cycles",
    severity: "error",
    comment: "Two files that import each other are one file that nobody can describe.",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "packages-know-no-app",
    severity: "error",
    comment: "Packages are libraries; an app that they knew would come along everywhere.",
    from: { path: "^packages/" },
    to: { path: "^apps/" },
  },
  {
    name: "apps-meet-over-http",
    severity: "error",
    comment: "Apps are processes of their own; they meet over HTTP only.",
    from: { path: "^apps/([^/]+)/", pathNot: TEST_CODE },
    to: { path: "^apps/", pathNot: "^apps/$1/" },
  },
  {
    name: "kernel-stands-on-node-alone",
    severity: "error",
    comment: "Everything imports the kernel, so what the kernel imports is everywhere.",
    from: { path: "^packages/kernel/src/", pathNot: TEST_CODE },
    to: { pathNot: "^packages/kernel/", dependencyTypesNot: ["core"] },
  },
  {
    name: "features-meet-at-the-front-door",
    severity: "error",
    comment: "Another feature is its index.ts and nothing else.",
    from: { path: "^apps/server/src/features/([^/]+)/", pathNot: TEST_CODE },
    to: {
      path: "^apps/server/src/features/([^/]+)/",
      pathNot: ["^apps/server/src/features/$1/", "^apps/server/src/features/[^/]+/(index|testing)\\.ts$"],
    },
  },
  {
    name: "web-features-meet-at-the-front-door",
    severity: "error",
    comment: "Another area of the web app is its index.ts and nothing else.",
    from: { path: "^apps/web/src/features/([^/]+)/", pathNot: TEST_CODE },
    to: {
      path: "^apps/web/src/features/([^/]+)/",
      pathNot: ["^apps/web/src/features/$1/", "^apps/web/src/features/[^/]+/index\\.tsx?$"],
    },
  },
  {
    name: "decisions-are-pure",
    severity: "error",
    comment: "What decides has no I/O and no library: it is tested without a database, a clock or a network.",
    from: { path: "/(domain|plan)(/|[^/]*\\.ts$)", pathNot: TEST_CODE },
    to: { dependencyTypes: ["core", ...NPM], dependencyTypesNot: ["type-only"], pathNot: "^packages/" },
  },
  {
    name: "vision-core-is-pure",
    severity: "error",
    comment:
      "The same functions run in the browser and in workers; only its drivers (node, web, bench) touch the world.",
    from: { path: "^packages/vision/src/", pathNot: ["^packages/vision/src/(node|web|bench)/", TEST_CODE] },
    to: { dependencyTypes: ["core", ...NPM], dependencyTypesNot: ["type-only"], pathNot: "^packages/" },
  },
  {
    name: "chess-library-stays-in-the-chess-pack",
    severity: "error",
    comment: "Rules of one game may use its library; the rest of the house does not know it.",
    from: { path: "^(packages|apps)/", pathNot: ["^packages/games/src/chess", TEST_CODE] },
    to: { path: "node_modules/chess\\.js" },
  },
  {
    name: "vision-takes-only-types-of-games",
    severity: "error",
    comment: "Vision gets the rules handed in; it shares no cycle with games.",
    from: { path: "^packages/vision/src/", pathNot: TEST_CODE },
    to: { path: "^packages/games/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "games-know-neither-vision-nor-app",
    severity: "error",
    comment: "Rules of games are older than cameras.",
    from: { path: "^packages/games/src/", pathNot: TEST_CODE },
    to: { path: "^(packages/vision|apps)/" },
  },
  {
    name: "sql-stays-in-stores",
    severity: "error",
    comment: "One file of a feature speaks SQL; the rest speaks of the domain.",
    from: {
      path: "^apps/server/src/",
      pathNot: [
        "/(store|read-model|tables)[^/]*(/|\\.ts$)",
        "-(store|read-model|tables)\\.ts$",
        "^apps/server/src/db/",
        TEST_CODE,
      ],
    },
    to: { path: "node_modules/(drizzle-orm|pg)/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "http-stays-at-the-edge",
    severity: "error",
    comment: "A service that knows HTTP cannot serve a job or the command line.",
    from: {
      path: "^apps/server/src/",
      pathNot: [
        "/(routes[^/]*|index|[^/]*-routes)\\.ts$",
        "/routes/",
        "^apps/server/src/http/",
        "^apps/server/src/(compose|main)\\.ts$",
        TEST_CODE,
      ],
    },
    to: { path: "node_modules/(hono|@hono)/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "nobody-imports-the-root",
    severity: "error",
    comment: "Wiring knows everything; whoever knew the wiring would know everything too.",
    from: { pathNot: ["/main\\.tsx?$", TEST_CODE] },
    to: { path: "^apps/[^/]+/src/(compose|main)\\.tsx?$" },
  },
  {
    name: "production-imports-no-test-code",
    severity: "error",
    comment: "What is only for tests is never shipped.",
    from: { path: "^(apps|packages)/", pathNot: TEST_CODE },
    to: {
      path: "(\\.test\\.tsx?$|\\.testing\\.ts$|/src/testing\\.ts$|/test/|^packages/testkit/)",
      pathNot: "^node_modules|/node_modules/",
    },
  },
  {
    name: "no-kubernetes-outside-the-operator",
    severity: "error",
    comment: "The agent and the bots talk to the server, never to Kubernetes (ARCHITECTURE.md, contradictions).",
    from: { path: "^apps/(agent/|server/src/features/bots/)" },
    to: { path: "(node_modules/|^)@?kubernetes" },
  },
];
