import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";

/** A program that was started, and how it ends. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the last lines of its standard error once it is gone; never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly lastWords: string; readonly missing: boolean }>;
  /** Asks it to end, then makes it: a program stuck in a device ignores every signal but SIGKILL. Idempotent. */
  end(): Promise<void>;
}

/** Time between asking and making. */
const GRACE_MS = 1_000;
const MOST_WORDS = 2_000;

/** Starts a program without a shell; its standard output is a pipe, its input is closed. */
export function startChild(command: string, args: readonly string[], clock: Clock): Child {
  const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  let missing = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  const ended = new Promise<Awaited<Child["ended"]>>((resolve) => {
    const settle = (code: number | null) => resolve({ code, lastWords: words.trim(), missing });
    child.once("error", (failure: NodeJS.ErrnoException) => {
      missing = failure.code === "ENOENT";
      words ||= failure.message;
      if (child.pid === undefined) settle(null);
    });
    child.once("close", (code) => settle(code));
  });
  let ending: Promise<void> | undefined;

  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill("SIGTERM");
    const gone = new AbortController();
    void ended.then(() => gone.abort());
    await clock.sleep(GRACE_MS, gone.signal).then(
      () => child.kill("SIGKILL"),
      () => undefined,
    );
    await ended;
  };

  return {
    process: child,
    ended,
    end() {
      ending ??= end();
      return ending;
    },
  };
}

/** Runs a program to its end. @returns What it printed. @throws {AppError} `camera.program_missing`, `camera.unreachable` */
export async function runToEnd(
  command: string,
  args: readonly string[],
  deps: { readonly camera: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  deps.signal.throwIfAborted();
  const child = startChild(command, args, deps.clock);
  const stop = () => void child.end();
  deps.signal.addEventListener("abort", stop, { once: true });
  let output = "";
  child.process.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const { code, lastWords, missing } = await child.ended;
  deps.signal.removeEventListener("abort", stop);
  deps.signal.throwIfAborted();
  if (missing) throw programMissing(deps.camera, command);
  if (code !== 0) throw CameraErrors.unreachable({ camera: deps.camera, waited_s: 0, why: reasonOf(lastWords) });
  return output;
}

/** Debian packages that bring the programs cameras need. */
const PACKAGES: Readonly<Record<string, string>> = {
  ffmpeg: "ffmpeg",
  "v4l2-ctl": "v4l-utils",
  "rpicam-still": "rpicam-apps",
};

/** The error for a program that is not installed on this machine. */
export function programMissing(camera: string, command: string) {
  const program = command.split("/").at(-1)!;
  return CameraErrors.program_missing({ camera, program, package: PACKAGES[program] ?? program });
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/i, "It refused the connection."],
  [/401|Unauthorized/i, "It wants another user name or password."],
  [/404|Not Found/i, "There is no stream under this address."],
  [/timed out|Immediate exit requested/i, "It did not answer in time."],
  [/resolve hostname|Name or service not known/i, "Its name is not known on this network."],
  [/No route to host|Network is unreachable/i, "There is no way to its address."],
  [/busy|failed to acquire camera/i, "Another program uses it. End that program."],
  [/No such (file|device)|no cameras? available|not? found/i, "It is not plugged in."],
  [/Permission denied/i, "This process may not open it. Add its user to the group video."],
  [/Invalid argument|not supported|Inappropriate ioctl/i, "It has no such mode. Look at its width, height and rate."],
];

/** What the last words of a camera program mean, as a sentence. They themselves may hold addresses with passwords. */
export const reasonOf = (lastWords: string): string =>
  REASONS.find(([pattern]) => pattern.test(lastWords))?.[1] ?? "Its program ended.";
