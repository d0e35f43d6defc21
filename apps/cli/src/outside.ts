import type { Clock } from "@wopr/kernel";
import type { KeyStore } from "./key-file.ts";
import type { Terminal } from "./terminal.ts";

/** A program started by a command. */
export interface StartedProgram {
  /** Exit code, 128 + n after signal n. */
  readonly ended: Promise<number>;
  /** Asks it to end. */
  stop(): void;
}

/** Everything from outside the process. Tests pass their own; `main.ts` passes the real ones. */
export interface Outside {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Aborts when the user presses Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Root of the checkout. */
  readonly root: string;
  /** Where the user stands: relative paths begin here. */
  readonly cwd: string;
  /** Unique text, e.g. for the names of cameras made on the way. */
  readonly newId: () => string;
  /** Starts a Node program of the checkout with the terminal of the user. */
  startProgram(script: string, args: readonly string[], env: Readonly<Record<string, string>>): StartedProgram;
  /** IPv4 addresses of this machine in its networks. */
  lanAddresses(): readonly string[];
}
