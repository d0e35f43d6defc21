import { BlockList, isIP } from "node:net";
import type { Context } from "hono";
import type { HttpEnv } from "./env.ts";

interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/** Requests made inside the process (tests) have no socket. */
const IN_PROCESS = "127.0.0.1";

/**
 * Finds the caller's address. `X-Forwarded-For` and `Forwarded` count only as far as listed proxies wrote them: reading
 * from the right, the first address that is no listed proxy is the caller (platform.md 6.12).
 *
 * @param trustedProxies Addresses or CIDR blocks.
 */
export function createAddressOf(trustedProxies: readonly string[]): (c: Context<HttpEnv>) => string {
  const trusted = toBlockList(trustedProxies);
  const isTrusted = (address: string) => {
    const family = isIP(address);
    return family !== 0 && trusted.check(address, family === 6 ? "ipv6" : "ipv4");
  };
  return (c) => {
    const peer = plain((c.env as Bindings | undefined)?.incoming?.socket?.remoteAddress ?? IN_PROCESS);
    if (trustedProxies.length === 0 || !isTrusted(peer)) return peer;
    const chain = forwardedChain(c.req.header("forwarded"), c.req.header("x-forwarded-for"));
    return chain.findLast((address) => !isTrusted(address)) ?? chain[0] ?? peer;
  };
}

/** IPv4 in IPv6 clothes (`::ffff:10.0.0.1`) is the same host. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/, "");

function forwardedChain(forwarded: string | undefined, xForwardedFor: string | undefined): readonly string[] {
  const fromForwarded = forwarded?.split(",").map((hop) => /for="?\[?([^\]";,]+)\]?/i.exec(hop)?.[1] ?? "");
  const hops = fromForwarded ?? xForwardedFor?.split(",") ?? [];
  return hops.map((hop) => plain(withoutPort(hop.trim()))).filter((hop) => isIP(hop) !== 0);
}

const withoutPort = (hop: string) => (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(hop) ? hop.slice(0, hop.indexOf(":")) : hop);

/** Addresses and CIDR blocks as one list. */
export function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
