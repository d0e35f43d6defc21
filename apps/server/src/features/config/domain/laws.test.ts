import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinKey, splitKey, valueType } from "./dotted.ts";
import { effectiveFor } from "./effective.ts";
import { isWatchOver, judgeHarm, type Watch, type WatchedConsumer } from "./harm.ts";
import { applies, type Context, compareLayers, layerName } from "./layers.ts";
import { leavesOf, mergeLayers, pathKey, type ReadLayer, sameJson } from "./merge.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { DEFAULT_POLICY, needsApproval, strategyFor } from "./policy.ts";
import { defaultsOf, failWhenStale, isCritical } from "./schema.ts";
import { fillVariables } from "./variables.ts";

const key = fc.constantFrom("a", "b", "c", "__proto__", "x.y");
const scalar = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 4 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const document = fc.letrec<{ map: Record<string, unknown> }>((tie) => ({
  map: fc
    .array(fc.tuple(key, fc.oneof({ depthSize: "small" }, scalar, tie("map"))), { maxLength: 4 })
    .map((entries) => {
      const out: Record<string, unknown> = {};
      for (const [name, value] of entries)
        Object.defineProperty(out, name, { value, enumerable: true, configurable: true, writable: true });
      return out;
    }),
})).map;
const layer: fc.Arbitrary<ReadLayer> = fc.oneof(
  document.map((doc) => ({ kind: "default" as const, key: "", document: doc })),
  fc
    .tuple(fc.constantFrom("environment", "site", "tag", "device"), fc.constantFrom("p", "q"), document)
    .map(([kind, name, doc]) => ({ kind: kind as "site", key: name, document: doc })),
);
const layers = fc.uniqueArray(layer, { selector: layerName, maxLength: 7 });
const context: fc.Arbitrary<Context> = fc.record({
  environment: fc.constantFrom("p", "q", null),
  site: fc.constantFrom("p", null),
  tags: fc.subarray(["p", "q"]),
  device: fc.constantFrom("p", null),
  facts: fc.constant({}),
});
const priority = (tag: string) => (tag === "p" ? 1 : 2);
const RUNS = { numRuns: Number(process.env["WOPR_TRIALS"] ?? 1_000) };

/** The strongest layer that says anything at a path, by walking them from the top; a scalar hides what lies below it. */
function reference(own: readonly ReadLayer[], path: readonly string[]) {
  for (const one of [...own].sort((a, b) => compareLayers(b, a, priority))) {
    let at: unknown = one.document;
    for (const [i, step] of path.entries()) {
      const isSection = typeof at === "object" && at !== null && !Array.isArray(at);
      if (!isSection) return i === 0 ? undefined : { hidden: true as const };
      if (!Object.hasOwn(at as object, step)) {
        at = undefined;
        break;
      }
      at = (at as Record<string, unknown>)[step];
    }
    if (at !== undefined) return { value: at, layer: layerName(one) };
  }
  return undefined;
}

describe("C2, C3: layers", () => {
  test("the most specific layer wins for every path, and provenance names it", () =>
    fc.assert(
      fc.property(layers, context, (all, where) => {
        const own = all.filter((one) => applies(one, where));
        const merged = mergeLayers({}, own, priority, () => "replace");
        for (const { path, value } of leavesOf(merged.document)) {
          const wanted = reference(own, path);
          if (
            !wanted ||
            "hidden" in wanted ||
            (typeof wanted.value === "object" && wanted.value !== null && !Array.isArray(wanted.value))
          )
            continue;
          expect([path, value]).toEqual([path, wanted.value]);
          expect(merged.sources.get(pathKey(path))).toBe(wanted.layer);
        }
        expect([...merged.sources.keys()].sort()).toEqual(
          leavesOf(merged.document)
            .map(({ path }) => pathKey(path))
            .sort(),
        );
      }),
      RUNS,
    ));

  test("tags of equal strength that differ are conflicts, equal values and unequal strength are not", () =>
    fc.assert(
      fc.property(document, document, (a, b) => {
        const both: readonly ReadLayer[] = [
          { kind: "tag", key: "p", document: a },
          { kind: "tag", key: "q", document: b },
        ];
        const tied = mergeLayers(
          {},
          both,
          () => 1,
          () => "replace",
        ).conflicts;
        const shared = Object.keys(a).filter((name) => Object.hasOwn(b, name));
        if (shared.every((name) => sameJson(a[name], b[name]))) expect(tied).toEqual([]);
        expect(mergeLayers({}, both, priority, () => "replace").conflicts).toEqual([]);
      }),
    ));

  test("null is a value, $unset removes, lists replace, append or merge by a field", () => {
    const low: ReadLayer = {
      kind: "default",
      key: "",
      document: {
        a: 1,
        b: 2,
        list: [1],
        items: [
          { id: 1, v: 1 },
          { id: 2, v: 2 },
        ],
      },
    };
    const high: ReadLayer = {
      kind: "device",
      key: "p",
      document: { a: null, b: { $unset: true }, list: [2], items: [{ id: 2, v: 3 }, { id: 4 }] },
    };
    const rule = (path: readonly string[]) => (path[0] === "items" ? "by:id" : "append");
    expect(mergeLayers({}, [high, low], priority, rule).document).toEqual({
      a: null,
      list: [1, 2],
      items: [{ id: 1, v: 1 }, { id: 2, v: 3 }, { id: 4 }],
    });
    expect(mergeLayers({}, [high, low], priority, () => "replace").document).toMatchObject({ list: [2] });
  });
});

describe("schemas and variables", () => {
  test("defaults lie below all layers; annotations are found through references", () => {
    const schema = {
      properties: { a: { default: 1 }, deep: { $ref: "#/$defs/d" } },
      $defs: { d: { "x-critical": true, properties: { b: { default: 2, "x-on-stale": "fail" } } } },
    };
    expect(defaultsOf(schema)).toEqual({ a: 1, deep: { b: 2 } });
    expect([isCritical(schema, ["deep", "b"]), isCritical(schema, ["a"])]).toEqual([true, false]);
    expect(failWhenStale(schema)).toEqual([["deep", "b"]]);
    const content = { schema, layers: [{ kind: "default" as const, key: "", document: { a: 5 } }], priority };
    expect(
      effectiveFor(content, { environment: null, site: null, tags: [], device: null, facts: {} }).document,
    ).toEqual({ a: 5, deep: { b: 2 } });
  });

  test("variables are filled, unknown ones told, four braces are two", () => {
    const where: Context = { environment: "prod", site: "garage", tags: [], device: "pi-1", facts: { arch: "arm64" } };
    const { document: out, unknown } = fillVariables(
      { a: "{{device.name}} on {{ device.facts.arch }}", b: ["{{{{x}}", "{{nope}}"] },
      where,
    );
    expect(out).toEqual({ a: "pi-1 on arm64", b: ["{{x}}", "{{nope}}"] });
    expect(unknown).toEqual([{ path: ["b", 1], name: "nope" }]);
  });

  test("plain secrets are found by name and by look; references, placeholders, addresses and what is marked are not", () => {
    const found = plainSecrets(
      {
        api_key: "k",
        password: { $secret: "a/b" },
        webhook: "changeme",
        url: "https://example.org/a/b/c/d1234567890",
        seed: "9fK2mQ8zLw4Xv7Rt1Yb6Nc3Hs5Jd0Pg",
        token: "",
        nested: { "db-password": "x" },
        harmless: "tokenise",
        okay: "9fK2mQ8zLw4Xv7Rt1Yb6Nc3Hs5Jd0Pg",
      },
      { properties: { okay: { "x-secret": false } } },
    );
    expect(found.map((path) => path.join("."))).toEqual(["api_key", "seed", "nested.db-password"]);
  });

  test("dotted keys of the first service go both ways", () =>
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z.]{1,5}$/), { minLength: 1 }),
        (path) => void expect(splitKey(joinKey(path))).toEqual(path),
      ),
    ));

  test("types of the first service, strategies and approval", () => {
    expect([1, 1.5, true, "x", [], {}].map(valueType)).toEqual([
      "integer",
      "float",
      "boolean",
      "string",
      "list",
      "dict",
    ]);
    expect([
      strategyFor(DEFAULT_POLICY, 4),
      strategyFor(DEFAULT_POLICY, 5),
      strategyFor({ ...DEFAULT_POLICY, strategy: "rolling" }, 0),
    ]).toEqual(["all_at_once", "canary", "rolling"]);
    expect([
      needsApproval(DEFAULT_POLICY, false),
      needsApproval(DEFAULT_POLICY, true),
      needsApproval({ ...DEFAULT_POLICY, approval: "never" }, true),
    ]).toEqual([false, true, false]);
  });
});

const T0 = 1_000_000_000_000;
const consumer = (more: Partial<WatchedConsumer> = {}): WatchedConsumer => ({
  id: "c",
  name: "camera",
  revision: 7,
  outcome: "applied",
  errorKind: null,
  error: null,
  healthy: true,
  counters: [],
  seenAt: T0 + 5_000,
  assignedAt: T0,
  ...more,
});
const watch = (consumers: readonly WatchedConsumer[], more: Partial<Watch> = {}): Watch => ({
  revision: 7,
  now: T0 + 10_000,
  since: T0,
  watchMs: 60_000,
  errorRate: DEFAULT_POLICY.error_rate,
  consumers,
  failedChecks: [],
  allowedRejections: 0,
  ...more,
});
const counted = (...pairs: readonly (readonly [number, number, number])[]) =>
  pairs.map(([at, ok, err]) => ({ at: T0 + at * 1_000, ok, err }));

describe("C13: each sign, and nothing else", () => {
  test.each<[string, Watch, string | undefined]>([
    ["a refusal", watch([consumer({ outcome: "rejected", error: "no" })]), "rejected"],
    [
      "a refusal within the wave's budget is none",
      watch([consumer({ outcome: "rejected" })], { allowedRejections: 1 }),
      undefined,
    ],
    ["unhealthy after it was applied", watch([consumer({ healthy: false })]), "unhealthy"],
    [
      "unhealthy before it was applied is another's fault",
      watch([consumer({ healthy: false, outcome: null })]),
      undefined,
    ],
    [
      "more errors than before",
      watch([consumer({ counters: counted([-60, 100, 0], [-10, 200, 0], [20, 280, 20]) })]),
      "error_rate",
    ],
    [
      "errors after the watch",
      watch([consumer({ counters: counted([-60, 100, 0], [-10, 200, 0], [61, 280, 20]) })]),
      undefined,
    ],
    ["a check that fails since", watch([consumer()], { failedChecks: ["camera-desk"] }), "check_failed"],
    [
      "a check that fails after the watch",
      watch([consumer()], { failedChecks: ["camera-desk"], now: T0 + 61_000 }),
      undefined,
    ],
    ["gone for two minutes", watch([consumer({ outcome: null, seenAt: T0 + 1_000 })], { now: T0 + 122_000 }), "lost"],
    [
      "gone before it was given out",
      watch([consumer({ outcome: null, seenAt: T0 - 200_000 })], { now: T0 + 200_000 }),
      undefined,
    ],
    [
      "a crash loop",
      watch([consumer({ outcome: "rejected", errorKind: "crash_loop" })], { allowedRejections: 5 }),
      "crash_loop",
    ],
    ["a refusal of another revision", watch([consumer({ revision: 6, outcome: "rejected" })]), undefined],
    ["all is well", watch([consumer()]), undefined],
  ])("%s", (_, given, sign) => expect(judgeHarm(given)?.sign).toBe(sign));

  test("the watch waits for those who vanished until they count as lost", () => {
    const gone = consumer({ outcome: null, seenAt: T0 + 1_000 });
    expect(isWatchOver(watch([gone], { now: T0 + 61_000 }))).toBe(false);
    expect(isWatchOver(watch([consumer()], { now: T0 + 61_000 }))).toBe(true);
    expect(isWatchOver(watch([consumer()], { now: T0 + 59_000 }))).toBe(false);
  });

  test("C14: an error rate below the floor or factor, or of fewer than 20 events, is noise", () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 400 }),
        fc.nat({ max: 400 }),
        fc.nat({ max: 400 }),
        fc.nat({ max: 400 }),
        (okBefore, errBefore, ok, err) => {
          const counters = counted([-300, 0, 0], [-1, okBefore, errBefore], [30, okBefore + ok, errBefore + err]);
          const before = okBefore + errBefore === 0 ? 0 : errBefore / (okBefore + errBefore);
          const now = ok + err === 0 ? 0 : err / (ok + err);
          const isNoise = ok + err < 20 || now < Math.max(0.05, 3 * before);
          expect(judgeHarm(watch([consumer({ counters })]))?.sign).toBe(isNoise ? undefined : "error_rate");
        },
      ),
      { numRuns: 500 },
    ));
});
