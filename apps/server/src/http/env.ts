import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Caller } from "./caller.ts";
import type { Deadlines } from "./deadline.ts";

/** Variables every request carries. */
export interface HttpEnv {
  readonly Variables: {
    requestId: string;
    /** W3C trace context, taken from the caller or made here; handed on to jobs and outward calls. */
    traceparent: string;
    caller: Caller;
    /** Path of the contract that answers, with its parameters by name; absent for files and unknown paths. */
    route?: string;
    deadlines: Deadlines;
    /** Address of the caller; taken from forwarding headers only when a listed proxy set them. */
    ip: string;
    /** Headers every answer carries; middleware adds its own before the handler runs (common-headers.ts). */
    common: Record<string, string>;
    /** The answer that has them already. */
    sealed?: Response;
    /** Gives a signal that is aborted when the deadline of the route is over; absent where there is none. */
    deadline?: () => AbortSignal;
    /** Aborted when the server begins to stop: long-polls and streams end at once, other requests are finished. */
    stopping: AbortSignal;
    /** Allows the inline script and style of one HTML answer; made when it is first asked for (nonce.ts). */
    nonce?: string;
    newNonce: () => string;
  };
}

/** The application features mount their routes on. */
export type App = OpenAPIHono<HttpEnv>;
