import type { ProblemWire } from "@wopr/contracts";
import type { AppError } from "@wopr/kernel";
import type { RequestProblem } from "./errors.ts";

const isProblemList = (value: unknown): value is readonly RequestProblem[] =>
  Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null && "at" in item);

/**
 * A failure as the body of an answer (RFC 9457). `detail` is the sentence for a person; `code`, `params` and `retry`
 * are for machines. A list under `params.problems` becomes `errors`.
 */
export function toProblem(error: AppError, requestId: string): ProblemWire {
  const { problems, ...params } = error.params;
  const errors = isProblemList(problems) ? problems.map(({ at, detail }) => ({ at, detail })) : [];
  return {
    type: `/errors/${error.code}`,
    title: error.code,
    status: error.status,
    detail: error.message,
    code: error.code,
    params: isProblemList(problems) || problems === undefined ? params : error.params,
    errors: [...errors],
    retry: error.retry,
    request_id: requestId,
  };
}

/** Seconds to wait, for failures that know it; 503 asks for 5 s (platform.md 6.1). */
export function retryAfterSeconds(error: AppError): number | undefined {
  const stated = error.params["retry_after_s"];
  if (typeof stated === "number") return Math.max(1, Math.ceil(stated));
  return error.status === 503 ? 5 : undefined;
}
