import type { Clock, Log, LogFacts } from "@wopr/kernel";
import { type DestinationStream, pino } from "pino";
import type { Redactor } from "./redact.ts";

/** How lines look: one JSON object each, or readable by a person. */
export interface LogOptions {
  readonly level: "error" | "warn" | "info" | "debug";
  readonly service: string;
  readonly version: string;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly destination: DestinationStream;
}

/**
 * The log of this process: one JSON line per event (`ts, level, msg, service, version, request_id, trace_id, …`), every
 * fact and message without secrets.
 */
export function createLog({ level, service, version, clock, redactor, destination }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: { service, version },
      messageKey: "msg",
      errorKey: "err",
      timestamp: () => `,"ts":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      // The redactor has turned errors into plain facts already.
      serializers: { err: (facts: unknown) => facts },
    },
    destination,
  );
  return wrap(logger, redactor);
}

type Level = "error" | "warn" | "info" | "debug";
type Logger = Pick<pino.Logger, Level | "child" | "isLevelEnabled">;

function wrap(logger: Logger, redactor: Redactor): Log {
  const clean = (facts: LogFacts) => redactor.value(facts) as Record<string, unknown>;
  const write = (level: Level) => (facts: LogFacts, message: string) => {
    if (logger.isLevelEnabled(level)) logger[level](clean(facts), redactor.text(message));
  };
  return {
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    debug: write("debug"),
    child: (facts) => wrap(logger.child(clean(facts)), redactor),
  };
}
