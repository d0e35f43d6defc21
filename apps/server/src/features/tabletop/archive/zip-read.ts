import { crc32, inflateRawSync } from "node:zlib";

/** What an archive may hold at most. */
export interface ZipLimits {
  readonly files: number;
  /** Bytes of all files together, unpacked. */
  readonly totalBytes: number;
}

/** What was read; or the entry that stands in the way. */
export type ZipRead =
  | { readonly ok: true; readonly files: ReadonlyMap<string, () => Uint8Array> }
  | { readonly ok: false; readonly entry: string; readonly why: string };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const ENCRYPTED = 0x1;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Reads the list of files of a ZIP archive and checks it before a byte is unpacked: names that lead elsewhere, names
 * listed twice, encrypted or unknown packing, sizes beyond the limits. Never throws; a file whose bytes do not match its
 * checksum is told when it is unpacked.
 */
export function readZip(bytes: Uint8Array, limits: ZipLimits): ZipRead {
  const refuse = (entry: string, why: string): ZipRead => ({ ok: false, entry, why });
  const listed = entriesOf(bytes);
  if (listed === null) return refuse("(the archive)", "It is no ZIP archive, or its end is missing.");
  if (listed.length > limits.files) return refuse("(the archive)", `It has more than ${limits.files} files.`);
  let total = 0;
  const files = new Map<string, () => Uint8Array>();
  for (const entry of listed) {
    const why = flawOf(entry, bytes);
    if (why) return refuse(entry.name, why);
    if (files.has(entry.name)) return refuse(entry.name, "It is listed twice.");
    total += entry.size;
    if (total > limits.totalBytes) return refuse(entry.name, "Unpacked, the archive would be too large.");
    if (!entry.name.endsWith("/")) files.set(entry.name, () => unpack(bytes, entry));
  }
  return { ok: true, files };
}

function entriesOf(bytes: Uint8Array): readonly Entry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return null;
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const nameEnd = at + 46 + (nameLength ?? 0);
    if (nameEnd > bytes.length) return null;
    const encrypted = (view.getUint16(at + 8, true) & ENCRYPTED) !== 0;
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      method: encrypted ? -1 : view.getUint16(at + 10, true),
      sum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function endOf(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_SIZE - LONGEST_COMMENT);
  for (let at = view.byteLength - END_SIZE; at >= first; at -= 1) if (view.getUint32(at, true) === END) return at;
  return null;
}

function flawOf({ name, method, packed, size, offset }: Entry, bytes: Uint8Array): string | null {
  const parts = name.split("/");
  if (name === "" || name.startsWith("/") || name.includes("\\") || /^[a-z]:/i.test(name) || name.includes("\0"))
    return "Its name is a path outside the archive.";
  if (parts.some((part) => part === ".." || part === ".")) return "Its name is a path outside the archive.";
  if (method === -1) return "It is encrypted.";
  if (method !== 0 && method !== 8) return "It is packed in a way WOPR does not read.";
  if (method === 0 && packed !== size) return "Its sizes contradict each other.";
  if (offset + 30 + packed > bytes.length) return "It reaches beyond the end of the archive.";
  return null;
}

/** @throws {RangeError} when the bytes are not what the list of the archive promised. */
function unpack(bytes: Uint8Array, { name, method, sum, packed, size, offset }: Entry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(offset, true) !== LOCAL) throw new RangeError(`${name} is not where the list says.`);
  const begin = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const raw = bytes.subarray(begin, begin + packed);
  // More than was promised is never unpacked: that is how a bomb looks.
  const content = method === 0 ? raw : inflateRawSync(raw, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size || crc32(content) !== sum) throw new RangeError(`${name} does not match its checksum.`);
  return content;
}
