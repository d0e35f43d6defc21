import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applySplices, leaves, type Op, type OpenOptions, open, plan, type Value } from "../index.ts";
import { valueOfDocument } from "../tree.ts";
import { equal, fromJson, toJson } from "../values.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const core: OpenOptions = { dialect: "core12" };
const snake: OpenOptions = { dialect: "snake" };

function read(text: string, options = core) {
  const doc = open(bytesOf(text), "a.yaml", options);
  if (!doc.ok) throw new Error(`${doc.problem.text} (${doc.problem.line}:${doc.problem.column})`);
  return doc.value;
}
const says = (text: string, options = core) => toJson(valueOfDocument(read(text, options)));

/** Text after the ops; undoing must restore the text before. */
function edited(text: string, ops: readonly Op[], options = core): string {
  const doc = read(text, options);
  const planned = plan(doc, ops);
  if (!planned.ok) return `refused: ${planned.problem.code}`;
  const { after, inverse } = planned.value;
  expect(textOf(applySplices(after, inverse))).toBe(text);
  return textOf(after);
}
const set = (path: readonly (string | number)[], value: Value): Op => ({ op: "set", path, value });

describe("CF-6: one value changes only its own bytes", () => {
  test.each<[string, string, readonly (string | number)[], Value, string]>([
    ["plain", "a: 1 # one\nb: 2\n", ["a"], 7, "a: 7 # one\nb: 2\n"],
    ["CF-11 CRLF", "a: 1\r\nb: x\r\n", ["b"], "y z", "a: 1\r\nb: y z\r\n"],
    ["CF-11 mark of byte order", "\ufeffa: ü\nb: 2\n", ["b"], 3, "\ufeffa: ü\nb: 3\n"],
    ["CF-11 no final line end", "a: 1\nb: 2", ["b"], 3, "a: 1\nb: 3"],
    ["single quotes stay", "a: 'x'\n", ["a"], "it's", "a: 'it''s'\n"],
    ["double quotes stay", 'a: "x"\n', ["a"], "y", 'a: "y"\n'],
    ["what looks like a number is quoted", "a: x\n", ["a"], "10", "a: '10'\n"],
    ["what YAML 1.1 takes for a boolean is quoted", "a: x\n", ["a"], "yes", "a: 'yes'\n"],
    ["colour codes are quoted", "a: x\n", ["a"], "&cHi", "a: '&cHi'\n"],
    ["line breaks need double quotes", "a: x\n", ["a"], "l1\nl2", 'a: "l1\\nl2"\n'],
    ["empty value", "a:\nb: 1\n", ["a"], "x", "a: x\nb: 1\n"],
    ["empty value before a comment", "a: # why\nb: 1\n", ["a"], 5, "a: 5 # why\nb: 1\n"],
    ["value in a flow map", "a: {b: 1, c: 2}\n", ["a", "b"], "x, y", "a: {b: 'x, y', c: 2}\n"],
    ["key without value in a flow map", "a: {b, c: 2}\n", ["a", "b"], 1, "a: {b: 1, c: 2}\n"],
    ["literal block", "a: |\n  one\n  two\nb: 1\n", ["a"], "three\nfour\n", "a: |\n  three\n  four\nb: 1\n"],
    ["literal block without last break", "a: |\n  one\nb: 1\n", ["a"], "two", "a: |-\n  two\nb: 1\n"],
    ["folded block", "a: >\n  one\n  two\nb: 1\n", ["a"], "x\ny\n", "a: >\n  x\n\n  y\nb: 1\n"],
    ["item of a list", "a:\n- 1\n- 2 # two\n", ["a", 1], 3, "a:\n- 1\n- 3 # two\n"],
    ["a float stays one", "a: 5.0\n", ["a"], 6, "a: 6.0\n"],
    ["a scalar becomes a map", "a: 1\nb: 2\n", ["a"], new Map([["x", 1]]), "a:\n  x: 1\nb: 2\n"],
    ["a map becomes a scalar", "a:\n  x: 1\n  y: 2\nb: 2\n", ["a"], 5, "a: 5\nb: 2\n"],
    [
      "a map is changed by its parts",
      "a:\n  # x\n  x: 1\n  y: 2\n",
      ["a"],
      new Map([
        ["x", 1],
        ["z", 3],
      ]),
      "a:\n  # x\n  x: 1\n  z: 3\n",
    ],
    ["emoji before the value", "a: 😀 # 😀\nb: '😀'\n", ["b"], "😎", "a: 😀 # 😀\nb: '😎'\n"],
  ])("%s", (_, text, path, value, after) => expect(edited(text, [set(path, value)])).toBe(after));

  test("the word family and case of a game's booleans stay", () => {
    const text = "a: Yes\nb: OFF\nc: true\n";
    const ops = [set(["a"], false), set(["b"], true), set(["c"], false)];
    expect(edited(text, ops, snake)).toBe("a: No\nb: ON\nc: false\n");
  });

  test("UTF-16 and Latin-1 files stay what they are", () => {
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[..."a: 1\nb: ü\n"].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    const wide = open(utf16, "a.yml", core);
    const planned = wide.ok && plan(wide.value, [set(["b"], "x")]);
    expect(planned && "value" in planned && [...planned.value.after.slice(-4)]).toEqual([0x78, 0, 0x0a, 0]);
    const latin = new Uint8Array([...bytesOf("a: "), 0xe9, ...bytesOf("\nb: 1\n")]);
    const narrow = open(latin, "a.yml", core);
    const changed = narrow.ok && plan(narrow.value, [set(["b"], "é")]);
    expect(changed && "value" in changed && [...changed.value.after]).toEqual([
      ...bytesOf("a: "),
      0xe9,
      ...bytesOf("\nb: "),
      0xe9,
      0x0a,
    ]);
    const impossible = narrow.ok && plan(narrow.value, [set(["b"], "€")]);
    expect(impossible && !impossible.ok && impossible.problem.code).toBe("unrepresentable");
  });
});

describe("CF-9, CF-10: keys and items come and go at their place", () => {
  test.each<[string, string, Op, string]>([
    [
      "at the end of its map, before what follows",
      "a:\n  x: 1\n\n# b\nb: 2\n",
      { op: "add", path: ["a", "y"], value: 2 },
      "a:\n  x: 1\n  y: 2\n\n# b\nb: 2\n",
    ],
    ["after a neighbour", "a: 1\nc: 3\n", { op: "add", path: ["b"], value: 2, after: "a" }, "a: 1\nb: 2\nc: 3\n"],
    [
      "in the order of a template",
      "a: 1\nd: 4\n",
      { op: "add", path: ["c"], value: 3, order: ["a", "b", "c", "d"] },
      "a: 1\nc: 3\nd: 4\n",
    ],
    [
      "before a key and its comment",
      "# b\nb: 2\n",
      { op: "add", path: ["a"], value: 1, before: "b" },
      "a: 1\n# b\nb: 2\n",
    ],
    ["without a final line end", "a: 1", { op: "add", path: ["b"], value: 2 }, "a: 1\nb: 2"],
    ["into a flow map", "a: {x: 1}\n", { op: "add", path: ["a", "y"], value: [1, "b"] }, "a: {x: 1, y: [1, b]}\n"],
    ["into an empty map", "a: {}\n", { op: "add", path: ["a", "y"], value: 1 }, "a: {y: 1}\n"],
    ["under a key without value", "a:\nb: 1\n", { op: "add", path: ["a", "y"], value: 1 }, "a:\n  y: 1\nb: 1\n"],
    ["with its comment", "a: 1\n", { op: "add", path: ["b"], value: 1, comment: "why" }, "a: 1\n# why\nb: 1\n"],
    ["into a file of comments", "# only\n", { op: "add", path: ["b"], value: 1 }, "# only\nb: 1\n"],
    ["with missing parents", "a: 1\n", { op: "set", path: ["b", "c"], value: 1, create: true }, "a: 1\nb:\n  c: 1\n"],
    ["remove keeps the comment", "# a\na: 1\nb: 2\n", { op: "remove", path: ["a"] }, "# a\nb: 2\n"],
    [
      "remove takes the attached comment",
      "# x\n\n# a\na: 1\nb: 2\n",
      { op: "remove", path: ["a"], comments: "attached" },
      "# x\n\nb: 2\n",
    ],
    ["the last key leaves an empty map", "a:\n  x: 1\nb: 2\n", { op: "remove", path: ["a", "x"] }, "a: {}\nb: 2\n"],
    ["the last key of the file", "a: 1\n", { op: "remove", path: ["a"] }, "{}\n"],
    ["the first key behind a dash", "- a: 1\n  b: 2\n", { op: "remove", path: [0, "a"] }, "- b: 2\n"],
    ["rename keeps the quotes", "'a': 1\n", { op: "rename", path: ["a"], key: "b" }, "'b': 1\n"],
    [
      "insert an item",
      "a:\n  - 1\n  - 3\n",
      { op: "insert", path: ["a"], index: 1, value: 2 },
      "a:\n  - 1\n  - 2\n  - 3\n",
    ],
    [
      "a map as an item",
      "a:\n- x: 1\n",
      {
        op: "list_add",
        path: ["a"],
        value: new Map([
          ["x", 2],
          ["y", 3],
        ]),
      },
      "a:\n- x: 1\n- x: 2\n  y: 3\n",
    ],
    [
      "unique item that is there",
      "a: [1, 2]\n",
      { op: "list_add", path: ["a"], value: 2, unique: true },
      "a: [1, 2]\n",
    ],
    [
      "the last item leaves an empty list",
      "a:\n  - 1\nb: 2\n",
      { op: "list_remove", path: ["a"], index: 0 },
      "a: []\nb: 2\n",
    ],
    ["a comment above", "a: 1\n", { op: "comment", path: ["a"], where: "before", text: "why" }, "# why\na: 1\n"],
    ["a comment beside", "a: 1  # old\n", { op: "comment", path: ["a"], where: "inline", text: "new" }, "a: 1 # new\n"],
    [
      "text is replaced as often as said",
      "a: x\nb: x\n",
      { op: "text", find: "x", replace: "y", count: 2 },
      "a: y\nb: y\n",
    ],
  ])("%s", (_, text, op, after) => expect(edited(text, [op])).toBe(after));

  test("CF-9: add then remove restores the bytes", () =>
    fc.assert(
      fc.property(maps, fc.string({ minLength: 1, maxLength: 12 }), scalars, (map, key, value) => {
        const text = textFor(map);
        if (map.has(key)) return;
        expect(
          edited(text, [
            { op: "add", path: [key], value },
            { op: "remove", path: [key] },
          ]),
        ).toBe(text);
      }),
      { numRuns: 200 },
    ));
});

describe("refusals change nothing", () => {
  test.each<[string, string, Op, string]>([
    ["a path that is missing", "a: 1\n", set(["b"], 1), "path_missing"],
    ["a key that is there", "a: 1\n", { op: "add", path: ["a"], value: 1 }, "path_exists"],
    ["an alias", "a: &x 1\nb: *x\n", set(["b"], 2), "alias_value"],
    ["below an alias", "a: &x {y: 1}\nb: *x\n", set(["b", "y"], 2), "alias_value"],
    ["CF-15 equal keys", "a: 1\na: 2\nb: 3\n", set(["a"], 2), "duplicate_key"],
    ["text found another number of times", "a: x\n", { op: "text", find: "x", replace: "y", count: 2 }, "text_count"],
    ["text that breaks the file", "a: x\n", { op: "text", find: "a: x", replace: "a: 'x" }, "not_parseable"],
  ])("%s", (_, text, op, code) => expect(edited(text, [op])).toBe(`refused: ${code}`));

  test("CF-29: what is not as expected gives no plan, whatever the op", () => {
    const doc = read("a: 1\nl: [1]\n");
    const ops: readonly Op[] = [
      { op: "set", path: ["a"], value: 2, expect: { value: 3 } },
      { op: "set", path: ["a"], value: 2, expect: { type: "string" } },
      { op: "set", path: ["b"], value: 2, create: true, expect: { type: "int" } },
      { op: "add", path: ["a"], value: 2, expect: { absent: true } },
      { op: "remove", path: ["a"], expect: { value: "1" } },
      { op: "rename", path: ["a"], key: "c", expect: { value: 2 } },
      { op: "insert", path: ["l"], index: 0, value: 1, expect: { type: "map" } },
      { op: "list_add", path: ["l"], value: 1, expect: { value: [] } },
      { op: "list_remove", path: ["l"], index: 0, expect: { value: 9 } },
      { op: "comment", path: ["a"], where: "before", text: "x", expect: { value: 2 } },
      { op: "text", find: "a", replace: "b", expect: { value: 2 } },
    ];
    for (const op of ops) {
      const planned = plan(doc, [op]);
      expect([op.op, !planned.ok && planned.problem.code]).toEqual([op.op, "expect_mismatch"]);
    }
  });

  test("CF-15: the last of equal keys counts, and what stands elsewhere can be edited", () => {
    expect(says("a: 1\na: 2\n")).toEqual({ a: 2 });
    expect(edited("a: 1\na: 2\nb: 3\n", [set(["b"], 4)])).toBe("a: 1\na: 2\nb: 4\n");
  });
});

describe("the dialects", () => {
  test("SnakeYAML's scalars", () => {
    const text =
      "a: yes\nb: 010\nc: 1:30\nd: 1_000\ne: 08\nf: 1e3\ng: 2020-01-02\nh: y\ni: 0x1F\nj: ~\nk: 12:30:45\nl: '5'\n";
    const want = {
      a: true,
      b: 8,
      c: 90,
      d: 1000,
      e: "08",
      f: 1000,
      g: { $timestamp: "2020-01-02" },
      h: "y",
      i: 31,
      j: null,
      k: 45045,
      l: "5",
    };
    expect(says(text, snake)).toEqual(want);
  });
  test("YAML 1.2's scalars", () => {
    const want = { a: "yes", b: 10, c: "1:30", d: "1_000", e: 8, g: "2020-01-02", o: 8 };
    expect(says("a: yes\nb: 010\nc: 1:30\nd: 1_000\ne: 08\ng: 2020-01-02\no: 0o10\n")).toEqual(want);
  });
  test("CF-16: quoted text that goes on at the margin, unknown tags, several documents, merge keys", () => {
    expect(says("a: 'it''s\nmore\n\nlast'\nb: \"x\ny\"\nc: 1\n", snake)).toEqual({
      a: "it's more\nlast",
      b: "x y",
      c: 1,
    });
    expect(says("a: !switch {b: 1}\n", snake)).toEqual({ a: { b: 1 } });
    expect(says("a: 1\n---\nb: 2\n", snake)).toEqual([{ a: 1 }, { b: 2 }]);
    const merged = "base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n";
    expect(says(merged, snake)).toEqual({ base: { x: 1, y: 2 }, mine: { x: 1, y: 3 } });
    expect(edited(merged, [set(["mine", "x"], 5)], snake)).toBe(
      "base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n  x: 5\n",
    );
    expect(edited("a: 'one\ntwo'\nb: 1\n", [set(["b"], 2)], snake)).toBe("a: 'one\ntwo'\nb: 2\n");
  });
  test("CF-12: odd keys can be addressed and edited", () => {
    for (const key of ["a.b", "with space", "it's", 'q"q', "1", "y", "on", "ключ", "a: b", "#x"]) {
      const text = `${JSON.stringify(key)}: 1\n`;
      expect(edited(text, [set([key], 2)])).toBe(`${JSON.stringify(key)}: 2\n`);
    }
  });
});

describe("CF-17: what cannot be read is said with its line, and never edited", () => {
  test.each<[string, string, OpenOptions, string, number]>([
    ["a tab as indentation", "a:\n\tb: 1\n", core, "tab_indent", 2],
    ["an unclosed quote", "a: 'x\nb: 1\n", core, "syntax", 1],
    ["a percent sign", "a: 1\nb: %x%\n", snake, "syntax", 2],
    ["equal keys, strictly", "a: 1\nb: 2\na: 3\n", { ...core, policy: "strict" }, "duplicate_key", 3],
    ["a custom tag, strictly", "a: !x 1\n", { ...core, policy: "strict" }, "custom_tag", 1],
    ["several documents, strictly", "a: 1\n---\nb: 1\n", { ...core, policy: "strict" }, "multi_document", 3],
    ["a number that JSON cannot say", "a: 9007199254740993\n", { ...core, policy: "strict" }, "number_too_large", 1],
    ["infinity", "a: .inf\n", { ...core, policy: "strict" }, "not_finite", 1],
    ["a list at the root, strictly", "- 1\n", { ...core, policy: "strict" }, "not_a_map", 1],
    ["a key of 256 characters, strictly", `${"k".repeat(256)}: 1\n`, { ...core, policy: "strict" }, "key_too_long", 1],
    ["more than 64 levels", `${"{a: ".repeat(70)}1${"}".repeat(70)}\n`, core, "too_deep", 1],
    [
      "101 aliases, strictly",
      `a: &a 1\n${Array.from({ length: 101 }, (_, i) => `k${i}: *a\n`).join("")}`,
      { ...core, policy: "strict" },
      "alias_bomb",
      102,
    ],
  ])("%s", (_, text, options, code, line) => {
    const doc = open(bytesOf(text), "a.yaml", options);
    expect(doc.ok ? "read" : [doc.problem.code, doc.problem.line]).toEqual([code, line]);
  });
  test("equal keys name both places", () => {
    const doc = open(bytesOf("a: 1\nb: 2\na: 3\n"), "a.yaml", { ...core, policy: "strict" });
    expect(!doc.ok && doc.problem.other).toEqual({ line: 1, column: 1 });
  });
  test("an alias bomb is stopped by its size", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 9; i += 1)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(", ")}]`,
      );
    const doc = open(bytesOf(`${lines.join("\n")}\n`), "a.yaml", snake);
    expect(!doc.ok && doc.problem.code).toBe("alias_bomb");
  });
  test("any bytes get an answer", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string({ maxLength: 200, unit: "binary" }).map(bytesOf),
          yamlish.map(bytesOf),
        ),
        (bytes) => {
          const doc = open(bytes, "a.yml", snake);
          if (!doc.ok) return;
          const planned = plan(doc.value, []);
          expect(planned.ok && [...planned.value.after]).toEqual([...bytes]);
        },
      ),
      { numRuns: 1_500 },
    ));
});

const scalars: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 12, unit: "binary" }).filter((text) => text.isWellFormed()),
  fc.constantFrom(
    "yes",
    "010",
    "1:30",
    "~",
    "&c",
    "- x",
    "a: b",
    "x #y",
    " lead",
    "trail ",
    "l1\nl2\n",
    "1e3",
    ".5",
    "0x1f",
    "2020-01-02",
  ),
);
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), tie("value")), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
})).value;
const maps = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), values), { minLength: 1, maxLength: 4 })
  .map((entries) => new Map(entries));
const yamlish = fc
  .array(
    fc.constantFrom(
      "a",
      "b:",
      " ",
      "\n",
      "- ",
      "'",
      '"',
      "{",
      "}",
      "[",
      "]",
      ",",
      "#",
      "|\n",
      ">",
      "&x ",
      "*x",
      "  ",
      "1",
      "\t",
      "\r\n",
      "---\n",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

/** A map, written by the package itself into an empty file. */
function textFor(map: ReadonlyMap<string, Value>): string {
  const doc = open(new Uint8Array(), "a.yaml", core);
  const planned =
    doc.ok &&
    plan(
      doc.value,
      [...map].map(([key, value]): Op => ({ op: "add", path: [key], value })),
    );
  if (!(planned && "value" in planned)) throw new Error("an empty file cannot be filled");
  return textOf(planned.value.after);
}

describe("laws", () => {
  test("CF-13: whatever is written is read back as it was, in both dialects", () =>
    fc.assert(
      fc.property(maps, (map) => {
        const text = textFor(map);
        expect(equal(valueOfDocument(read(text)), map)).toBe(true);
        expect(equal(valueOfDocument(read(text, snake)), map)).toBe(true);
      }),
      { numRuns: 300 },
    ));

  test("CF-5, CF-6, CF-28: setting a leaf to itself changes nothing, to another value only its range", () =>
    fc.assert(
      fc.property(maps, scalars, fc.nat(), (map, value, pick) => {
        const text = textFor(map);
        const doc = read(text);
        const all = [...leaves(doc)].filter(({ type }) => type !== "map" && type !== "list");
        const leaf = all[pick % Math.max(all.length, 1)];
        if (!leaf) return;
        expect(edited(text, [{ op: "set", path: leaf.path, value: leaf.value }])).toBe(text);
        const planned = plan(doc, [{ op: "set", path: leaf.path, value }]);
        if (!planned.ok) throw new Error(planned.problem.text);
        for (const { start, end } of planned.value.splices) {
          expect(start).toBeGreaterThanOrEqual(leaf.range.start);
          expect(end).toBeLessThanOrEqual(leaf.range.end);
        }
      }),
      { numRuns: 300 },
    ));

  test("CF-8: ops at different places give the same bytes in both orders", () =>
    fc.assert(
      fc.property(maps, scalars, scalars, fc.nat(), fc.nat(), (map, one, other, i, j) => {
        const text = textFor(map);
        const all = [...leaves(read(text))].filter(({ type }) => type !== "map" && type !== "list");
        const [a, b] = [all[i % Math.max(all.length, 1)], all[j % Math.max(all.length, 1)]];
        if (!a || !b || a === b) return;
        const first: Op = { op: "set", path: a.path, value: one };
        const second: Op = { op: "set", path: b.path, value: other };
        expect(edited(text, [first, second])).toBe(edited(text, [second, first]));
      }),
      { numRuns: 150 },
    ));

  test("CF-7: undoing restores the bytes after any sequence of ops", () =>
    fc.assert(
      fc.property(maps, fc.array(fc.tuple(fc.nat(), values, fc.nat({ max: 4 })), { maxLength: 4 }), (map, steps) => {
        const text = textFor(map);
        const ops = steps.map(([pick, value, kind]): Op => {
          const key = [...map.keys()][pick % map.size] ?? "a";
          if (kind === 0) return { op: "remove", path: [key] };
          if (kind === 1) return { op: "add", path: [`new${pick % 3}`], value };
          if (kind === 2) return { op: "rename", path: [key], key: `r${pick % 3}` };
          return { op: "set", path: [key], value, create: true };
        });
        expect(edited(text, ops)).not.toBe("refused: verify_failed");
      }),
      { numRuns: 300 },
    ));

  test("JSON there and back", () =>
    fc.assert(fc.property(maps, (map) => void expect(equal(fromJson(toJson(map)), map)).toBe(true))));
});
