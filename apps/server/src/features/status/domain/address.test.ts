import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMetadataName, reachOf } from "./address.ts";

describe("S23: where an address leads", () => {
  test.each([
    ["8.8.8.8", "public"],
    ["2606:4700::1111", "public"],
    ["10.1.2.3", "private"],
    ["127.0.0.1", "private"],
    ["::1", "private"],
    ["fd12:3456::1", "private"],
    ["100.64.0.1", "private"],
    ["169.254.169.254", "never"],
    ["100.100.100.200", "never"],
    ["0.0.0.0", "never"],
    ["255.255.255.255", "never"],
    ["224.0.0.251", "never"],
    ["fe80::1%eth0", "never"],
    ["::", "never"],
    ["fd00:ec2::254", "never"],
    ["::ffff:169.254.169.254", "never"],
    ["::ffff:a9fe:a9fe", "never"],
    ["64:ff9b::a9fe:a9fe", "never"],
    ["64:ff9b::169.254.169.254", "never"],
    ["2002:a9fe:a9fe::1", "never"],
    ["::ffff:10.0.0.1", "private"],
    ["::127.0.0.1", "private"],
  ] as const)("%s: %s", (address, reach) => {
    expect(reachOf(address)).toBe(reach);
  });

  test.each(["", "example.org", "1.2.3", "256.1.1.1", "1.2.3.4.5", ":::", "1::2::3", "g::1", "0x7f.0.0.1"])(
    "%j is no address",
    (text) => {
      expect(reachOf(text)).toBeUndefined();
    },
  );

  test("every link-local address is refused in each of its clothes", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (a, b) => {
        const hex = ((a << 8) | b).toString(16);
        for (const text of [
          `169.254.${a}.${b}`,
          `::ffff:169.254.${a}.${b}`,
          `::ffff:a9fe:${hex}`,
          `64:ff9b::a9fe:${hex}`,
        ])
          expect(reachOf(text)).toBe("never");
      }),
    );
  });

  test("names of metadata services are known whatever they resolve to", () => {
    expect(isMetadataName("METADATA.google.internal.")).toBe(true);
    expect(isMetadataName("example.org")).toBe(false);
  });
});
