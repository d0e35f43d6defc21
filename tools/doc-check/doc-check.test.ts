import { expect, test } from "vitest";
import { deadLinks } from "./dead-links.ts";
import { undocumented } from "./undocumented.ts";

test("an exported name without words is found, with its line", () => {
  const text =
    "/** Has words. */\nexport const told = 1;\n\nexport function untold() {}\nconst inner = 2;\nexport type Bare = typeof inner;\n";
  expect(undocumented("a.ts", text)).toEqual([
    { line: 4, name: "untold" },
    { line: 6, name: "Bare" },
  ]);
});

test("a second declaration under the same name needs no second docstring", () => {
  const text = "/** Shape and type. */\nexport const Shape = 1;\nexport type Shape = number;\n";
  expect(undocumented("a.ts", text)).toEqual([]);
});

test("a tag that says something is enough", () => {
  expect(undocumented("a.ts", "/** @throws {Error} when it rains */\nexport function f() {}\n")).toEqual([]);
});

test("an empty docstring is none", () => {
  expect(undocumented("a.ts", "/** */\nexport const x = 1;\n")).toHaveLength(1);
});

test("a link to a file that is not there is found; addresses, anchors and code are left alone", () => {
  const text =
    "[a](./here.md) [b](gone.md#x)\n[c](https://example.invalid) [d](#e)\n```\n[f](nowhere.md)\n```\n![g](../pic.png)";
  expect(deadLinks("docs/x.md", text, (path) => path === "docs/here.md" || path === "pic.png")).toEqual([
    { line: 1, target: "gone.md#x" },
  ]);
});
