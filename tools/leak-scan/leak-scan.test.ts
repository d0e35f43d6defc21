import { expect, test } from "vitest";
import { leaksIn } from "./scan.ts";

const key = ["wopr", "abcdefgh", "A".repeat(43)].join("_");

test.each([
  ["a private key", `-----BEGIN RSA PRIVATE ${"KEY-----"}`],
  ["a WOPR API key", `authorization: Bearer ${key}`],
  ["a cloud access key", `AKIA${"B".repeat(16)}`],
  ["a token of a code host", `ghp_${"c".repeat(36)}`],
  ["a chat webhook", `https://discord.com/${"api"}/webhooks/123/${"d".repeat(24)}`],
  ["a JSON web token", `eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.${"c".repeat(12)}`],
  ["a database address with a password", `postgres://bob:${"hunter2hunter2"}@db.example.invalid/x`],
  ["a path of a build machine", `see "/${"work"}/main/x"`],
  ["the host of a package registry", `https://registry.${"npmjs.org"}/x`],
])("%s is found", (what, line) => {
  expect(leaksIn(`fine\n${line}`)).toEqual([{ line: 2, what }]);
});

test("ordinary code is left alone", () => {
  expect(
    leaksIn("const url = process.env.WOPR_DATABASE_URL;\nconst root = resolve(dir, 'work');\n// rework/main"),
  ).toEqual([]);
});

test("a line may say why it is allowed", () => {
  expect(leaksIn(`${key} // leak-scan: allow planted for the redactor`)).toEqual([]);
});
