import { AppError, type FailureFacts } from "@wopr/kernel";

/** What the pool sends to a worker: one job at a time. */
export interface RunMessage {
  readonly type: "run";
  readonly jobId: number;
  readonly task: string;
  readonly input: unknown;
}

/** What a worker answers: any number of stages, then one result or failure. */
export type WorkerMessage =
  | { readonly type: "stage"; readonly jobId: number; readonly stage: string }
  | { readonly type: "done"; readonly jobId: number; readonly output: unknown }
  | { readonly type: "failed"; readonly jobId: number; readonly failure: Failure };

/** A failure as it crosses threads; `facts` are there for a foreseen one. */
export interface Failure {
  readonly message: string;
  readonly stack: string | undefined;
  readonly facts: FailureFacts | undefined;
}

/** Makes an error ready to cross threads: classes do not survive, codes do. */
export function packFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, facts: undefined };
  if (!(error instanceof AppError)) return { message: error.message, stack: error.stack, facts: undefined };
  const { code, status, retry, params } = error;
  return { message: error.message, stack: error.stack, facts: { code, status, retry, params } };
}

/** The error on the other side: typed again if it was, else a plain error with the worker's stack. */
export function unpackFailure({ message, stack, facts }: Failure): Error {
  const error = facts ? new AppError(message, facts) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
