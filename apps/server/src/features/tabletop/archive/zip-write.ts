import { crc32 } from "node:zlib";

/** One file to be packed; its bytes are asked for when its turn comes, so that one file is in memory at a time. */
export interface PackedFile {
  /** With `/` between folders, never beginning with one. */
  readonly name: string;
  bytes(): Promise<Uint8Array>;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 2.0: what every reader knows. */
const VERSION = 20;
/** Names are UTF-8. */
const UTF8 = 0x0800;
const MAX_32 = 0xffff_ffff;
/** 1980-01-01, the earliest date there is in ZIP: the bytes of an archive do not depend on when it was made. */
const DATE = 0x0021;

/**
 * A ZIP archive, stored without compression (photos are compressed already), piece by piece.
 *
 * @throws {RangeError} when it grows beyond 4 GiB.
 */
export async function* zip(files: readonly PackedFile[]): AsyncGenerator<Uint8Array, void, void> {
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const bytes = await file.bytes();
    const name = new TextEncoder().encode(file.name);
    const sum = crc32(bytes);
    if (offset + bytes.length > MAX_32) throw new RangeError("The archive would be larger than 4 GiB.");
    const local = localHeader(name, sum, bytes.length);
    yield local;
    yield bytes;
    central.push(centralHeader(name, sum, bytes.length, offset));
    offset += local.length + bytes.length;
  }
  const size = central.reduce((total, header) => total + header.length, 0);
  for (const header of central) yield header;
  yield endRecord(central.length, size, offset);
}

function localHeader(name: Uint8Array, sum: number, size: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(30 + name.length));
  view.setUint32(0, LOCAL, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, UTF8, true);
  view.setUint16(12, DATE, true);
  view.setUint32(14, sum, true);
  view.setUint32(18, size, true);
  view.setUint32(22, size, true);
  view.setUint16(26, name.length, true);
  return withName(view, 30, name);
}

function centralHeader(name: Uint8Array, sum: number, size: number, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(46 + name.length));
  view.setUint32(0, CENTRAL, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, VERSION, true);
  view.setUint16(8, UTF8, true);
  view.setUint16(14, DATE, true);
  view.setUint32(16, sum, true);
  view.setUint32(20, size, true);
  view.setUint32(24, size, true);
  view.setUint16(28, name.length, true);
  view.setUint32(42, offset, true);
  return withName(view, 46, name);
}

function endRecord(count: number, size: number, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, END, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return new Uint8Array(view.buffer);
}

function withName(view: DataView<ArrayBuffer>, at: number, name: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(view.buffer);
  bytes.set(name, at);
  return bytes;
}
