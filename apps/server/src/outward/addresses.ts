import { BlockList, isIP } from "node:net";

/**
 * How far a call may go. `internet`: public addresses only. `lan`: private networks too, but neither this machine nor
 * what only answers on the link (metadata services of clouds). `any`: what the environment of the process names.
 */
export type Reach = "internet" | "lan" | "any";

type Subnet = readonly [address: string, bits: number, family: "ipv4" | "ipv6"];

const NEVER: readonly Subnet[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::", 128, "ipv6"],
  ["::1", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  // AWS answers here too
  ["fd00:ec2::", 32, "ipv6"],
];
const NOT_PUBLIC: readonly Subnet[] = [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["fc00::", 7, "ipv6"],
  ["fec0::", 10, "ipv6"],
];

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) list.addSubnet(...subnet);
  return list;
}

/** Decides whether an address may be called. */
export interface AddressGuard {
  /** @returns Why not; `undefined` when it may. */
  refusal(address: string, reach: Reach): string | undefined;
  /** Whether a host was listed by name. */
  isListed(host: string): boolean;
}

/**
 * The guard against being sent to where only this machine can go (server-side request forgery).
 *
 * @param allowed Hosts, addresses or CIDR blocks that may be called all the same.
 */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const never = listOf(NEVER);
  const notPublic = listOf(NOT_PUBLIC);
  const listed = new BlockList();
  const hosts = new Set<string>();
  for (const entry of allowed) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) hosts.add(entry.toLowerCase());
    else if (bits === undefined) listed.addAddress(address, family);
    else listed.addSubnet(address, Number(bits), family);
  }
  return {
    isListed: (host) => hosts.has(host.toLowerCase()),
    refusal(given, reach) {
      if (reach === "any") return undefined;
      const address = embeddedIpv4(given) ?? given;
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      if (isIP(address) === 0) return "it is no address";
      if (listed.check(address, family)) return undefined;
      if (never.check(address, family)) return "this address belongs to the machine itself or its link";
      if (reach === "internet" && notPublic.check(address, family)) return "this address belongs to a private network";
      return undefined;
    },
  };
}

/** IPv4 in IPv6 clothes: `::ffff:10.0.0.1`, `::ffff:a00:1`, and through NAT64 `64:ff9b::a00:1`. */
function embeddedIpv4(address: string): string | undefined {
  const match = /^(?:::ffff:(?:0:)?|64:ff9b::)(.+)$/i.exec(address);
  const tail = match?.[1];
  if (tail === undefined) return undefined;
  if (isIP(tail) === 4) return tail;
  const groups = tail.split(":").map((group) => Number.parseInt(group || "0", 16));
  const [high = 0, low = 0] = groups.length === 1 ? [0, groups[0]] : groups;
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
