import { describe, expect, test } from "vitest";
import { disown, parsePostmasterFile } from "./postmaster-file.ts";

const WHOLE =
  "4711\n/srv/wopr/postgres\n1795185619\n5432\n/srv/wopr/postgres-socket\n\n  2146443         4\nready   \n";

describe("parsePostmasterFile", () => {
  test("reads what a running PostgreSQL wrote", () => {
    expect(parsePostmasterFile(WHOLE)).toEqual({
      pid: 4711,
      dataFolder: "/srv/wopr/postgres",
      startedAtS: 1_795_185_619,
      socketFolder: "/srv/wopr/postgres-socket",
      status: "ready",
    });
  });

  test("reads what there is while it still starts", () => {
    expect(parsePostmasterFile("4711\n/srv/wopr/postgres\n")).toMatchObject({ pid: 4711, status: "unknown" });
  });

  test.each(["", "\0\0\0\0", "postgres\n", "-1\n/srv\n", "0\n"])("finds nobody in %j", (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});

test("a disowned file names nobody, and keeps the rest: PostgreSQL needs the number of its shared memory", () => {
  const disowned = disown(WHOLE);
  expect(parsePostmasterFile(disowned)?.pid).toBe(2_147_483_646);
  expect(disowned.split("\n").slice(1)).toEqual(WHOLE.split("\n").slice(1));
  expect(() => process.kill(2_147_483_646, 0)).toThrow(/ESRCH/);
});
