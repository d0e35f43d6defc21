import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Clock } from "@wopr/kernel";
import type { Caller } from "./caller.ts";

/** Variables every request carries. */
export interface HttpEnv {
  readonly Variables: {
    requestId: string;
    /** W3C trace context, taken from the caller or made here; handed on to jobs and outward calls. */
    traceparent: string;
    caller: Caller;
    /** Path of the contract that answers, with its parameters by name; absent for files and unknown paths. */
    route?: string;
    clock: Clock;
    /** Address of the caller; taken from forwarding headers only when a listed proxy set them. */
    ip: string;
    /** Aborted when the deadline of the route is over; absent where there is none. */
    signal?: AbortSignal;
    /** Aborted when the server begins to stop: long-polls and streams end at once, other requests are finished. */
    stopping: AbortSignal;
    /** Allows the inline script and style of one HTML answer; other answers ignore it. */
    nonce: string;
  };
}

/** The application features mount their routes on. */
export type App = OpenAPIHono<HttpEnv>;
