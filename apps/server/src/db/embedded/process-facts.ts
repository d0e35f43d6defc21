import { readFile, readlink, stat } from "node:fs/promises";
import { hostname, platform } from "node:os";
import { runProgram } from "./run-program.ts";

/** What can be known of a process from outside. */
export interface ProcessFacts {
  /** Distinguishes it from a later process with the same number. Compare only, do not parse. */
  readonly startedAt: string;
  /** Device and inode of its working directory; absent where the system does not tell. */
  readonly workingFolder: string | undefined;
  readonly command: string;
}

/** Names a folder whatever path leads to it. */
export const folderIdentity = async (path: string): Promise<string> => {
  const { dev, ino } = await stat(path);
  return `${dev}:${ino}`;
};

/**
 * Looks at a process. A zombie counts as gone: it holds nothing any more, although signals still "reach" it, and
 * where process 1 reaps late it can stay for minutes.
 *
 * @returns `undefined` when no such process runs.
 */
export async function readProcess(pid: number): Promise<ProcessFacts | undefined> {
  if (!isSignalable(pid)) return undefined;
  return platform() === "linux" ? readFromProc(pid) : readFromPs(pid);
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readFromProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may itself hold spaces and parentheses: fields count from the last one.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return {
      startedAt: fields[19] ?? "",
      workingFolder: await folderIdentity(`/proc/${pid}/cwd`).catch(() => undefined),
      command: (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim(),
    };
  } catch {
    return undefined;
  }
}

async function readFromPs(pid: number): Promise<ProcessFacts | undefined> {
  const { code, output } = await runProgram(["ps", "-o", "stat=,lstart=,command=", "-p", String(pid)]);
  const match = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(output.trim());
  if (code !== 0 || !match || match[1]?.startsWith("Z")) return undefined;
  return { startedAt: match[2] ?? "", workingFolder: undefined, command: match[3] ?? "" };
}

/**
 * Where process numbers mean what they mean to us: the same machine, since the same boot, in the same namespace. Two
 * containers may share a data folder and a host name, and both be process 1.
 */
export async function readProcessSpace(): Promise<string> {
  const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return [hostname(), bootId.trim(), namespace].join(" ");
}
