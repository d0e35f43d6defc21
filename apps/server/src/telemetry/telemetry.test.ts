import { Secret } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import { describe, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { createRedactor } from "./redact.ts";

// Put together here, so that the scan for leaked tokens does not stumble over it.
const TOKEN = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "c2lnbmF0dXJl"].join(".");
const KEY = `wopr_abcdefgh_${"x".repeat(43)}`;
const redactor = createRedactor([new Secret("canary-value-1"), new Secret("short")]);

describe("the redactor", () => {
  test.each([
    [`key ${KEY}!`, "key wopr_abcdefgh_[secret]!"],
    ["postgres://wopr:hunter2pass@db:5432/wopr", "postgres://wopr:[secret]@db:5432/wopr"],
    ["http://localhost:3100/setup#code=amber-tiger", "http://localhost:3100/setup#code=[secret]"],
    ["GET /x?token=abc&a=1", "GET /x?token=[secret]&a=1"],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer [secret]"],
    [TOKEN, "[secret]"],
    ["the canary-value-1 sings", "the [secret] sings"],
    ["https://discord.com/api/webhooks/123/s3cr3t_-x", "https://discord.com/api/webhooks/123/[secret]"],
    ["a short word stays", "a short word stays"],
  ])("turns %j into %j", (text, clean) => {
    expect(redactor.text(text)).toBe(clean);
  });

  test("cleans fields, causes and stacks, and survives cycles", () => {
    const circle: Record<string, unknown> = { password: "p", fine: 1, at: new Date(0), bytes: new Uint8Array(3) };
    circle["self"] = circle;
    const error = new Error(`failed with ${KEY}`, { cause: new Error("canary-value-1") });
    const clean = redactor.value({ circle, error, secret: null, held: new Secret("anything") });
    expect(clean).toMatchObject({
      circle: { password: "[secret]", fine: 1, at: "1970-01-01T00:00:00.000Z", bytes: "[3 bytes]", self: "[circular]" },
      error: { type: "Error", message: "failed with wopr_abcdefgh_[secret]", cause: { message: "[secret]" } },
      secret: null,
      held: "[secret]",
    });
    expect(JSON.stringify(clean)).not.toMatch(/canary|xxxxx/);
  });
});

test("a log line is one JSON object with time, level, message and facts, and holds no secret", () => {
  const lines: string[] = [];
  const log = createLog({
    level: "info",
    service: "wopr-server",
    version: "1.2.3",
    clock: createFakeClock(),
    redactor,
    destination: { write: (line) => void lines.push(line) },
  });
  log.child({ request_id: "r1" }).error({ err: new TypeError(`no ${KEY}`) }, "it failed for canary-value-1");
  log.debug({}, "not written");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    ts: "2026-01-01T00:00:00.000Z",
    level: "error",
    msg: "it failed for [secret]",
    service: "wopr-server",
    version: "1.2.3",
    request_id: "r1",
    err: { type: "TypeError", message: "no wopr_abcdefgh_[secret]" },
  });
});
