import { PERMISSIONS, ROLE_PERMISSIONS } from "@wopr/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatKey, keyFrom, parseKey } from "./api-key.ts";
import { isCommonPassword } from "./password.ts";
import { notHeld } from "./permissions.ts";
import { narrowed, reachOf } from "./reach.ts";
import { normaliseSetupCode, setupCodeFrom } from "./setup-code.ts";
import { SETUP_WORDS } from "./words.ts";

describe("passwords", () => {
  test.each([
    "password1234",
    "Passw0rd2024!",
    "P4$$w0rdP4$$w0rd",
    "qwertyuiop12",
    "1q2w3e4r5t6y",
    "123456789012",
    "aaaaaaaaaaaa",
    "abababababab",
    "letmeinletmein",
    "welcomeadmin1",
    "iloveyou2025!!",
    "correcthorsebatterystaple",
    "GlobalThermonuclearWar",
    "abcdefghijkl",
    "000000password",
    "ada.lovelace1815",
  ])("%s is refused as common", (password) => {
    expect(isCommonPassword(password, "ada.lovelace@example.org")).toBe(true);
  });

  test.each([
    "teapot orbit willow 7",
    "mx4-kettle-Quarz!",
    "Der Hund frisst Kuchen",
    "9fH2kLq8ZtWx",
    "seven grey owls",
  ])("%s is accepted", (password) => {
    expect(isCommonPassword(password, "ada.lovelace@example.org")).toBe(false);
  });
});

describe("set-up codes", () => {
  test("the words are 256 different ones", () => {
    expect(new Set(SETUP_WORDS).size).toBe(256);
  });

  test("a code survives how people type it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (random) => {
        const code = setupCodeFrom(random);
        const link = `http://localhost:3100/setup#code=${code}`;
        for (const typed of [
          code,
          code.toUpperCase(),
          ` ${code.replaceAll("-", "  ")}\n`,
          code.replaceAll("-", ", "),
          link,
        ])
          expect(normaliseSetupCode(typed)).toBe(code);
      }),
    );
  });
});

describe("API keys", () => {
  test("what is made can be read again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 37, maxLength: 37 }), (random) => {
        const key = keyFrom(random);
        expect(formatKey(key)).toMatch(/^wopr_[a-z0-9]{8}_[\w-]{43}$/);
        expect(parseKey(formatKey(key))).toEqual(key);
      }),
    );
  });

  test.each(["", "wopr_short_x", "wopr_abcdefgh_", "Bearer wopr_abcdefgh_x"])("%j is no key", (text) => {
    expect(parseKey(text)).toBeUndefined();
  });

  test("a key can never do more than its maker, now or later", () => {
    fc.assert(
      fc.property(
        fc.subarray([...PERMISSIONS]),
        fc.constantFrom("owner", "member", "viewer", "service"),
        (named, role) => {
          const held = new Set(ROLE_PERMISSIONS[role]);
          const reach = reachOf([{ role, scope: "*" }]);
          for (const permission of narrowed(reach, [...named, "gone:read"], "*").everywhere) {
            expect(named).toContain(permission);
            expect(held).toContain(permission);
          }
          expect(notHeld(named, held)).toEqual(named.filter((permission) => !held.has(permission)));
        },
      ),
    );
  });
});
