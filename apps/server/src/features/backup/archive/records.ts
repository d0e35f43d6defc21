/** One piece of what lies inside an archive: a named stream, cut into pieces, or the end of one. */
export type Record =
  | { readonly kind: "begin"; readonly name: string }
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "end" };

const KINDS = { begin: 1, data: 2, end: 3 } as const;
/** Largest record, bytes: whoever reads must be able to hold one. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A record as bytes: kind, length, content. */
export function encodeRecord(record: Record): Buffer {
  const content =
    record.kind === "begin" ? Buffer.from(record.name) : record.kind === "data" ? record.bytes : Buffer.alloc(0);
  const head = Buffer.alloc(5);
  head.writeUInt8(KINDS[record.kind]);
  head.writeUInt32BE(content.byteLength, 1);
  return Buffer.concat([head, content]);
}

/** Puts records together again from pieces of any size. @throws {RangeError} for what is no record. */
export async function* decodeRecords(pieces: AsyncIterable<Buffer>): AsyncIterable<Record> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    waiting = waiting.byteLength === 0 ? piece : Buffer.concat([waiting, piece]);
    let at = 0;
    while (waiting.byteLength - at >= 5) {
      const length = waiting.readUInt32BE(at + 1);
      if (length > MOST_BYTES) throw new RangeError("a record of the archive is too long");
      if (waiting.byteLength - at < 5 + length) break;
      const content = waiting.subarray(at + 5, at + 5 + length);
      yield recordOf(waiting.readUInt8(at), content);
      at += 5 + length;
    }
    waiting = waiting.subarray(at);
  }
  if (waiting.byteLength > 0) throw new RangeError("the archive ends within a record");
}

function recordOf(kind: number, content: Buffer): Record {
  if (kind === KINDS.begin) return { kind: "begin", name: content.toString() };
  if (kind === KINDS.data) return { kind: "data", bytes: content };
  if (kind === KINDS.end) return { kind: "end" };
  throw new RangeError(`${kind} is no kind of record`);
}
