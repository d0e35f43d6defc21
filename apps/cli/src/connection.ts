import { type Client, type ClientOptions, createClient } from "@wopr/client";
import { readLiveness } from "@wopr/contracts";
import { AppError, Secret } from "@wopr/kernel";
import { CliErrors } from "./errors.ts";
import type { Outside } from "./outside.ts";
import { createPatientFetch } from "./patient-fetch.ts";

/** Options every command that talks to a server has. */
export interface ServerOptions {
  readonly url?: string;
  readonly key?: string;
}

const DEFAULT_URL = "http://localhost:3100";

/** Address of the server: `--url`, else `WOPR_SERVER_URL`, else this machine. @throws {AppError} `cli.usage` */
export function serverUrl(options: ServerOptions, outside: Pick<Outside, "env">): string {
  const url = options.url ?? outside.env["WOPR_SERVER_URL"] ?? DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw CliErrors.usage({ problem: `${url} is no address of a server, e.g. ${DEFAULT_URL}.` });
  return url.replace(/\/+$/, "");
}

/** A server and who speaks to it. */
export interface Connection {
  readonly client: Client;
  readonly url: string;
}

/**
 * Speaks to the server with the key of `--key`, `WOPR_API_KEY`, or the one `wopr login` stored.
 *
 * @throws {AppError} `cli.not_signed_in` when there is no key.
 */
export async function connect(options: ServerOptions, outside: Outside): Promise<Connection> {
  const url = serverUrl(options, outside);
  const given = options.key ?? outside.env["WOPR_API_KEY"];
  const token = given ? new Secret(given) : await outside.keys.find(url);
  if (token) return { client: createPlainClient(url, outside, { token }), url };
  // A server that does not run is the more useful news.
  await createPlainClient(url, outside).call(readLiveness, {});
  throw CliErrors.not_signed_in({ url });
}

/** A client without a key, for what a server tells everybody and for signing in. */
export function createPlainClient(
  url: string,
  outside: Pick<Outside, "fetch" | "clock" | "interrupted">,
  more: Pick<ClientOptions, "token" | "headers"> = {},
): Client {
  const { clock } = outside;
  return createClient({ baseUrl: url, clock, fetch: createPatientFetch(outside.fetch, outside), ...more });
}

/** Says what to do where the client can only say what happened. */
export function explained(failure: unknown, options: ServerOptions, outside: Outside): unknown {
  if (!(failure instanceof AppError)) return failure;
  const { code } = failure;
  if (code === "client.unreachable")
    return CliErrors.server_not_running({ url: serverUrl(options, outside) }, { cause: failure });
  if (code === "platform.unauthenticated")
    return CliErrors.key_refused({ url: serverUrl(options, outside) }, { cause: failure });
  return failure;
}
