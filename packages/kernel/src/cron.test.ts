import { describe, expect, test } from "vitest";
import { type Cron, cronStarts, isTimeZone, parseCron } from "./cron.ts";

const cron = (text: string): Cron => {
  const parsed = parseCron(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};
const starts = (text: string, zone: string, from: string, to: string) =>
  [...cronStarts(cron(text), zone, Date.parse(from), Date.parse(to))].map((at) => new Date(at).toISOString());

describe("plans of five fields", () => {
  test.each([
    ["every minute", "* * * * *"],
    ["lists, ranges and steps", "0,30 8-17/2 1-7 */3 1-5"],
    ["Sunday as 7", "0 3 * * 7"],
    ["a step from a value", "5/15 * * * *"],
  ])("%s can be read", (_, text) => {
    expect(parseCron(text)).toBeTypeOf("object");
  });

  test.each([
    "",
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 8",
    "5-1 * * * *",
    "*/0 * * * *",
    "a * * * *",
  ])("%j is none, and the sentence says why", (text) => {
    expect(parseCron(text)).toMatch(/plan/);
  });

  test("days of month and week: either fits when both are given", () => {
    expect(starts("0 0 1 * 1", "UTC", "2026-06-01T00:00:00Z", "2026-06-16T00:00:00Z")).toEqual([
      "2026-06-01T00:00:00.000Z",
      "2026-06-08T00:00:00.000Z",
      "2026-06-15T00:00:00.000Z",
    ]);
  });
});

describe("zones", () => {
  test("the local hour stays when the clocks change", () => {
    expect(starts("30 8 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z")).toEqual([
      "2026-03-28T07:30:00.000Z",
      "2026-03-29T06:30:00.000Z",
      "2026-03-30T06:30:00.000Z",
    ]);
  });

  test("a time that does not exist happens at the next minute there is, once", () => {
    expect(starts("*/15 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z")).toEqual([
      "2026-03-29T01:00:00.000Z",
    ]);
  });

  test("a time that exists twice happens the first time", () => {
    expect(starts("30 2 * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
    ]);
  });

  test("zones far from UTC keep their days", () => {
    expect(starts("0 0 1 1 *", "Pacific/Kiritimati", "2025-12-30T00:00:00Z", "2026-01-02T00:00:00Z")).toEqual([
      "2025-12-31T10:00:00.000Z",
    ]);
    expect(isTimeZone("Europe/Berlin")).toBe(true);
    expect(isTimeZone("Europe/Nowhere")).toBe(false);
  });

  test("29 February comes again", () => {
    expect(starts("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2029-01-01T00:00:00Z")).toEqual([
      "2028-02-29T00:00:00.000Z",
    ]);
  });
});
