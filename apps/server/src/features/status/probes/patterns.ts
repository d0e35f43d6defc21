import { createContext, Script } from "node:vm";

/** A pattern that needs longer has run away. */
const MATCH_MS = 100;
const RUN = new Script("new RegExp(pattern, 'u').test(text)");
const COMPILE = new Script("new RegExp(pattern, 'u')");

/**
 * Whether a text fits a pattern somebody wrote. A pattern that runs away is stopped: it would hold up the whole server.
 *
 * @throws {Error} with a sentence when it ran away.
 */
export function fits(pattern: string, text: string): boolean {
  try {
    return RUN.runInContext(createContext({ pattern, text }), { timeout: MATCH_MS }) as boolean;
  } catch (failure) {
    if ((failure as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new Error(`The pattern ${short(pattern)} takes too long on this text; write a simpler one.`, {
        cause: failure,
      });
    throw failure;
  }
}

/** What is wrong with a pattern, if anything is. */
export function patternProblem(pattern: string): string | undefined {
  try {
    COMPILE.runInContext(createContext({ pattern }), { timeout: MATCH_MS });
    return undefined;
  } catch (failure) {
    return `has a pattern that is no regular expression: ${(failure as Error).message}`;
  }
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
