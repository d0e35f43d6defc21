/** Facts of one log line. The error itself goes under `err`, never into the message. */
export type LogFacts = Readonly<Record<string, unknown>>;

/**
 * Where a process writes what happened. Fixed message, facts as fields.
 *
 * `error` means a human must act: a healthy system logs none.
 */
export interface Log {
  error(facts: LogFacts, message: string): void;
  warn(facts: LogFacts, message: string): void;
  info(facts: LogFacts, message: string): void;
  debug(facts: LogFacts, message: string): void;
  /** A log whose every line also carries `facts`. */
  child(facts: LogFacts): Log;
}

/** A log that keeps nothing. */
export const silentLog: Log = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silentLog,
};
