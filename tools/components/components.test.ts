import { expect, test } from "vitest";
import { findComponent, needComponent } from "./find.ts";

test("a component that is not there names the package to install", () => {
  expect(findComponent("strace", "/nonexistent")).toEqual({
    present: false,
    reason: "strace not run: package strace is missing (apt-get install strace)",
  });
});

test("in CI a missing component of the first tier is red", () => {
  expect(() => needComponent("strace", { CI: "true", PATH: "/nonexistent" })).toThrow(/strace is missing/);
  expect(needComponent("strace", { PATH: "/nonexistent" }).present).toBe(false);
});
