import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applySplices,
  type Document,
  detect,
  leaves,
  type Op,
  open,
  type Path,
  plan,
  type Value,
  valueOfDocument,
} from "./index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (all: Uint8Array) => new TextDecoder().decode(all);

function read(file: string, content: string): Document {
  const opened = open(bytes(content), file);
  if (!opened.ok) throw new Error(`${file}: ${opened.problem.text} (line ${opened.problem.line})`);
  return opened.value;
}

/** The text after ops, or the code of the refusal; holds CF-7 on the way: undoing restores every byte. */
function edited(file: string, content: string, ...ops: readonly Op[]): string {
  const planned = plan(read(file, content), ops);
  if (!planned.ok) return planned.problem.code;
  expect(text(applySplices(planned.value.after, planned.value.inverse))).toBe(content);
  return text(planned.value.after);
}

const set = (path: Path, value: Value): Op => ({ op: "set", path, value });
const add = (path: Path, value: Value): Op => ({ op: "add", path, value });
const remove = (path: Path): Op => ({ op: "remove", path });
const valuesOf = (file: string, content: string) =>
  [...leaves(read(file, content))].map(({ path, value }) => [path, value]);

describe(".properties, as java.util.Properties reads them", () => {
  test.each([
    ["a=1", "a", "1"],
    ["a = 1", "a", "1"],
    ["a: 1", "a", "1"],
    ["a 1", "a", "1"],
    ["  a\t=\t1 ", "a", "1 "],
    ["a", "a", ""],
    ["a=", "a", ""],
    ["a==b", "a", "=b"],
    ["a\\ b=1", "a b", "1"],
    ["a\\=b=1", "a=b", "1"],
    ["\\#a=1", "#a", "1"],
    ["a.b-c=1", "a.b-c", "1"],
    ["a=x\\\n   y", "a", "xy"],
    ["a=x\\\r\n\ty", "a", "xy"],
    ["a=x\\\\", "a", "x\\"],
    ["a=\\u00a7c", "a", "§c"],
    ["a=\\t\\n\\q", "a", "\t\nq"],
    ["a\\\n  b=1", "ab", "1"],
    ["a=1\\\n#b", "a", "1#b"],
  ])("%j", (line, key, value) => expect(valuesOf("x.properties", line)).toEqual([[[key], value]]));

  test("comments, blank lines and files of comments alone have no values", () => {
    expect(valuesOf("x.properties", "#a=1\n ! b=2\n\n\t\n")).toEqual([]);
  });

  test("a broken \\u is told with its line", () => {
    const opened = open(bytes("a=1\nb=\\u12x4\n"), "x.properties");
    expect(opened).toMatchObject({ ok: false, problem: { code: "syntax", line: 2, column: 3 } });
  });

  test("a value keeps its separator, its comment and the escapes of its file", () => {
    const file = "#Mon Jan 01\nmotd = \\u00a7aHi\\:you\nmax-players=20\n";
    expect(edited("server.properties", file, set(["motd"], "§bHé:x"))).toBe(
      "#Mon Jan 01\nmotd = \\u00a7bH\\u00e9\\:x\nmax-players=20\n",
    );
    expect(edited("server.properties", file, set(["max-players"], 40))).toBe(file.replace("20", "40"));
    expect(edited("server.properties", file, set(["max-players"], 20))).toBe(file);
  });

  test("a key without a separator gets one, a continued value becomes one line", () => {
    expect(edited("x.properties", "a\nb=1", set(["a"], "x"))).toBe("a=x\nb=1");
    expect(edited("x.properties", "a=x\\\n  y\nb=1", set(["a"], " z"))).toBe("a=\\ z\nb=1");
  });

  test("new lines take the separator of their neighbours, and a missing last line end stays missing", () => {
    expect(edited("x.properties", "a: 1", add(["b"], "2"))).toBe("a: 1\nb: 2");
    expect(edited("x.properties", "a=1\r\nc=3\r\n", { op: "add", path: ["b"], value: "2", after: "a" })).toBe(
      "a=1\r\nb=2\r\nc=3\r\n",
    );
    expect(edited("x.properties", "", add(["k e:y"], true))).toBe("k\\ e\\:y=true\n");
    expect(edited("x.properties", "a=1\nb=2", remove(["b"]))).toBe("a=1");
  });

  test("the last of equal keys counts; an edit there is refused, elsewhere it is exact", () => {
    const file = "a=1\nb=2\na=3\n";
    expect(valueOfDocument(read("x.properties", file))).toEqual(
      new Map([
        ["a", "3"],
        ["b", "2"],
      ]),
    );
    expect(edited("x.properties", file, set(["a"], "4"))).toBe("duplicate_key");
    expect(edited("x.properties", file, set(["b"], "4"))).toBe("a=1\nb=4\na=3\n");
  });

  test("a Latin-1 file is escaped where it cannot say a character", () => {
    const latin = Uint8Array.from([...bytes("a=")].concat([0xe9], [...bytes("\nb=1\n")]));
    const opened = open(latin, "x.properties");
    if (!opened.ok) throw new Error(opened.problem.text);
    const planned = plan(opened.value, [set(["b"], "é€")]);
    expect(planned.ok && text(planned.value.after.slice(5))).toBe("=\\u00E9\\u20AC\n");
  });
});

describe("INI", () => {
  const file = "; top\nname=x\n\n[server]\nport = 25565\nhost=\n[empty]\n";
  test("has keys before any section, sections and empty ones", () => {
    expect(valuesOf("x.ini", file)).toEqual([
      [["", "name"], "x"],
      [["server", "port"], "25565"],
      [["server", "host"], ""],
      [["empty"], new Map()],
    ]);
  });
  test("values are set, added to their section, and sections are made", () => {
    expect(edited("x.ini", file, set(["server", "port"], 1))).toBe(file.replace("25565", "1"));
    expect(edited("x.ini", file, add(["server", "motd"], "hi"))).toBe(file.replace("host=\n", "host=\nmotd=hi\n"));
    expect(edited("x.ini", file, add(["empty", "a"], 1))).toBe(`${file}a=1\n`);
    expect(edited("x.ini", file, { op: "set", path: ["new", "a"], value: 1, create: true })).toBe(
      `${file}\n[new]\na=1\n`,
    );
    expect(edited("x.ini", file, remove(["server", "port"]))).toBe(file.replace("port = 25565\n", ""));
    expect(edited("x.ini", file, set(["server", "port"], "a\nb"))).toBe("unrepresentable");
  });
});

describe("AMP's key=value files", () => {
  const file = "# Core\nWebserver.Port=8080\nEnabled=True\nArgs=a=b \n";
  test("keys keep their dots, values everything behind the first =", () => {
    expect(valuesOf("AMPConfig.conf", file)).toEqual([
      [["Webserver.Port"], "8080"],
      [["Enabled"], "True"],
      [["Args"], "a=b "],
    ]);
  });
  test("booleans keep their capitals", () => {
    expect(edited("AMPConfig.conf", file, set(["Enabled"], false))).toBe(file.replace("True", "False"));
    expect(edited("MinecraftModule.kvp", file, add(["New"], "x"))).toBe(`${file}New=x\n`);
  });
});

describe("JSON and its relatives", () => {
  const file = '{\n  "a": 1,\n  "b": [1, 2],\n  "c": {"d": 1.0, "e": null}\n}\n';
  test("values are replaced in place; floats stay floats", () => {
    expect(edited("x.json", file, set(["c", "d"], 2))).toBe(file.replace("1.0", "2.0"));
    expect(edited("x.json", file, set(["a"], 12345678901234567890n))).toBe(
      file.replace('"a": 1', '"a": 12345678901234567890'),
    );
    expect(edited("x.json", file, set(["a"], Number.NaN))).toBe("unrepresentable");
  });
  test("members come and go with their commas", () => {
    expect(edited("x.json", file, add(["f"], "§x"))).toBe(file.replace("null}", 'null},\n  "f": "§x"'));
    expect(edited("x.json", file, add(["c", "g"], true))).toBe(file.replace("null}", 'null, "g": true}'));
    expect(edited("x.json", file, remove(["a"]))).toBe(file.replace('  "a": 1,\n', ""));
    expect(edited("x.json", file, remove(["c"]))).toBe('{\n  "a": 1,\n  "b": [1, 2]\n}\n');
    expect(edited("x.json", file, remove(["c", "e"]))).toBe(file.replace(', "e": null', ""));
    expect(edited("x.json", file, { op: "list_add", path: ["b"], value: 3 })).toBe(file.replace("1, 2", "1, 2, 3"));
    expect(edited("x.json", file, { op: "list_remove", path: ["b"], index: 0 })).toBe(file.replace("1, 2", "2"));
    expect(edited("x.json", '{"a":{"b":1}}', remove(["a", "b"]))).toBe('{"a":{}}');
    expect(edited("x.json", '{"a":1,"b":2}', add(["c"], [1, "x"]))).toBe('{"a":1,"b":2,"c":[1,"x"]}');
  });
  test("comments and trailing commas stay", () => {
    const commented = '{\n\t// top\n\t"a": 1, /* one */\n\t"b": 2,\n}\n';
    expect(edited("x.jsonc", commented, set(["a"], 5))).toBe(commented.replace("1", "5"));
    expect(edited("x.jsonc", commented, add(["c"], 3))).toBe(
      '{\n\t// top\n\t"a": 1, /* one */\n\t"b": 2,\n\t"c": 3,\n}\n',
    );
    expect(edited("x.jsonc", commented, remove(["b"]))).toBe('{\n\t// top\n\t"a": 1, /* one */\n}\n');
  });
  test("JSON5 keeps bare keys and single quotes", () => {
    const five = "{a: 'x', $b: +0x10, c: .5,}";
    expect(valuesOf("x.json5", five)).toEqual([
      [["a"], "x"],
      [["$b"], 16],
      [["c"], 0.5],
    ]);
    expect(edited("x.json5", five, set(["a"], "it's"))).toBe("{a: 'it\\'s', $b: +0x10, c: .5,}");
  });
  test.each(["{", '{"a":}', '{"a":1,,}', "{'a':1}", '["\t"]', '{"a":01}', "{} x", '"\\x"', "nul"])(
    "%j is refused with its line",
    (wrong) => {
      expect(open(bytes(wrong), "x.json")).toMatchObject({ ok: false, problem: { code: "syntax", line: 1 } });
    },
  );
});

describe("TOML", () => {
  const file =
    '# head\ntitle = "x"\n\n[server] # here\nport = 25_565\nratio = 1.0\nnames = ["a", \'b\']\nwhen = 2020-01-02T03:04:05Z\npoint.x = 1\n\n[[user]]\nname = "A"\n[[user]]\nname = "B"\n';
  test("reads tables, dotted keys, lists of tables and dates", () => {
    expect(valuesOf("x.toml", file)).toEqual([
      [["title"], "x"],
      [["server", "port"], 25565],
      [["server", "ratio"], 1],
      [["server", "names", 0], "a"],
      [["server", "names", 1], "b"],
      [["server", "when"], { $timestamp: "2020-01-02T03:04:05Z" }],
      [["server", "point", "x"], 1],
      [["user", 0, "name"], "A"],
      [["user", 1, "name"], "B"],
    ]);
  });
  test("values keep their kind of quotes and of numbers", () => {
    expect(edited("x.toml", file, set(["server", "ratio"], 2))).toBe(file.replace("1.0", "2.0"));
    expect(edited("x.toml", file, set(["server", "names", 1], "c"))).toBe(file.replace("'b'", "'c'"));
    expect(edited("x.toml", file, set(["user", 1, "name"], 'a"b'))).toBe(file.replace('"B"', '"a\\"b"'));
    expect(edited("x.toml", file, set(["title"], null))).toBe("unrepresentable");
  });
  test("new keys go to the end of their table, new tables to the end of the file", () => {
    expect(edited("x.toml", file, add(["server", "motd"], "hi"))).toBe(
      file.replace("point.x = 1\n", 'point.x = 1\nmotd = "hi"\n'),
    );
    expect(edited("x.toml", file, add(["name"], 1))).toBe(file.replace('title = "x"\n', 'title = "x"\nname = 1\n'));
    expect(edited("x.toml", file, add(["server", "point", "y"], 2))).toBe(
      file.replace("point.x = 1\n", "point.x = 1\npoint.y = 2\n"),
    );
    expect(edited("x.toml", file, add(["user", 0, "age"], 3))).toBe(
      file.replace('name = "A"\n', 'name = "A"\nage = 3\n'),
    );
    expect(edited("x.toml", file, { op: "set", path: ["log", "file", "size"], value: 1, create: true })).toBe(
      `${file}\n[log]\n\n[log.file]\nsize = 1\n`,
    );
  });
  test("lines go, comments of others stay", () => {
    expect(edited("x.toml", file, remove(["server", "port"]))).toBe(file.replace("port = 25_565\n", ""));
    expect(edited("x.toml", file, remove(["server", "point", "x"]))).toBe(file.replace("point.x = 1", "point = {}"));
    expect(edited("x.toml", file, remove(["title"]))).toBe(file.replace('title = "x"\n', ""));
  });
  test.each([
    "a = 1\na = 2",
    "[a]\n[a]",
    "a.b = 1\n[a]\nc=1",
    "a = {b = 1}\n[a.c]",
    "a = [1]\n[[a]]",
    "a = 01",
    "a = 2020-02-30",
    'a = "\\x"',
    "a",
    "= 1",
    "a = 1 b = 2",
    "[[a]]\n[a]",
  ])("%j is refused with its line", (wrong) =>
    expect(open(bytes(wrong), "x.toml")).toMatchObject({ ok: false, problem: { line: expect.any(Number) } }),
  );
});

describe("HOCON", () => {
  const file =
    '# top\ninclude "other"\nserver {\n  port = 25565\n  motd = hello world\n  name: "x"\n  list = [\n    a\n    "b"\n  ]\n}\nserver.debug = yes\nbase = $' +
    "{server.port}\nopt = $" +
    '{?NOPE}\nlong = """a\n"b" """\njoin = "a"$' +
    "{server.name}\nadd += 1\n";
  test("reads paths, merged objects, lists by lines, references and joined values", () => {
    expect(valuesOf("x.conf", file)).toEqual([
      [["server", "port"], 25565],
      [["server", "motd"], "hello world"],
      [["server", "name"], "x"],
      [["server", "list", 0], "a"],
      [["server", "list", 1], "b"],
      [["server", "debug"], "yes"],
      [["base"], 25565],
      [["long"], 'a\n"b" '],
      [["join"], '"a"$' + "{server.name}"],
      [["add", 0], 1],
    ]);
  });
  test("literals are set in place; references and joined values are named as what they are", () => {
    expect(edited("x.conf", file, set(["server", "port"], 1))).toBe(file.replace("25565", "1"));
    expect(edited("x.conf", file, set(["server", "motd"], "bye all"))).toBe(file.replace("hello world", "bye all"));
    expect(edited("x.conf", file, set(["server", "motd"], "a: b"))).toBe(file.replace("hello world", '"a: b"'));
    expect(edited("x.conf", file, set(["server", "list", 0], "c"))).toBe(file.replace("    a\n", "    c\n"));
    expect(edited("x.conf", file, set(["base"], 1))).toBe("in_include");
    expect(edited("x.conf", file, set(["join"], "x"))).toBe("in_include");
  });
  test("members come and go with their lines", () => {
    expect(edited("x.conf", "a {\n  b = 1\n}\n", add(["a", "c"], "x"))).toBe('a {\n  b = 1\n  c = "x"\n}\n');
    expect(edited("x.conf", "a {\n  b = 1\n}\n", add(["c"], true))).toBe("a {\n  b = 1\n}\nc = true\n");
    expect(edited("x.conf", "a {}\n", add(["a", "b"], 1))).toBe("a {\n  b = 1\n}\n");
    expect(edited("x.conf", "a: {b: 1, c: 2}\n", add(["a", "d"], 3))).toBe("a: {b: 1, c: 2, d: 3}\n");
    expect(edited("x.conf", "a: {b: 1, c: 2}\n", remove(["a", "b"]))).toBe("a: {c: 2}\n");
    expect(edited("x.conf", "a.b = 1\nx = 2\n", add(["a", "c"], 3))).toBe("a.b = 1\na.c = 3\nx = 2\n");
    expect(edited("x.conf", file, remove(["server", "motd"]))).toBe(file.replace("  motd = hello world\n", ""));
  });
  test.each(["a = {", "a = [1", "a = ", 'a = "x', "a b c {", "}", "a = $" + "{x", "a = 1 }"])(
    "%j is no HOCON",
    (wrong) => {
      expect(open(bytes(wrong), "x.hocon").ok).toBe(false);
    },
  );
});

test("content decides where a name does not: .conf, .txt and JSON with comments", () => {
  const formatOf = (name: string, content: string) => detect(bytes(content), name).format;
  expect(formatOf("a.conf", "a { b = 1 }")).toBe("hocon");
  expect(formatOf("a.conf", "[x]\na=b c\n")).toBe("ini");
  expect(formatOf("a.conf", "server {\n listen 80;\n")).toBe("text");
  expect(formatOf("a.conf", "marker:\n    color: ffffff\n    tip: ''\n")).toBe("text");
  expect(formatOf("a.txt", "# x\nserver=1\nother=2\n")).toBe("ini");
  expect(formatOf("readme.txt", "Hello\nthere = is text\nmore\n")).toBe("text");
  expect(formatOf("a.json", '{"url": "http://x", /* c */ "b": 1}')).toBe("jsonc");
  expect(formatOf("a.json", '{"url": "http://x"}')).toBe("json");
});

const nasty = fc.string({ unit: fc.constantFrom(..."ab .=:#!\\\"'§é\t[]{},;🎲", "\n"), maxLength: 12 });
const key = fc.string({ unit: fc.constantFrom(..."abc.-_ é1"), minLength: 1, maxLength: 6 });
const scalar = fc.oneof(
  nasty,
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
);

/** Starting files of every format with what may be written into them. */
const FILES = [
  ["x.properties", "#c\r\na=1\r\n", 1],
  ["x.json", '{\n    "a": 1\n}', 1],
  ["x.json5", "{a: 1}", 1],
  ["x.hocon", "# c\na = 1\nt {\n}\n", 1],
  ["x.toml", "# c\na = 1\n[t]\n", 1],
  ["x.ini", "[s]\n", 2],
] as const;

describe.each(FILES)("laws of %s", (file, start, depth) => {
  const pathOf = (name: string): Path => (depth === 2 ? ["s", name] : [name]);
  test("what can be written is read back; undoing restores every byte; disjoint edits commute (CF-5, CF-7, CF-8, CF-14)", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, scalar, scalar), { selector: ([name]) => name, maxLength: 6 }),
        (entries) => {
          let content: string = start;
          const written: [string, Value][] = [];
          for (const [name, value] of entries) {
            if (find(content, name)) continue;
            const after = edited(file, content, add(pathOf(name), value));
            if (/^[a-z_]+$/.test(after)) continue;
            content = after;
            written.push([name, value]);
          }
          const doc = read(file, content);
          const same = plan(
            doc,
            written.map(([name, value]) => set(pathOf(name), value)),
          );
          expect(same.ok && same.value.splices).toEqual([]);
          const changes = entries
            .filter(([name]) => written.some(([known]) => known === name))
            .map(([name, , next]) => set(pathOf(name), next));
          const forth = plan(doc, changes);
          const back = plan(doc, changes.toReversed());
          expect(forth.ok).toBe(back.ok);
          if (forth.ok && back.ok) {
            expect(text(forth.value.after)).toBe(text(back.value.after));
            expect(text(applySplices(forth.value.after, forth.value.inverse))).toBe(content);
          }
        },
      ),
      { numRuns: 150 },
    );
    function find(content: string, name: string): boolean {
      return [...leaves(read(file, content))].some(({ path }) => path.at(-1) === name || path[0] === name);
    }
  });

  test("any damage is read or refused, never thrown (CF-1)", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: "binary", maxLength: 4 }), (at, junk) => {
        const content = `${start}x = "1"\n[b]\nc: {d: [1, 2]}\n`;
        const place = at % content.length;
        open(bytes(content.slice(0, place) + junk + content.slice(place)), file);
      }),
      { numRuns: 300 },
    );
  });
});
