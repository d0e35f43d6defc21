import { Secret } from "@wopr/kernel";
import { createFakeClock } from "@wopr/testkit";
import type { Outside } from "./outside.ts";
import { run } from "./program.ts";

/** What a command line did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Programs that were started: script, arguments, environment. */
  readonly started: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[];
}

/** Runs a command line with nothing real behind it; a test states what differs. */
export async function runWith(argv: readonly string[], differs: Partial<Outside> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const started: Ran["started"][number][] = [];
  const outside: Outside = {
    env: {},
    terminal: {
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      status: () => {},
      ask: async (question) => {
        throw new Error(`Nobody answers "${question}" in a test.`);
      },
      readAll: async () => "correct horse battery staple\n",
    },
    keys: { find: async () => new Secret("wopr_stored"), save: async () => {} },
    clock: createFakeClock(),
    fetch: async () => {
      throw new TypeError("fetch failed");
    },
    interrupted: new AbortController().signal,
    root: "/nowhere",
    cwd: "/nowhere",
    newId: () => "0190b3b4-0000-7000-8000-000000000000",
    startProgram(script, args, env) {
      started.push([script, args, env]);
      return { ended: Promise.resolve(0), stop: () => {} };
    },
    lanAddresses: () => ["192.168.1.5"],
    ...differs,
  };
  const code = await run(argv, outside, "1.2.3");
  return { code, out: out.join("\n"), err: err.join("\n"), started };
}

/** A `fetch` that answers by method and path; an unknown one is a test that asked for too much. */
export function answering(answers: Readonly<Record<string, (init: RequestInit) => Response>>): typeof fetch {
  return async (input, init = {}) => {
    const { pathname } = new URL(String(input));
    const answer = answers[`${init.method ?? "GET"} ${pathname}`];
    if (!answer) throw new Error(`Nobody expected ${init.method ?? "GET"} ${pathname}.`);
    return answer(init);
  };
}
