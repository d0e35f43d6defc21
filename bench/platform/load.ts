import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** How many ask at once. */
export const CONNECTIONS = 32;
const REQUESTS = 4_000;

/** How fast one address was answered. */
export interface Speed {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Asks one address from a thread of its own, as fast as it is answered. */
export async function load(url: string, headers: Record<string, string>): Promise<Speed> {
  const workerData = { url, headers, connections: CONNECTIONS, requests: REQUESTS };
  const worker = new Worker(new URL("./load.worker.ts", import.meta.url), { workerData });
  const [speed] = (await once(worker, "message")) as [Speed];
  await worker.terminate();
  return speed;
}
