import { format, inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, Secret } from "../src/index.ts";

test("a secret cannot be printed by accident, in any usual way", () => {
  fc.assert(
    fc.property(fc.uuid(), (value) => {
      const secret = new Secret(value);
      const holder = { nested: [{ secret }] };
      const printed = [
        String(secret),
        `${secret}`,
        JSON.stringify(holder),
        canonicalJson(holder),
        inspect(holder, { depth: 9, showHidden: true }),
        format("%s %o %O %j", secret, secret, holder, holder),
        Object.values(secret).join(),
        Object.getOwnPropertyNames(secret).join(),
        new Error(`cannot use ${secret}`).stack,
      ].join("\n");
      expect(printed).not.toContain(value);
      expect(secret.reveal()).toBe(value);
    }),
  );
});

test("a copy of a secret holds nothing", () => {
  expect(structuredClone(new Secret("teapot"))).toEqual({});
});
