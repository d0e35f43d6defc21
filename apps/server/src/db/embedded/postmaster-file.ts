/** What a running PostgreSQL says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly dataFolder: string;
  /** Seconds since 1970. */
  readonly startedAtS: number;
  readonly socketFolder: string;
  readonly status: "starting" | "stopping" | "ready" | "standby" | "unknown";
}

/**
 * Reads `postmaster.pid`. The file grows line by line while PostgreSQL starts, so later lines may be missing.
 *
 * @returns `undefined` when not even the process number can be read.
 */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const status = lines[7] ?? "";
  return {
    pid,
    dataFolder: lines[1] ?? "",
    startedAtS: Number(lines[2] ?? Number.NaN),
    socketFolder: lines[4] ?? "",
    status: isStatus(status) ? status : "unknown",
  };
}

const isStatus = (text: string): text is PostmasterFile["status"] =>
  ["starting", "stopping", "ready", "standby"].includes(text);

/** A process number no system gives out: PostgreSQL then knows that the writer of the file is gone. */
const NOBODY = 2_147_483_646;

/**
 * The same file, written by nobody. PostgreSQL refuses to start while the number in it belongs to *any* living process
 * (or a zombie). Deleting the file instead would also delete its check for orphaned backends in shared memory.
 */
export const disown = (text: string): string => text.replace(/^\s*-?\d+/, String(NOBODY));
