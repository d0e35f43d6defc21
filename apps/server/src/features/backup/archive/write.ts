import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { createZstdCompress } from "node:zlib";
import { encodeRecord, type Record } from "./records.ts";
import { type ArchiveHeader, type ArchiveKey, CHUNK_BYTES, headerBytes, keyBytes, sealChunk } from "./seal.ts";

/**
 * Writes an archive: records → zstd → sealed chunks → a file that has its name only once it is whole and durable.
 *
 * @returns Its length, bytes.
 */
export async function writeArchive(
  path: string,
  header: ArchiveHeader,
  key: ArchiveKey,
  records: AsyncIterable<Record>,
): Promise<number> {
  const head = headerBytes(header);
  const secret = keyBytes(header.kdf, key);
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, "w", 0o600);
  let bytes = 0;
  const put = async (piece: Buffer) => {
    bytes += piece.byteLength;
    await file.write(piece);
  };
  try {
    await put(head);
    let index = 0;
    let waiting: Buffer = Buffer.alloc(0);
    const compressed = Readable.from(encoded(records)).compose(createZstdCompress());
    for await (const piece of compressed as AsyncIterable<Buffer>) {
      waiting = Buffer.concat([waiting, piece]);
      while (waiting.byteLength > CHUNK_BYTES) {
        await put(sealChunk(secret, head, header.nonce, index, false, waiting.subarray(0, CHUNK_BYTES)));
        waiting = waiting.subarray(CHUNK_BYTES);
        index += 1;
      }
    }
    await put(sealChunk(secret, head, header.nonce, index, true, waiting));
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
    return bytes;
  } catch (failure) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw failure;
  }
}

async function* encoded(records: AsyncIterable<Record>): AsyncIterable<Buffer> {
  for await (const record of records) yield encodeRecord(record);
}
