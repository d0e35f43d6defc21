/** HTTP statuses a foreseen failure may answer with. */
export type FailureStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 409
  | 410
  | 412
  | 413
  | 415
  | 416
  | 422
  | 428
  | 429
  | 500
  | 502
  | 503
  | 504
  | 507;

/** One named way to fail. `text` is shown to people, so it says what to do next where it can. */
export interface ErrorSpec<Params> {
  readonly status: FailureStatus;
  /** Whether the same request may succeed later without anyone changing anything. */
  readonly retry: "never" | "later";
  readonly text: (params: Params) => string;
}

/** What machines need to know about one failure. */
export interface FailureFacts {
  readonly code: string;
  readonly status: FailureStatus;
  readonly retry: "never" | "later";
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * The only error type that may cross a module boundary.
 *
 * `code` is stable and for machines (`game.changed`); `message` is for people and may change; `params` are the
 * facts behind the message and are safe to show to the caller. Anything secret or internal belongs in `cause`,
 * which is logged and never sent.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly status: FailureStatus;
  readonly retry: "never" | "later";
  readonly params: Readonly<Record<string, unknown>>;

  constructor(message: string, facts: FailureFacts & ErrorOptions) {
    super(message, "cause" in facts ? { cause: facts.cause } : undefined);
    this.code = facts.code;
    this.status = facts.status;
    this.retry = facts.retry;
    this.params = facts.params;
  }
}

type ParamsOf<Spec> = Spec extends ErrorSpec<infer Params> ? Params : never;

/** Codes of a catalogue, e.g. `"game.changed"`. */
export type Catalogue<Specs> = {
  readonly [Name in keyof Specs]: (params: ParamsOf<Specs[Name]>, options?: ErrorOptions) => AppError;
};

/**
 * Declares the failures of one area as data and returns one constructor function per failure.
 *
 * @param area Prefix of every code, e.g. `game` gives `game.changed`.
 * @returns Functions that build (never throw) the error, so the `throw` stays visible at the call site.
 */
export function defineErrors<const Specs extends Record<string, ErrorSpec<never>>>(
  area: string,
  specs: Specs,
): Catalogue<Specs> {
  const build = (name: string, spec: ErrorSpec<never>) => (params: never, options?: ErrorOptions) => {
    const facts = { code: `${area}.${name}`, status: spec.status, retry: spec.retry, params };
    return new AppError(spec.text(params), { ...facts, ...options });
  };
  const entries = Object.entries(specs).map(([name, spec]) => [name, build(name, spec)] as const);
  return Object.fromEntries(entries) as unknown as Catalogue<Specs>;
}
