import { describe, expect, test } from "vitest";
import { chooseLauncher, commandFor, type LauncherFacts } from "./launcher.ts";

/** Root on a machine that allows everything; a test states only what differs. */
const facts = (differs: Partial<LauncherFacts> = {}): LauncherFacts => ({
  uid: 0,
  clusterOwner: undefined,
  canUseNamespaces: true,
  postgresUser: { uid: 105, gid: 110 },
  postgresUserReaches: true,
  ...differs,
});
const root = { uid: 0, gid: 0 };
const ada = { uid: 1001, gid: 1001 };

describe("chooseLauncher", () => {
  test.each([
    ["an ordinary user runs it directly", facts({ uid: 1001 }), { kind: "direct" }],
    ["Windows has no root", facts({ uid: undefined }), { kind: "direct" }],
    ["root uses a namespace", facts(), { kind: "namespace" }],
    ["root uses a namespace for a cluster of root's", facts({ clusterOwner: root }), { kind: "namespace" }],
    ["root runs an ordinary user's cluster as that user", facts({ clusterOwner: ada }), { kind: "user", runAs: ada }],
    [
      "root without namespaces becomes postgres",
      facts({ canUseNamespaces: false }),
      { kind: "user", runAs: { uid: 105, gid: 110 } },
    ],
    [
      "root without namespaces goes on with the cluster postgres owns",
      facts({ canUseNamespaces: false, clusterOwner: { uid: 105, gid: 110 } }),
      { kind: "user", runAs: { uid: 105, gid: 110 } },
    ],
  ])("%s", (_, given, expected) => {
    expect(chooseLauncher(given)).toEqual(expected);
  });

  test.each([
    ["there is no user postgres", { postgresUser: undefined, postgresUserReaches: false }, /no user postgres/],
    ["that user cannot reach the folder", { postgresUserReaches: false }, /cannot reach/],
    ["the cluster is root's already", { clusterOwner: root }, /belongs to root/],
  ])("says why root cannot run it where namespaces are forbidden and %s", (_, differs, reason) => {
    const choice = chooseLauncher(facts({ canUseNamespaces: false, ...differs }));
    expect(choice).toMatchObject({ kind: "none", reason: expect.stringMatching(reason) });
  });
});

test("a namespace wraps the command, nothing else changes it", () => {
  expect(commandFor({ kind: "direct" }, ["postgres", "-D", "x"])).toEqual(["postgres", "-D", "x"]);
  expect(commandFor({ kind: "namespace" }, ["postgres", "-D", "x"]).slice(-3)).toEqual(["postgres", "-D", "x"]);
});
