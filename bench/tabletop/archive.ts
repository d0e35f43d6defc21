import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { zip } from "../../apps/server/src/features/tabletop/archive/zip-write.ts";
import { findSample } from "../../packages/games/src/samples.ts";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

const PHOTOS = 200;
const run = promisify(execFile);

/** What taking a game out costs. */
export const archiveRows: readonly BenchRow[] = [
  {
    source: "tabletop.md 10",
    what: `archive of ${PHOTOS} photos`,
    peer: "zip -0 of the same files",
    target: { kind: "at most", value: 2, of: "ratio" },
    unit: "ms",
    async measure() {
      const hasZip = await run("zip", ["-v"]).then(
        () => true,
        () => false,
      );
      if (!hasZip) return { notRun: "the program zip is not installed" };
      const folder = await mkdtemp(join(tmpdir(), "wopr-bench-"));
      try {
        const sample = findSample("garden");
        if (!sample) throw new Error("The sample garden is not shipped.");
        const photo = await readFile(new URL("garden_00.jpg", sample.folder));
        const names = Array.from({ length: PHOTOS }, (_, at) => `photo_${at}.jpg`);
        for (const name of names) await writeFile(join(folder, name), photo);
        const files = names.map((name) => ({ name, bytes: () => readFile(join(folder, name)) }));
        return await timePair(
          () => pipeline(Readable.from(zip(files)), createWriteStream(join(folder, "game.zip"))),
          async () => {
            // An archive that is there already would be brought up to date instead.
            await rm(join(folder, "peer.zip"), { force: true });
            await run("zip", ["-0", "-q", "-X", "peer.zip", ...names], { cwd: folder });
          },
          7,
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];
