import type { AppError, Catalogue } from "@wopr/kernel";
import { describe, expect, test } from "vitest";
import * as ofGames from "./errors.ts";
import * as ofRecords from "./record-errors.ts";

/** Facts for any message: what a catalogue reads, it finds. */
const FACTS = new Proxy(
  {},
  {
    get: (_, name) => {
      if (name === "problems") return [{ at: "/x", detail: "This is wrong." }];
      if (name === "why" || name === "detail") return "It is broken.";
      if (name === "questions") return ["Did E4 change?"];
      if (["known", "available", "games", "options"].includes(String(name))) return ["a", "b"];
      return "something";
    },
  },
);

const all = Object.entries({ ...ofGames, ...ofRecords }).flatMap(([catalogue, entries]) =>
  Object.entries(entries as unknown as Catalogue<Record<string, never>>).map(
    ([name, build]) => [`${catalogue}.${name}`, (build as (facts: unknown) => AppError)(FACTS)] as const,
  ),
);

describe("every failure is a sentence that says what happened and what to do", () => {
  test.each(all)("%s", (_, failure) => {
    expect(failure.message).toMatch(/^[A-Z"].{12,}[.?]$/s);
    expect(failure.message).not.toMatch(/undefined|\[object/);
    expect(failure.code).toMatch(/^[a-z]+\.[a-z_]+$/);
  });

  test("no code means two things", () => {
    const codes = all.map(([, { code }]) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
