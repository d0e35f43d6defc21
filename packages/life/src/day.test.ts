import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, datesFrom } from "./date.ts";
import { closesUntil, dayKey, instantOnDay, SHORTEST_DAY_MS, zoneHistory } from "./day.ts";
import { openZone, type Zone } from "./zone.ts";

const HOUR = 3_600_000;
const ZONES = Intl.supportedValuesOf("timeZone");
const opened = new Map<string, Zone>();
const open = (name: string) => {
  const zone = opened.get(name) ?? openZone(name);
  opened.set(name, zone);
  return zone;
};
const at = (text: string) => Date.parse(text);

describe("the day of an instant", () => {
  test("two in the morning belongs to the day before", () => {
    const oslo = open("Europe/Oslo");
    expect(dayKey(at("2026-03-05T01:00:00Z"), oslo, 240)).toBe("2026-03-04");
    expect(dayKey(at("2026-03-05T03:00:00Z"), oslo, 240)).toBe("2026-03-05");
  });

  test("LF-5: 02:30 in Oslo over March 2026 exists every day, an hour later in the gap", () => {
    const oslo = open("Europe/Oslo");
    const instants = datesFrom("2026-03-27", "2026-03-31").map((date) =>
      new Date(oslo.instantOf(date, 150)).toISOString(),
    );
    expect(instants).toEqual([
      "2026-03-27T01:30:00.000Z",
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
      "2026-03-31T00:30:00.000Z",
    ]);
    expect(oslo.wallAt(at("2026-03-29T01:30:00Z"))).toEqual({ date: "2026-03-29", minutes: 210 });
  });

  test("LF-7: an overlap takes the first of its two hours", () => {
    const newYork = open("America/New_York");
    expect(new Date(newYork.instantOf("2026-11-01", 90)).toISOString()).toBe("2026-11-01T05:30:00.000Z");
  });

  test("a time before the day start belongs to the night after", () => {
    const utc = open("UTC");
    expect(new Date(instantOnDay("2026-03-05", 30, utc, 240)).toISOString()).toBe("2026-03-06T00:30:00.000Z");
  });
});

describe("closing", () => {
  test("a quiet week closes once a day at the day start", () => {
    const closes = closesUntil(
      { day: "2026-03-26", openedAtMs: at("2026-03-26T03:00:00Z") },
      zoneHistory([{ fromMs: 0, zone: "Europe/Oslo" }], open),
      240,
      at("2026-03-31T12:00:00Z"),
    );
    expect(closes.map(({ day, closedAtMs }) => [day, new Date(closedAtMs).toISOString()])).toEqual([
      ["2026-03-26", "2026-03-27T03:00:00.000Z"],
      ["2026-03-27", "2026-03-28T03:00:00.000Z"],
      ["2026-03-28", "2026-03-29T02:00:00.000Z"],
      ["2026-03-29", "2026-03-30T02:00:00.000Z"],
      ["2026-03-30", "2026-03-31T02:00:00.000Z"],
    ]);
  });

  test("a date that a place skipped (Samoa, 30 December 2011) opens and closes like any other", () => {
    const closes = closesUntil(
      { day: "2011-12-28", openedAtMs: at("2011-12-28T14:00:00Z") },
      zoneHistory([{ fromMs: 0, zone: "Pacific/Apia" }], open),
      240,
      at("2012-01-03T00:00:00Z"),
    );
    const seen = closes.flatMap(({ day, voids }) => [day, ...voids]);
    expect(seen).toEqual(datesFrom("2011-12-28", seen.at(-1) ?? ""));
  });

  test("a flight over the date line to the east makes the date that was jumped over void", () => {
    const zones = zoneHistory(
      [
        { fromMs: 0, zone: "Pacific/Honolulu" },
        { fromMs: at("2026-03-05T12:00:00Z"), zone: "Pacific/Kiritimati" },
      ],
      open,
    );
    const [first] = closesUntil(
      { day: "2026-03-04", openedAtMs: at("2026-03-05T10:00:00Z") },
      zones,
      240,
      at("2026-03-06T14:30:00Z"),
    );
    expect(first).toMatchObject({ day: "2026-03-04", voids: ["2026-03-05"], next: "2026-03-06" });
  });

  test("LF-3: over ten years, any zone, any travel: every date is closed once or void, in order, after 20 hours", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 10 * 365 * 24 }), fc.constantFrom(...ZONES)), { maxLength: 12 }),
        fc.integer({ min: 0, max: 11 * 60 }),
        (home, travels, dayStart) => {
          const begin = at("2020-06-01T12:00:00Z");
          const changes = travels.map(([hours, zone]) => ({ fromMs: begin + hours * HOUR, zone }));
          const zones = zoneHistory([{ fromMs: 0, zone: home }, ...changes], open);
          const day = dayKey(begin, zones.at(begin), dayStart);
          const end = begin + 10 * 365 * 24 * HOUR;
          const closes = closesUntil({ day, openedAtMs: begin }, zones, dayStart, end);
          const dates = closes.flatMap((close) => [close.day, ...close.voids]);
          expect(dates).toEqual(dates.map((_, index) => addDays(day, index)));
          let openedAtMs = begin;
          for (const close of closes) {
            expect(close.closedAtMs - openedAtMs).toBeGreaterThanOrEqual(SHORTEST_DAY_MS);
            expect(dayKey(close.closedAtMs, zones.at(close.closedAtMs), dayStart)).toBe(close.next);
            openedAtMs = close.closedAtMs;
          }
          // Down time changes nothing: closing in two goes gives the same days.
          const halfway = closes[closes.length >> 1]!;
          const later = closesUntil({ day: halfway.next, openedAtMs: halfway.closedAtMs }, zones, dayStart, end);
          expect(later).toEqual(closes.slice((closes.length >> 1) + 1));
        },
      ),
      { numRuns: Number(process.env["WOPR_TRIALS"] ?? 12), seed: 20261120 },
    );
  });
});
