import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextRun, parseCron } from "./cron.ts";

const next = (text: string, zone: string, after: string) => {
  const cron = parseCron(text);
  return cron && nextRun(cron, zone, new Date(after))?.toISOString();
};

describe("what runs by the clock", () => {
  test.each([
    ["30 3 * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T03:30:00.000Z"],
    ["30 3 * * *", "UTC", "2026-01-01T03:30:00Z", "2026-01-02T03:30:00.000Z"],
    ["30 4 * * 0", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T04:30:00.000Z"],
    ["30 4 * * 7", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T04:30:00.000Z"],
    ["*/15 * * * *", "UTC", "2026-01-01T00:01:00Z", "2026-01-01T00:15:00.000Z"],
    ["0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0 12 1 * 1", "UTC", "2026-01-02T00:00:00Z", "2026-01-05T12:00:00.000Z"],
  ])("%s in %s after %s comes at %s", (cron, zone, after, at) => {
    expect(next(cron, zone, after)).toBe(at);
  });

  test("a time that clocks skip becomes the next minute there is; one they show twice counts once", () => {
    expect(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
  });

  test("what never comes, and what is none, is said", () => {
    expect(next("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z")).toBeUndefined();
    for (const text of [
      "",
      "* * * *",
      "60 * * * *",
      "* 24 * * *",
      "* * 0 * *",
      "a * * * *",
      "5-1 * * * *",
      "*/0 * * * *",
    ]) {
      expect([text, parseCron(text)]).toEqual([text, undefined]);
    }
  });

  test("the next time lies after the moment, and none lies between", () => {
    const minutes = fc.integer({ min: 0, max: 59 });
    const hours = fc.integer({ min: 0, max: 23 });
    const after = fc
      .integer({ min: 0, max: 10 * 365 * 24 * 60 })
      .map((n) => new Date(Date.UTC(2020, 0, 1) + n * 60_000));
    fc.assert(
      fc.property(minutes, hours, after, (minute, hour, moment) => {
        const cron = parseCron(`${minute} ${hour} * * *`);
        const at = cron && nextRun(cron, "UTC", moment);
        const waitMs = (at?.getTime() ?? 0) - moment.getTime();
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(24 * 3_600_000);
        expect([at?.getUTCHours(), at?.getUTCMinutes()]).toEqual([hour, minute]);
      }),
    );
  });
});
