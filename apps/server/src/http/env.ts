import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Caller } from "./caller.ts";

/** Variables every request carries. */
export interface HttpEnv {
  readonly Variables: { requestId: string; caller: Caller };
}

/** The application features mount their routes on. */
export type App = OpenAPIHono<HttpEnv>;
