import { StatusDefinitionsWire } from "@wopr/contracts";
import { silentLog, systemClock } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBoard, type Noted } from "./board.ts";
import { createCatalogue } from "./catalogue.ts";
import { createGraph } from "./domain/graph.ts";
import type { Run } from "./domain/types.ts";
import { createExecutor } from "./execute.ts";
import { createHostLimits } from "./host-limits.ts";
import { createIncidentKeeper, type StatusNews } from "./incidents.ts";
import { type BuiltInCheck, failed, type Outcome, passed } from "./probe.ts";
import type { ProbeTools } from "./probes/own.ts";
import { createRounds } from "./rounds.ts";
import { createScheduler } from "./scheduler.ts";

const UNUSED = {} as ProbeTools;

function check(
  name: string,
  probe: BuiltInCheck["probe"],
  needs: readonly string[] = [],
  intervalS = 30,
): BuiltInCheck {
  return {
    name,
    title: name,
    failing: "fails",
    component: { id: "part", title: "Part" },
    intervalS,
    deadlineMs: 5_000,
    needs,
    runbook: "x.md",
    probe,
  };
}

/** Rounds over given checks, with everything they touch in memory. */
function aWatch(
  checks: readonly BuiltInCheck[],
  clock = createFakeClock("2026-11-20T12:00:00.000Z"),
  soft: Readonly<Record<string, readonly string[]>> = {},
) {
  let id = 0;
  const newId = () => `00000000-0000-7000-8000-${String(++id).padStart(12, "0")}`;
  const plain = createCatalogue(checks, StatusDefinitionsWire.parse({}), UNUSED);
  const nodes = [...plain.checks.values()].map(({ plan }) => ({
    name: plan.name,
    needs: [...plan.needs, ...(soft[plan.name] ?? []).map((name) => ({ check: name, kind: "soft" as const }))],
  }));
  const catalogue = { ...plain, graph: createGraph(nodes) };
  const board = createBoard();
  const hosts = createHostLimits(clock, { all: 50, host: 4 });
  const executor = createExecutor({ clock, newId, log: silentLog, redact: (text) => text, hosts });
  const told: StatusNews[] = [];
  const runs: Run[] = [];
  const keeper = createIncidentKeeper({
    catalogue: () => catalogue,
    board,
    clock,
    newId,
    log: silentLog,
    recentChanges: async () => [],
    tell: (news) => void told.push(news),
    decides: () => true,
  });
  const note = (run: Run): Noted | undefined => {
    const noted = board.note(run);
    if (noted) {
      runs.push(run);
      keeper.onNoted(noted);
    }
    return noted;
  };
  const rounds = createRounds({
    catalogue: () => catalogue,
    board,
    executor,
    clock,
    note,
    maintenance: () => ({ maintenance: false, suspend: false }),
  });
  return { clock, catalogue, board, rounds, keeper, told, runs };
}

const never = new AbortController().signal;

describe("blame", () => {
  test("S10: a child that fails before its parent is due is never blamed, however their runs fall", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          // In which order, and with which waits in between, child, sibling and parent are started.
          order: fc.shuffledSubarray(["parent", "child", "grandchild"], { minLength: 1, maxLength: 3 }),
          waits: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
          breaksAt: fc.nat(6),
        }),
        async ({ order, waits, breaksAt }) => {
          let step = 0;
          let broken = false;
          const probe = (pause: number) => async (): Promise<Outcome> => {
            for (let i = 0; i < pause; i += 1) await Promise.resolve();
            step += 1;
            // From some moment on the parent is gone, and with it everything that needs it.
            if (step >= breaksAt) broken = true;
            return broken ? failed("gone") : passed();
          };
          const watch = aWatch([
            check("parent", probe(waits[0] ?? 0)),
            check("child", probe(waits[1] ?? 0), ["parent"]),
            check("grandchild", probe(waits[2] ?? 0), ["child"]),
          ]);
          await watch.rounds.run([{ name: "parent" }], "schedule", never);
          broken = false;
          await Promise.all(order.map((name) => watch.rounds.run([{ name }], "schedule", never)));
          broken = true;
          await Promise.all(order.map((name) => watch.rounds.run([{ name }], "schedule", never)));
          for (const run of watch.runs)
            if (run.check !== "parent") expect([run.check, run.result]).not.toEqual([run.check, "fail"]);
          for (const incident of watch.keeper.all()) expect(incident.rootChecks).toEqual(["parent"]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("what fails while everything it needs works is the root itself", async () => {
    const watch = aWatch([
      check("parent", async () => passed()),
      check("child", async () => failed("own fault"), ["parent"]),
    ]);
    await watch.rounds.run([{ name: "child" }], "schedule", never);
    expect(watch.runs.map(({ check: name, result, trigger }) => `${name} ${result} ${trigger}`)).toEqual([
      "parent pass chain",
      "child fail schedule",
    ]);
  });

  test("what is only needed softly is run all the same, and named as the probable cause", async () => {
    const child = { ...check("child", async () => failed("slow")), needs: [] };
    const watch = aWatch([check("parent", async () => failed("gone")), child], undefined, { child: ["parent"] });
    const both = [{ name: "parent" }, { name: "child" }];
    await watch.rounds.run(both, "schedule", never);
    await watch.rounds.run(both, "confirm", never);
    const own = watch.keeper.all().find(({ rootChecks }) => rootChecks.includes("child"));
    expect(own?.entries.map(({ text }) => text)).toContain("child: slow Probably because of parent.");
  });

  test("two hundred devices behind a switch that fails are one incident with two hundred affected", async () => {
    const devices = Array.from({ length: 200 }, (_, index) =>
      check(`device-${index}`, async () => failed("no answer"), ["switch"]),
    );
    const watch = aWatch([check("switch", async () => failed("no link")), ...devices]);
    const all = ["switch", ...devices.map(({ name }) => name)].map((name) => ({ name }));
    await watch.rounds.run(all, "schedule", never);
    await watch.rounds.run(all, "confirm", never);
    expect(watch.keeper.all().map(({ rootChecks, affectedChecks }) => [rootChecks, affectedChecks.length])).toEqual([
      [["switch"], 201],
    ]);
    expect(watch.told).toHaveLength(1);
    expect(watch.runs.filter(({ result }) => result === "norun").every(({ root }) => root[0] === "switch")).toBe(true);
  });
});

describe("S18: a check that comes and goes", () => {
  test("twenty changes in ten minutes are one incident and at most two messages", async () => {
    let works = true;
    const watch = aWatch([check("flaky", async () => (works ? passed() : failed("gone again")))]);
    for (let change = 0; change < 20; change += 1) {
      works = change % 2 === 1;
      for (let i = 0; i < 2; i += 1) {
        await watch.rounds.run([{ name: "flaky" }], "schedule", never);
        watch.clock.advance(15_000);
      }
      watch.keeper.onTurn(watch.clock.now().getTime());
    }
    expect(watch.keeper.all()).toHaveLength(1);
    expect(watch.keeper.all()[0]?.flaps).toBe(9);
    expect(watch.told.length).toBeLessThanOrEqual(2);
    expect(watch.told.length).toBeGreaterThan(0);
  });
});

describe("faults of checks", () => {
  test("one that throws by surprise is failed with an id, and the others go on", async () => {
    const broken = check("broken", async () => (undefined as unknown as { deep: { er: Outcome } }).deep.er);
    const watch = aWatch([broken, check("fine", async () => passed())]);
    const runs = await watch.rounds.run([{ name: "broken" }, { name: "fine" }], "schedule", never);
    expect(runs.get("broken")).toMatchObject({ result: "fail", error: expect.stringMatching(/check_crashed 0000/) });
    expect(runs.get("fine")?.result).toBe("pass");
  });

  test("one that hangs ends at its deadline and is never run twice at once", async () => {
    let started = 0;
    const hanging = check("hanging", () => {
      started += 1;
      return new Promise<Outcome>(() => undefined);
    });
    const watch = aWatch([hanging]);
    const first = watch.rounds.run([{ name: "hanging" }], "schedule", never);
    const second = watch.rounds.run([{ name: "hanging" }], "schedule", never);
    await expect.poll(() => watch.clock.sleepers()).toBeGreaterThan(0);
    expect([started, watch.rounds.isRunning("hanging")]).toEqual([1, true]);
    watch.clock.advance(5_001);
    expect((await first).get("hanging")).toMatchObject({
      result: "fail",
      error: "It did not end within 5 s (deadline).",
    });
    expect((await second).get("hanging")?.runId).toBe((await first).get("hanging")?.runId);
  });

  test("facts that are too much are left out whole, and secrets and broken characters are taken out", async () => {
    const talkative = check("talkative", async () => failed("a\0b \ud800", { much: "x".repeat(10_000) }));
    const watch = aWatch([talkative]);
    const run = (await watch.rounds.run([{ name: "talkative" }], "schedule", never)).get("talkative");
    expect(run).toMatchObject({ error: "a\ufffdb \ufffd", facts: { too_large: true } });
  });
});

describe("the plan", () => {
  test("after a pause of ten intervals each check runs once, and the clock of the wall may jump", async () => {
    const clock = createFakeClock("2026-11-20T12:00:00.000Z");
    let times = 0;
    const countOne = async () => {
      times += 1;
      return passed();
    };
    const watch = aWatch([check("steady", countOne, [], 30)], clock);
    const scheduler = createScheduler({
      catalogue: () => watch.catalogue,
      board: watch.board,
      rounds: watch.rounds,
      clock,
      log: silentLog,
      mayRun: () => true,
      nextTurnMs: () => undefined,
      onTurn: () => undefined,
    });
    await scheduler.start();
    const settle = async () => {
      for (let i = 0; i < 50; i += 1) await Promise.resolve();
      await systemClock.sleep(1);
    };
    const pass = async (ms: number) => {
      for (let done = 0; done < ms; done += 1_000) {
        clock.advance(1_000);
        await settle();
      }
    };
    await settle();
    await pass(4_000);
    expect(times).toBe(1);
    await pass(60_000);
    const steady = times;
    expect(steady).toBeGreaterThanOrEqual(3);
    // Asleep for five minutes.
    clock.advance(300_000);
    await settle();
    await pass(1_000);
    expect(times).toBe(steady + 1);
    clock.setWallClock(new Date("2026-11-20T15:00:00Z"));
    await pass(2_000);
    expect(times).toBeLessThanOrEqual(steady + 2);
    clock.setWallClock(new Date("2026-11-20T11:00:00Z"));
    await pass(31_000);
    expect(times).toBeGreaterThan(steady + 1);
    expect(times).toBeLessThanOrEqual(steady + 5);
    const steps = watch.runs.flatMap(({ facts }) => facts["clock_step_ms"] ?? []);
    expect(steps).toHaveLength(2);
    await scheduler.stop();
  });
});
