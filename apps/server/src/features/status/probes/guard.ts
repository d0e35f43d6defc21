import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isMetadataName, reachOf } from "../domain/address.ts";
import { StatusErrors } from "../errors.ts";

/** An address a name was looked up to, and allowed. */
export interface Allowed {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Which targets a check may reach. `own`: the installation itself and what its owner configured for it. */
export type Right = "public" | "private" | "own";

/** Looks names up. Replaced in tests. */
export type LookUp = (host: string) => Promise<readonly Allowed[]>;

/** The resolver of the machine. */
export const systemLookUp: LookUp = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

/**
 * Looks a host up and refuses what a check may not reach. The connection is then made to exactly these addresses, so that a
 * name cannot lead elsewhere a moment later. One forbidden address among several refuses the whole name.
 *
 * @throws {AppError} `status.forbidden_target`
 */
export async function allowedAddresses(host: string, right: Right, lookUp: LookUp): Promise<readonly Allowed[]> {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isMetadataName(bare)) throw refused(host, "it is a metadata service.");
  const family = isIP(bare);
  const found: readonly Allowed[] = family ? [{ address: bare, family: family === 6 ? 6 : 4 }] : await lookUp(bare);
  for (const { address } of found) {
    const reach = reachOf(address) ?? "never";
    if (reach === "never") throw refused(host, `${address} is link-local, a metadata service, or no place for a host.`);
    if (reach === "private" && right === "public")
      throw refused(host, `${address} is private, and this check may only reach public addresses.`);
  }
  return found;
}

const refused = (host: string, why: string) => StatusErrors.forbidden_target({ host, why });
