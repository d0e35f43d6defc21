import { describe, expect, test } from "vitest";
import { AppError, defineErrors } from "../src/index.ts";

const Errors = defineErrors("game", {
  changed: {
    status: 412,
    retry: "never",
    text: (p: { expected: number; actual: number }) => `The game is at ${p.actual}, not ${p.expected}. Read it again.`,
  },
  busy: { status: 503, retry: "later", text: (_: Record<never, never>) => "Try again in a moment." },
});

describe("a catalogue of errors", () => {
  test("builds an error with everything machines and people need", () => {
    const failure = Errors.changed({ expected: 3, actual: 4 });
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({
      name: "AppError",
      code: "game.changed",
      status: 412,
      retry: "never",
      params: { expected: 3, actual: 4 },
      message: "The game is at 4, not 3. Read it again.",
    });
  });

  test("builds and never throws: the throw stays at the call site", () => {
    expect(() => Errors.busy({})).not.toThrow();
  });

  test("keeps a cause when there is one, even an undefined one, and has none otherwise", () => {
    const cause = new Error("ECONNRESET");
    expect(Errors.busy({}, { cause }).cause).toBe(cause);
    expect("cause" in Errors.busy({})).toBe(false);
    expect("cause" in Errors.busy({}, { cause: undefined })).toBe(true);
  });

  test("has a stack that leads to where it was built", () => {
    expect(Errors.busy({}).stack).toContain("errors.test.ts");
  });
});
