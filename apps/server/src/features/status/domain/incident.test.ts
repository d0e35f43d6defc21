import { parseCron } from "@wopr/kernel";
import { describe, expect, test } from "vitest";
import { type Incident, notificationFor, openingFor, resolvable } from "./incident.ts";
import { currentOrNext, isActive, type MaintenanceWindow, maintenanceOf } from "./maintenance.ts";
import { componentState, type PageCheck, pageSentence } from "./page-model.ts";

const MINUTE = 60_000;

function incident(differs: Partial<Incident> = {}): Incident {
  return {
    id: "i1",
    title: "Database does not answer",
    severity: "critical",
    state: "open",
    origin: "checks",
    rootChecks: ["db-up"],
    affectedChecks: ["db-up"],
    components: ["database"],
    openedMs: 0,
    acknowledgedBy: null,
    resolvedMs: null,
    cause: null,
    public: true,
    flaps: 0,
    notifiedMs: null,
    version: 1,
    entries: [],
    ...differs,
  };
}

describe("where a root cause that went down belongs", () => {
  const nothingShared = () => false;
  test("to its open incident; nothing is opened twice", () => {
    expect(openingFor("db-up", [incident()], 5 * MINUTE, nothingShared)).toEqual({ act: "none" });
    expect(openingFor("db-up", [incident({ state: "acknowledged" })], 5 * MINUTE, nothingShared)).toEqual({
      act: "none",
    });
  });
  test("to the one it just had, within ten minutes", () => {
    const just = incident({ state: "resolved", resolvedMs: 0 });
    expect(openingFor("db-up", [just], 10 * MINUTE, nothingShared)).toEqual({ act: "reopen", incident: just });
    expect(openingFor("db-up", [just], 10 * MINUTE + 1, nothingShared)).toEqual({ act: "open" });
  });
  test("to one that opened within a minute and shares something both need", () => {
    const beside = incident({ rootChecks: ["camera-1"] });
    expect(openingFor("camera-2", [beside], MINUTE, () => true)).toEqual({ act: "join", incident: beside });
    expect(openingFor("camera-2", [beside], MINUTE, nothingShared)).toEqual({ act: "open" });
    expect(openingFor("camera-2", [beside], MINUTE + 1, () => true)).toEqual({ act: "open" });
  });
  test("an incident ends when none of its roots is down, and one of a person never by itself", () => {
    const two = incident({ rootChecks: ["a", "b"] });
    expect(resolvable([two], (check) => check === "b")).toEqual([]);
    expect(resolvable([two], () => false)).toEqual([two]);
    expect(resolvable([incident({ origin: "person", rootChecks: [] })], () => false)).toEqual([]);
  });
});

test("S18: twenty changes in ten minutes are told at most twice", () => {
  let told: { what: "open" | "resolved"; atMs: number } | undefined;
  const sent: string[] = [];
  for (let change = 0; change < 20; change += 1) {
    const nowMs = change * 30_000;
    const now = incident({
      state: change % 2 === 0 ? "open" : "resolved",
      resolvedMs: change % 2 === 0 ? null : nowMs,
      flaps: change >> 1,
    });
    const what = notificationFor(now, told, nowMs);
    if (what) {
      sent.push(what);
      told = { what, atMs: nowMs };
    }
  }
  expect(sent).toEqual(["open", "resolved"]);
  const still = incident({ flaps: 9 });
  expect(notificationFor(still, told, 30_000 + 15 * MINUTE - 1)).toBeUndefined();
  expect(notificationFor(still, told, 30_000 + 15 * MINUTE)).toBe("open");
});

describe("S19: planned times", () => {
  const cron = parseCron("30 1 * * *");
  if (typeof cron === "string") throw new Error(cron);
  const nightly: MaintenanceWindow = {
    id: "m1",
    title: "Nightly",
    components: ["database"],
    once: null,
    repeated: { cron, durationMs: 2 * 60 * MINUTE, zone: "Europe/Berlin" },
    suspend: false,
    public: true,
  };
  const at = (iso: string) => Date.parse(iso);

  test("repeat by the wall clock of their zone and last as long as they say, over both changes of the clocks", () => {
    // 29 March 2026: 01:30 is there, 02:00–03:00 is not; two hours later it is 04:30.
    expect(currentOrNext(nightly, at("2026-03-28T12:00:00Z"))).toEqual({
      fromMs: at("2026-03-29T00:30:00Z"),
      toMs: at("2026-03-29T02:30:00Z"),
    });
    expect(isActive(nightly, at("2026-03-29T02:29:59Z"))).toBe(true);
    expect(isActive(nightly, at("2026-03-29T02:30:00Z"))).toBe(false);
    // 25 October 2026: 02:00–03:00 comes twice; two hours are two hours.
    expect(isActive(nightly, at("2026-10-24T23:30:00Z"))).toBe(true);
    expect(isActive(nightly, at("2026-10-25T01:29:59Z"))).toBe(true);
    expect(isActive(nightly, at("2026-10-25T01:30:00Z"))).toBe(false);
    expect(isActive(nightly, at("2026-10-25T12:00:00Z"))).toBe(false);
  });

  test("concern the components they name, or all", () => {
    expect(maintenanceOf("database", [nightly])).toEqual({ maintenance: true, suspend: false });
    expect(maintenanceOf("website", [nightly])).toEqual({ maintenance: false, suspend: false });
    expect(maintenanceOf("website", [{ ...nightly, components: [], suspend: true }])).toEqual({
      maintenance: true,
      suspend: true,
    });
  });
});

describe("what the page says", () => {
  const check = (differs: Partial<PageCheck> = {}): PageCheck => ({
    name: "wopr-cam-functional",
    title: "Pictures",
    component: "cameras",
    phase: "up",
    sinceMs: 0,
    result: "pass",
    norunReason: null,
    root: [],
    stale: false,
    maintenance: false,
    ...differs,
  });
  const say = (differs: Partial<PageCheck>) => componentState([check(), check(differs)], (name) => name, 3 * MINUTE);

  test("the cause stands first, then what waits for it, then what works", () => {
    expect(say({ phase: "down", result: "fail", sinceMs: MINUTE })).toMatchObject({
      state: "failed",
      sentence: "Does not work since 00:01 UTC.",
    });
    expect(say({ result: "norun", norunReason: "dependency_failed", root: ["switch-garage"] })).toMatchObject({
      state: "attention",
      sentence: "Cannot be checked, because of: switch-garage.",
    });
    expect(say({ result: "norun", norunReason: "not_configured" })).toMatchObject({ state: "works" });
    expect(
      componentState([check({ result: "norun", norunReason: "not_configured" })], (name) => name, 0),
    ).toMatchObject({ state: "unknown" });
    expect(componentState([check({ stale: true })], (name) => name, 0)).toMatchObject({ state: "unknown" });
  });

  test("one sentence on top names the cause when more than the cause fails", () => {
    const component = (title: string) => ({ id: title, title, critical: false, public: true });
    const down = { state: "failed", sentence: "", sinceMs: 0 } as const;
    const parts = [
      { component: component("Camera at garage"), state: down },
      { component: component("Switch"), state: down },
    ];
    expect(pageSentence(parts, ["Switch"], MINUTE).sentence).toBe(
      "Camera at garage and Switch do not work since 00:00 UTC. Cause: Switch.",
    );
    expect(pageSentence([], [], 0).sentence).toBe("Nothing has been checked yet.");
  });
});
