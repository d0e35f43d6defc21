import { type Endpoint, ProblemWire, type ResponseOf } from "@wopr/contracts";
import { AppError, type FailureStatus } from "@wopr/kernel";
import { ClientErrors } from "./errors.ts";

/**
 * Turns what came back into the contract's answer.
 *
 * @throws {AppError} the server's own failure with its code, or `client.unexpected_answer` when it is no answer of ours.
 */
export async function readAnswer<E extends Endpoint>(
  url: string,
  endpoint: E,
  response: Response,
): Promise<ResponseOf<E>> {
  if (!response.ok) throw await failureOf(url, response);
  if (response.status === 204) return undefined as ResponseOf<E>;
  const parsed = endpoint.response.safeParse(await jsonOf(response));
  if (parsed.success) return parsed.data as ResponseOf<E>;
  const facts = { url, status: response.status, expected: `what "${endpoint.summary}" promises` };
  throw ClientErrors.unexpected_answer(facts, { cause: parsed.error });
}

/** The failure inside an answer that is not 2xx. */
export async function failureOf(url: string, response: Response): Promise<AppError> {
  const problem = ProblemWire.safeParse(await jsonOf(response));
  if (!problem.success) {
    return ClientErrors.unexpected_answer({ url, status: response.status, expected: "a failure WOPR knows" });
  }
  const { code, detail, retry, params, errors, request_id } = problem.data;
  const wait = Number(response.headers.get("retry-after"));
  return new AppError(detail, {
    code,
    // A status our own catalogue does not know can only come from a newer server; it stays what it is.
    status: response.status as FailureStatus,
    retry,
    params: {
      ...params,
      ...(errors.length > 0 ? { problems: errors } : {}),
      ...(wait > 0 ? { retry_after_s: wait } : {}),
      request_id,
    },
  });
}

const jsonOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined);
