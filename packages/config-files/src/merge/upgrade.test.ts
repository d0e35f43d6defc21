import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Document, leaves, mergeUpgrade, open, plan, showPath, type Upgraded, type Value } from "../index.ts";

const doc = (text: string | Uint8Array): Document => {
  const read = open(typeof text === "string" ? new TextEncoder().encode(text) : text, "config.yml");
  if (!read.ok) throw new Error(read.problem.text);
  return read.value;
};
function merged(base: string, ours: string, theirs: string, answers = {}): Upgraded & { readonly text: string } {
  const made = mergeUpgrade({ base: doc(base), ours: doc(ours), theirs: doc(theirs), answers });
  if (!made.ok) throw new Error(made.problem.text);
  return { ...made.value, text: new TextDecoder().decode(made.value.bytes) };
}
const kinds = ({ decisions }: Upgraded) => decisions.map(({ kind, path }) => [kind, showPath(path)]);

describe("one key (the table of config-files.md 6.11)", () => {
  test.each([
    ["a: 1\n", "a: 1\n", "a: 2 # new\n", "a: 2 # new\n", ["default_taken"]],
    ["a: 1\n", "a: 5 # mine\n", "a: 1\n", "a: 5 # mine\n", ["kept"]],
    ["a: 1\n", "a: 5\n", "a: 2\n", "a: 5\n", ["kept_default_changed"]],
    ["b: 1\n", "b: 1\n", "b: 1\n# why\na: 2\n", "b: 1\n# why\na: 2\n", ["added"]],
    ["b: 1\n", "b: 1\n# my own\nx: 2\n", "b: 1\n", "b: 1\n# my own\nx: 2\n", ["own"]],
    ["b: 1\n", "b: 1\na: 3\n", "b: 1\na: 2\n", "b: 1\na: 3\n", ["both_added"]],
    ["a: 1\nb: 1\n", "a: 1\nb: 1\n", "b: 1\n", "b: 1\n", ["removed_unused"]],
    ["a: 1\nb: 1\n", "b: 1\n", "a: 1\nb: 1\n", "b: 1\n", ["kept_removed"]],
    ["a: 1\nb: 1\n", "b: 1\n", "a: 2\nb: 1\n", "a: 2\nb: 1\n", ["restored"]],
    ["l: [a, b]\n", "l: [a, b, mine]\n", "l: [a, new]\n", "l: [a, mine, new]\n", ["list_merged"]],
  ])("%j | %j | %j", (base, ours, theirs, text, expected) => {
    const made = merged(base, ours, theirs);
    expect([made.text, made.decisions.map(({ kind }) => kind), made.applicable]).toEqual([text, expected, true]);
  });

  test("a custom value without a place is parked, and a person must say what becomes of it", () => {
    const made = merged("a: 1\nb: 1\n", "a: 9\nb: 1\n", "b: 1\n");
    expect([made.text, kinds(made), made.parked, made.applicable]).toEqual([
      "b: 1\n",
      [["obsolete_custom", "a"]],
      [{ path: ["a"], value: 9 }],
      false,
    ]);
    expect(merged("a: 1\nb: 1\n", "a: 9\nb: 1\n", "b: 1\n", { a: "ours" })).toMatchObject({
      text: "a: 9\nb: 1\n",
      applicable: true,
    });
  });

  test("a scalar that became a section is asked, ours is parked", () => {
    const made = merged("a: 1\n", "a: 9\n", "a:\n  x: 1\n");
    expect([made.text, kinds(made), made.applicable]).toEqual(["a:\n  x: 1\n", [["type_conflict", "a"]], false]);
    expect(made.parked).toEqual([{ path: ["a"], value: 9 }]);
  });

  test("a list that both reordered is asked", () => {
    const made = merged("l: [a, b, c]\n", "l: [c, a, b]\n", "l: [a, b, c, d]\n");
    expect([made.text, kinds(made), made.applicable]).toEqual(["l: [c, a, b]\n", [["list_conflict", "l"]], false]);
  });
});

test("comments follow whoever changed them; when both did, theirs come with our own lines", () => {
  expect(merged("# old\na: 1\n", "# old\na: 5\n", "# new\na: 1\n").text).toBe("# new\na: 5\n");
  expect(merged("# old\na: 1\n", "# mine\na: 1\n", "# old\na: 1\n").text).toBe("# mine\na: 1\n");
  const both = merged("# old\na: 1\n", "# old\n# mine\na: 1\n", "# new\na: 1\n");
  expect([both.text, kinds(both)]).toEqual(["# new\n# mine\na: 1\n", [["comments_combined", "a"]]]);
});

test("sections are gone into, whatever their indentation, line ends and last line", () => {
  const base = "s:\n  a: 1\n  b: 2\n";
  const ours = "s:\r\n    a: 5\r\n    b: 2\r\n    own: x";
  const theirs = "# head\ns:\n  a: 1\n  b: 3\n  # c\n  c: 4\n";
  expect(merged(base, ours, theirs).text).toBe("# head\r\ns:\r\n  a: 5\r\n  b: 3\r\n  own: x\r\n  # c\r\n  c: 4");
});

test("without a base ours wins, new keys come, nothing goes", () => {
  const made = mergeUpgrade({ ours: doc("a: 5\nx: 1\n"), theirs: doc("a: 1\nb: 2\n") });
  expect(made).toMatchObject({ ok: true, value: { baseUnknown: true, applicable: true } });
  expect(made.ok && new TextDecoder().decode(made.value.bytes)).toBe("a: 5\nx: 1\nb: 2\n");
});

test("a key that seems to have moved is proposed with our value, not moved", () => {
  const made = merged(
    "# Port to use\nport: 8123\nb: 1\n",
    "# Port to use\nport: 9000\nb: 1\n",
    "b: 1\nweb:\n  # Port to use\n  port: 8123\n",
  );
  expect(made.moves).toEqual([{ from: ["port"], to: ["web", "port"], score: 5, strength: "strong", value: 9000 }]);
  expect(made.text).toBe("b: 1\nweb:\n  # Port to use\n  port: 8123\n");
});

const key = fc.constantFrom("a", "b", "c", "d.e", "long key");
const scalar = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.boolean(), fc.constantFrom("x", "§a text", "it's"));
const lines = fc.uniqueArray(
  fc.tuple(
    key,
    scalar,
    fc.option(fc.constantFrom("# one", "# two", "")),
    fc.option(fc.uniqueArray(fc.tuple(key, scalar), { selector: ([name]) => name, minLength: 1 })),
  ),
  {
    selector: ([name]) => name,
  },
);
const file = lines.map((entries) =>
  entries
    .map(([name, value, comment, inner]) => {
      const token = (one: Value) => (typeof one === "string" ? `'${one.replaceAll("'", "''")}'` : String(one));
      const own = inner
        ? `${JSON.stringify(name)}:\n${inner.map(([n, v]) => `  ${JSON.stringify(n)}: ${token(v)}\n`).join("")}`
        : `${JSON.stringify(name)}: ${token(value)}\n`;
      return comment === null ? own : `${comment}\n${own}`;
    })
    .join(""),
);

test("laws: nothing new changes nothing, nothing own takes all, agreed is agreed, and twice is once (CF-20)", () => {
  fc.assert(
    fc.property(file, file, file, (b, o, t) => {
      expect(merged(b, o, b).text).toBe(o);
      expect(merged(b, b, t).text).toBe(t);
      expect(merged(b, o, o).text).toBe(o);
      const once = merged(b, o, t).text;
      expect(merged(t, once, t).text).toBe(once);
    }),
    { numRuns: 300 },
  );
});

const HISTORY = new URL("../../../../../shared/data/gameservers/template-history/viaversion", import.meta.url).pathname;

test.skipIf(!existsSync(HISTORY))(
  "over a real history of defaults no custom value is lost, every new key comes, every unused one goes (CF-21; skipped where ../shared/data is absent)",
  () => {
    const versions = readdirSync(HISTORY)
      .filter((name) => name.endsWith(".yml"))
      .toSorted()
      .map((name) => new Uint8Array(readFileSync(join(HISTORY, name))));
    fc.assert(
      fc.property(
        fc.nat(versions.length - 2),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 20 }),
        (i, chances, count) => {
          const [base, theirs] = [doc(versions[i]!), doc(versions[i + 1]!)];
          const scalars = [...leaves(base)].filter(({ type }) => !["map", "list"].includes(type));
          const changed = new Map<string, Value>();
          let ours = base;
          for (let n = 0; n < count; n += 1) {
            const leaf = scalars[(chances.next().value ?? 0) % scalars.length]!;
            const value =
              typeof leaf.value === "boolean"
                ? !leaf.value
                : typeof leaf.value === "number"
                  ? leaf.value + 7
                  : `${leaf.value} mine`;
            const planned = plan(ours, [{ op: "set", path: leaf.path, value }]);
            if (!planned.ok) continue;
            ours = doc(planned.value.after);
            changed.set(showPath(leaf.path), value);
          }
          const made = mergeUpgrade({ base, ours, theirs });
          if (!made.ok) throw new Error(made.problem.text);
          const values = (one: Document) => new Map([...leaves(one)].map(({ path, value }) => [showPath(path), value]));
          const [after, was, wanted] = [values(doc(made.value.bytes)), values(base), values(theirs)];
          for (const [path, value] of changed) {
            const isParked = made.value.parked.some((one) => showPath(one.path) === path);
            expect(after.get(path) ?? (isParked ? value : undefined), path).toEqual(value);
          }
          for (const path of wanted.keys()) expect(after.has(path), `${path} is new`).toBe(true);
          for (const path of was.keys())
            if (!wanted.has(path) && !changed.has(path)) expect(after.has(path), `${path} is gone`).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  },
  60_000,
);
