import { expect, test } from "vitest";
import { eventually } from "./eventually.ts";

test("gives the first answer that is one", async () => {
  const answers = [undefined, null, false, 0, 7];
  expect(await eventually("an answer", () => answers.shift(), { everyMs: 1 })).toBe(0);
});

test("names what did not happen", async () => {
  await expect(eventually("the moon to fall", () => false, { withinMs: 20, everyMs: 1 })).rejects.toThrow(
    "Not within 20 ms: the moon to fall",
  );
});

test("tells the last failure rather than that time was over", async () => {
  const fail = () => Promise.reject(new Error("still locked"));
  await expect(eventually("the door", fail, { withinMs: 20, everyMs: 1 })).rejects.toThrow("still locked");
});
