import { type Endpoint, pathOf } from "@wopr/contracts";

/** The parts of a request that make its address. */
export interface AddressParts {
  readonly params?: unknown;
  readonly query?: unknown;
}

/**
 * The address of one operation. Path parameters are percent-encoded; query parameters that are `undefined` or `null`
 * are left out, lists are repeated.
 *
 * @param origin Where the server is; a trailing slash or `/api/v1` is ignored. `""` means "where this page came from".
 * @throws {TypeError} when a path parameter is missing.
 */
export function addressOf(origin: string, endpoint: Endpoint, { params, query }: AddressParts): string {
  const root = origin.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
  const values = (params ?? {}) as Readonly<Record<string, unknown>>;
  const path = pathOf(endpoint).replaceAll(/:([a-z_]+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === "") throw new TypeError(`${endpoint.path} needs the parameter "${name}".`);
    return encodeURIComponent(String(value));
  });
  const search = searchOf(query);
  return `${root}${path}${search && `?${search}`}`;
}

function searchOf(query: unknown): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Readonly<Record<string, unknown>>)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  return search.toString();
}
