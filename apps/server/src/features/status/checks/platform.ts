import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, NewId } from "@wopr/kernel";
import { type BuiltInCheck, failed, notRun, passed } from "../probe.ts";

const WORK = { id: "background-work", title: "Background work" } as const;
const STORAGE = { id: "storage", title: "Storage" } as const;
/** Below this share of free space PostgreSQL and photos soon cannot be stored. */
const LEAST_FREE = 0.05;

/** A there-and-back through a part of the platform. */
export interface RoundTrips {
  /** Adds a job and waits until it has run. @throws when it does not in time. */
  job(signal: AbortSignal): Promise<void>;
  /** Opens an event stream, makes something happen and waits until it is told. */
  event(signal: AbortSignal): Promise<void>;
}

/** The folder of the stored files; absent for storage that is no folder. */
export interface StorageFolder {
  readonly root: string;
  /** Whether it is our own, which is made when it is first needed; a share somebody mounts must be there. */
  readonly create: boolean;
}

/** Checks of what every feature stands on. */
export function platformChecks(deps: {
  readonly trips: RoundTrips;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly dataDir: string;
  readonly storage: StorageFolder | null;
}): readonly BuiltInCheck[] {
  const { trips, clock, newId, dataDir, storage } = deps;
  return [
    {
      name: "jobs-functional",
      title: "A job is taken up and done",
      failing: "stands still",
      component: WORK,
      intervalS: 60,
      deadlineMs: 8_000,
      needs: ["db-writable"],
      runbook: "jobs-functional.md",
      async probe({ signal }) {
        const began = clock.monotonicMs();
        await trips.job(signal);
        const ms = Math.round(clock.monotonicMs() - began);
        return ms <= 5_000 ? passed({ round_trip_ms: ms }) : failed(`A job took ${ms} ms; 5 s are allowed.`);
      },
    },
    {
      name: "events-functional",
      title: "Events reach browsers",
      failing: "tells nobody of events",
      component: WORK,
      intervalS: 60,
      deadlineMs: 8_000,
      needs: ["db-writable"],
      runbook: "events-functional.md",
      async probe({ signal }) {
        const began = clock.monotonicMs();
        await trips.event(signal);
        return passed({ round_trip_ms: Math.round(clock.monotonicMs() - began) });
      },
    },
    {
      name: "storage-writable",
      title: "Files can be written and read back",
      failing: "cannot be written",
      component: STORAGE,
      intervalS: 60,
      deadlineMs: 10_000,
      runbook: "storage-writable.md",
      async probe() {
        if (storage === null) return notRun("not_configured", "Files are stored elsewhere.");
        if (storage.create) await mkdir(storage.root, { recursive: true });
        const bytes = randomBytes(4096);
        const file = join(storage.root, `.wopr-check-${newId()}`);
        try {
          await writeFile(file, bytes, { flag: "wx", flush: true });
          const back = await readFile(file);
          const same =
            createHash("sha256").update(back).digest("hex") === createHash("sha256").update(bytes).digest("hex");
          return same ? passed() : failed("What was written is not what is read.");
        } finally {
          await rm(file, { force: true });
        }
      },
    },
    {
      name: "disk-space",
      title: "There is room on the disk",
      failing: "is nearly full",
      component: STORAGE,
      intervalS: 300,
      deadlineMs: 10_000,
      runbook: "disk-space.md",
      async probe() {
        const { bavail, blocks, bsize } = await statfs(dataDir);
        const share = blocks === 0 ? 0 : bavail / blocks;
        const facts = { free_share: Math.round(share * 1000) / 1000, free_bytes: bavail * bsize };
        return share >= LEAST_FREE
          ? passed(facts)
          : failed(`${(share * 100).toFixed(1)} % of the disk is free; at least 5 % are needed.`, facts);
      },
    },
  ];
}
