import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, isZone, localTimeOf } from "./zone.ts";

const at = (text: string) => {
  const [date = "", time = ""] = text.split(" ");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return { year, month, day, hour, minute };
};

test.each([
  ["Europe/Berlin", "2026-07-01 12:00", "2026-07-01T10:00:00.000Z"],
  ["Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00.000Z"],
  ["America/New_York", "2026-03-08 02:15", "2026-03-08T07:00:00.000Z"],
  ["Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30:00.000Z"],
  ["Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00.000Z"],
  ["Asia/Kathmandu", "2026-01-01 00:00", "2025-12-31T18:15:00.000Z"],
  ["UTC", "2026-01-01 00:00", "2026-01-01T00:00:00.000Z"],
])("in %s the clocks show %s at %s: skipped times become the next, doubled ones the first", (zone, local, instant) => {
  expect(instantOf(at(local), zone).toISOString()).toBe(instant);
});

test("what clocks show leads back to the instant, or to the first of two that look alike", () => {
  const zones = fc.constantFrom("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC");
  const minutes = fc
    .integer({ min: 0, max: 40 * 365 * 24 * 60 })
    .map((n) => new Date(Date.UTC(1990, 0, 1) + n * 60_000));
  fc.assert(
    fc.property(zones, minutes, (zone, instant) => {
      const back = instantOf(localTimeOf(instant, zone), zone).getTime();
      expect([0, 30 * 60_000, 60 * 60_000]).toContain(instant.getTime() - back);
    }),
  );
});

test("knows zones from other words", () => {
  expect([isZone("Europe/Berlin"), isZone("Europe/Entenhausen"), isZone("")]).toEqual([true, false, false]);
});
