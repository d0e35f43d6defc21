/** Where an address leads. `never`: metadata services, link-local, multicast, and what is no place at all. */
export type Reach = "public" | "private" | "never";

/** Names under which clouds answer with credentials. */
const METADATA_NAMES = new Set(["metadata", "metadata.google.internal", "instance-data"]);

/** Whether a name may be asked for at all. */
export const isMetadataName = (host: string): boolean => METADATA_NAMES.has(host.toLowerCase().replace(/\.$/, ""));

type Range = readonly [base: string, bits: number, reach: Reach];

/** IANA special-purpose registries; what no row names is public. The first fitting row decides. */
const V4: readonly Range[] = [
  ["169.254.0.0", 16, "never"],
  ["100.100.100.200", 32, "never"],
  ["192.0.0.192", 32, "never"],
  ["168.63.129.16", 32, "never"],
  ["0.0.0.0", 8, "never"],
  ["224.0.0.0", 4, "never"],
  ["240.0.0.0", 4, "never"],
  ["10.0.0.0", 8, "private"],
  ["127.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["192.0.0.0", 24, "private"],
  ["198.18.0.0", 15, "private"],
];
const V6: readonly Range[] = [
  ["fd00:ec2::254", 128, "never"],
  ["fd20:ce::254", 128, "never"],
  ["fe80::", 10, "never"],
  ["fec0::", 10, "never"],
  ["ff00::", 8, "never"],
  ["::", 128, "never"],
  ["::1", 128, "private"],
  ["fc00::", 7, "private"],
];

/** Where a literal address leads; undefined when the text is no address. Addresses of IPv4 within IPv6 count as IPv4. */
export function reachOf(address: string): Reach | undefined {
  const v4 = parseV4(address);
  if (v4 !== undefined) return lookUp(V4, v4, 32, parseV4);
  const v6 = parseV6(address);
  if (v6 === undefined) return undefined;
  const inner = embeddedV4(v6);
  if (inner !== undefined) return lookUp(V4, inner, 32, parseV4);
  return lookUp(V6, v6, 128, parseV6);
}

function lookUp(
  ranges: readonly Range[],
  value: bigint,
  width: number,
  parse: (t: string) => bigint | undefined,
): Reach {
  const fits = ([base, bits]: Range) => {
    const shift = BigInt(width - bits);
    return value >> shift === (parse(base) ?? -1n) >> shift;
  };
  return ranges.find(fits)?.[2] ?? "public";
}

/** Mapped (::ffff:0:0/96), translated (64:ff9b::/96), 6to4 (2002::/16) and Teredo hide an address of IPv4. */
function embeddedV4(value: bigint): bigint | undefined {
  const low = value & 0xffff_ffffn;
  const high = value >> 32n;
  if (high === 0xffffn || high === 0xffff_0000n || high === 0x64_ff9b_0000_0000_0000_0000n) return low;
  if (high === 0n && low > 1n) return low;
  if (value >> 112n === 0x2002n) return (value >> 80n) & 0xffff_ffffn;
  if (value >> 96n === 0x2001_0000n) return low ^ 0xffff_ffffn;
  return undefined;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const plain = text.replace(/%.*$/, "");
  if (!plain.includes(":")) return undefined;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const v4 = tail ? parseV4(tail[2] ?? "") : undefined;
  if (tail && v4 === undefined) return undefined;
  const whole = tail ? `${tail[1]}${(v4! >> 16n).toString(16)}:${(v4! & 0xffffn).toString(16)}` : plain;
  const halves = whole.split("::");
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined) => (half ? half.split(":") : []);
  const [head, rest] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => "0"), ...rest];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
