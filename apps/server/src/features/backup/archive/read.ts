import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { BackupErrors } from "../errors.ts";
import { decodeRecords, type Record } from "./records.ts";
import { type ArchiveHeader, type ArchiveKey, keyBytes, MAGIC, MOST_SEALED_BYTES, openChunk } from "./seal.ts";

const MOST_HEADER_BYTES = 64 * 1024;
const Header = z.object({
  format: z.literal(1),
  version: z.string(),
  installation: z.string(),
  epoch: z.int(),
  created_at: z.string(),
  kdf: z.union([
    z.object({ kind: z.literal("scrypt"), salt: z.string(), n: z.int(), r: z.int(), p: z.int() }),
    z.object({ kind: z.literal("key_file"), id: z.string() }),
  ]),
  nonce: z.string().regex(/^[0-9a-f]{16}$/),
});

/** Reads exact numbers of bytes from a stream. */
function createByteReader(pieces: AsyncIterable<Buffer>) {
  const source = pieces[Symbol.asyncIterator]();
  let waiting: Buffer = Buffer.alloc(0);
  return {
    /** Fewer bytes than asked for only at the end. */
    async take(count: number): Promise<Buffer> {
      while (waiting.byteLength < count) {
        const next = await source.next();
        if (next.done) break;
        waiting = Buffer.concat([waiting, next.value]);
      }
      const taken = waiting.subarray(0, count);
      waiting = waiting.subarray(taken.byteLength);
      return taken;
    },
  };
}

/** An archive that was opened; its records can be read once. */
export interface OpenArchive {
  readonly header: ArchiveHeader;
  /** @throws {AppError} `backup.damaged`, `backup.truncated`, `backup.no_key` */
  records(key: ArchiveKey): AsyncIterable<Record>;
}

/**
 * Opens an archive.
 *
 * @throws {AppError} `backup.no_archive`
 */
export async function openArchive(path: string): Promise<OpenArchive> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  const reader = createByteReader(stream as AsyncIterable<Buffer>);
  const noArchive = (cause?: unknown) => BackupErrors.no_archive({ file: path }, cause === undefined ? {} : { cause });
  const start = await reader.take(MAGIC.byteLength + 4).catch((failure: unknown) => {
    throw noArchive(failure);
  });
  const length = start.byteLength === MAGIC.byteLength + 4 ? start.readUInt32BE(MAGIC.byteLength) : 0;
  if (!start.subarray(0, MAGIC.byteLength).equals(MAGIC) || length === 0 || length > MOST_HEADER_BYTES)
    throw noArchive();
  const text = await reader.take(length);
  const header = parseHeader(text);
  if (!header) throw noArchive();
  const head = Buffer.concat([start, text]);

  async function* chunks(key: Buffer, nonce: string): AsyncIterable<Buffer> {
    let sizes = await reader.take(4);
    for (let index = 0; ; index += 1) {
      if (sizes.byteLength < 4) throw BackupErrors.truncated({ chunk: index - 1 });
      const size = sizes.readUInt32BE();
      if (size > MOST_SEALED_BYTES) throw BackupErrors.damaged({ chunk: index });
      const sealed = await reader.take(size);
      if (sealed.byteLength < size) throw BackupErrors.truncated({ chunk: index - 1 });
      // The last chunk says so in what it is bound to: cutting chunks off, or adding some, does not fit.
      sizes = await reader.take(4);
      const last = sizes.byteLength === 0;
      yield openChunk(key, head, nonce, index, last, sealed);
      if (last) return;
    }
  }

  return {
    header,
    async *records(key) {
      const secret = keyBytes(header.kdf, key);
      const plain = Readable.from(chunks(secret, header.nonce)).compose(createZstdDecompress());
      try {
        yield* decodeRecords(plain as AsyncIterable<Buffer>);
      } finally {
        stream.destroy();
      }
    },
  };
}

function parseHeader(text: Buffer): ArchiveHeader | undefined {
  try {
    const parsed = Header.safeParse(JSON.parse(text.toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
