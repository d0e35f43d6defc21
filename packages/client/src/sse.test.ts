import fc from "fast-check";
import { expect, test } from "vitest";
import { createSseParser } from "./sse.ts";

const STREAM = [
  ": comment\n\n",
  'id: 7\nevent: capture.stored\ndata: {"a":1}\n\n',
  "data: two\r\ndata:lines\r\n\r\n",
  "event: reset\ndata\n\n",
  "data: never finished",
].join("");

test("reads ids, kinds, data of several lines, and skips comments and what is unfinished", () => {
  expect(createSseParser().push(STREAM)).toEqual([
    { id: "7", kind: "capture.stored", data: '{"a":1}' },
    { id: "7", kind: "message", data: "two\nlines" },
    { id: "7", kind: "reset", data: "" },
  ]);
});

test("gives the same messages however the stream is cut into pieces", () => {
  const whole = createSseParser().push(STREAM);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: STREAM.length })), (cuts) => {
      const parser = createSseParser();
      const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      const pieces = places.slice(1).map((end, index) => STREAM.slice(places[index], end));
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
    }),
  );
});
