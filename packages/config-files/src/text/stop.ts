import type { Problem, Result } from "../types.ts";
import { excerptAt, placer } from "./lines.ts";

/** What stops a reader: a place and the reason. Never leaves this package. */
export class Stop extends Error {
  override readonly name = "Stop";
  readonly code: Problem["code"];
  readonly at: number;
  readonly hint: string | undefined;

  constructor(code: Problem["code"], at: number, text: string, hint?: string) {
    super(text);
    this.code = code;
    this.at = at;
    this.hint = hint;
  }
}

/** Runs a reader; a {@link Stop} becomes the problem it tells of. */
export function stoppable<T>(text: string, read: () => T): Result<T, Problem> {
  try {
    return { ok: true, value: read() };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    const problem = {
      code: stop.code,
      ...placer(text)(stop.at),
      excerpt: excerptAt(text, stop.at),
      text: stop.message,
    };
    return { ok: false, problem: stop.hint ? { ...problem, hint: stop.hint } : problem };
  }
}
