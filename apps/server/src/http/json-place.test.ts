import fc from "fast-check";
import { expect, test } from "vitest";
import { placeOfJsonError } from "./json-place.ts";

test.each([
  ['{"name": "box",\n "size": }', "2:10"],
  ["{'a': 1}", "1:2"],
  ["[1,,2]", "1:4"],
  ['{"a": 1', "1:8"],
  ['{"a": "x\\q"}', "1:10"],
  ["", "1:1"],
  ["[1] x", "1:5"],
])("names the place in %j", (text, place) => {
  expect(placeOfJsonError(text)).toBe(place);
});

test("finds a character that was put between two values, wherever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (items, pick) => {
      const parts = items.map((item) => JSON.stringify(item));
      const at = pick % parts.length;
      const before = `[${parts
        .slice(0, at)
        .map((part) => `${part},`)
        .join("")}`;
      expect(placeOfJsonError(`${before}?${parts.slice(at).join(",")}]`)).toBe(`1:${before.length + 1}`);
    }),
  );
});
