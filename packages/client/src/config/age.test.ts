import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageNow, freshnessOf, type MachineTime, type SavedAge } from "./age.ts";

const TEN_YEARS_MS = 10 * 365 * 86_400_000;
const at = (more: Partial<MachineTime>): MachineTime => ({
  bootId: "a",
  uptimeMs: 0,
  wallMs: 1_700_000_000_000,
  wallTrusted: true,
  ...more,
});

describe("C17: freshness", () => {
  test("fresh to 100 s, then stale, degraded at 72 h, expired beyond what is allowed", () => {
    const ttl = 72 * 3_600_000;
    expect([0, 100_000, 100_001, ttl - 1, ttl].map((age) => freshnessOf(age, ttl, null))).toEqual([
      "fresh",
      "fresh",
      "stale",
      "stale",
      "degraded",
    ]);
    expect(freshnessOf(ttl + 5, ttl, ttl + 4)).toBe("expired");
  });

  test("a wall clock that jumps by ten years changes nothing within a boot; suspend counts", () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        fc.nat({ max: 1e9 }),
        fc.integer({ min: -TEN_YEARS_MS, max: TEN_YEARS_MS }),
        fc.boolean(),
        (age, passed, jump, trusted) => {
          const saved: SavedAge = { ageMs: age, isMinimum: false, at: at({ uptimeMs: 5_000 }) };
          const now = at({ uptimeMs: 5_000 + passed, wallMs: 1_700_000_000_000 + jump, wallTrusted: trusted });
          expect(ageNow(saved, now)).toEqual({ ageMs: age + passed, isMinimum: false });
        },
      ),
    ));

  test("across boots the time off counts only with a clock that can be trusted, and it is never younger than powered-on time", () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        fc.nat({ max: 1e8 }),
        fc.integer({ min: -TEN_YEARS_MS, max: TEN_YEARS_MS }),
        fc.boolean(),
        fc.boolean(),
        (age, up, wall, before, after) => {
          const saved: SavedAge = { ageMs: age, isMinimum: false, at: at({ uptimeMs: 9e9, wallTrusted: before }) };
          const now = at({ bootId: "b", uptimeMs: up, wallMs: saved.at.wallMs + wall, wallTrusted: after });
          const found = ageNow(saved, now);
          expect(found.ageMs).toBeGreaterThanOrEqual(age + up);
          const known = before && after && wall >= up;
          expect(found.isMinimum).toBe(!known);
          if (known) expect(found.ageMs).toBe(age + wall);
        },
      ),
    ));
});
