import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const foreign = ["/usr/bin/node", "/usr/local/bin/node"].find(existsSync);

/** Runs `wopr` through the launcher of the checkout with a Node of another version. */
const wopr = (node: string, ...args: string[]) => run(node, [`${root}tools/wopr.mjs`, ...args], { cwd: root });

describe("the launcher", () => {
  test("passes arguments and the exit code on", async () => {
    await expect(wopr(process.execPath, "bogus")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("bogus"),
    });
  });

  test.skipIf(!foreign)(
    "under a foreign Node it runs on the pinned one (skipped where no other Node is installed)",
    async () => {
      const { stdout } = await wopr(foreign!, "--version");
      expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    },
  );
});
