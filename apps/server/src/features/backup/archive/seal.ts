import { createCipheriv, createDecipheriv, createHash, scryptSync } from "node:crypto";
import { BackupErrors } from "../errors.ts";

/** First bytes of every archive. */
export const MAGIC = Buffer.from("WOPRBK1\n");
/** Plain bytes per chunk. */
export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** 2¹⁷ rounds: about a third of a second and 128 MiB for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;

/** How the key of an archive is found. */
export type Kdf =
  | { readonly kind: "scrypt"; readonly salt: string; readonly n: number; readonly r: number; readonly p: number }
  | { readonly kind: "key_file"; readonly id: string };

/** What stands before the sealed part, readable by everybody. */
export interface ArchiveHeader {
  readonly format: 1;
  readonly version: string;
  readonly installation: string;
  readonly epoch: number;
  readonly created_at: string;
  readonly kdf: Kdf;
  /** First bytes of every nonce, hex. */
  readonly nonce: string;
}

/** What opens an archive: a passphrase, or the bytes of a key file. */
export type ArchiveKey = { readonly passphrase: string } | { readonly file: Uint8Array };

/** A description of the key for a new header. */
export const kdfFor = (key: ArchiveKey, randomBytes: (n: number) => Uint8Array): Kdf =>
  "passphrase" in key
    ? { kind: "scrypt", salt: Buffer.from(randomBytes(16)).toString("hex"), n: SCRYPT.N, r: SCRYPT.r, p: SCRYPT.p }
    : { kind: "key_file", id: fileId(key.file) };

const fileId = (file: Uint8Array) => createHash("sha256").update(file).digest("hex").slice(0, 16);

/**
 * The key bytes for a header.
 *
 * @throws {AppError} `backup.no_key` when the archive asks for the other kind of key, or another file.
 */
export function keyBytes(kdf: Kdf, key: ArchiveKey): Buffer {
  if (kdf.kind === "scrypt") {
    if (!("passphrase" in key)) throw BackupErrors.no_key({ needs: "the passphrase it was made with" });
    // Figures from a file are not trusted: larger ones would only eat memory.
    const { N, r, p, maxmem } = SCRYPT;
    if (kdf.n !== N || kdf.r !== r || kdf.p !== p) throw BackupErrors.damaged({ chunk: 0 });
    return scryptSync(key.passphrase.normalize("NFC"), Buffer.from(kdf.salt, "hex"), 32, { N, r, p, maxmem });
  }
  if (!("file" in key) || fileId(key.file) !== kdf.id) {
    throw BackupErrors.no_key({ needs: `the key file with the id ${kdf.id}` });
  }
  return createHash("sha256").update("wopr backup").update(key.file).digest();
}

/** Header as it stands in the file: magic, length, JSON. */
export function headerBytes(header: ArchiveHeader): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.byteLength);
  return Buffer.concat([MAGIC, length, text]);
}

/** Seals one chunk. Its place, whether it is the last, and the header are bound to it. */
export function sealChunk(
  key: Buffer,
  header: Buffer,
  nonce: string,
  index: number,
  last: boolean,
  plain: Buffer,
): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(nonce, index));
  cipher.setAAD(boundOf(header, index, last));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(sealed.byteLength);
  return Buffer.concat([length, sealed]);
}

/** Opens one chunk. @throws {AppError} `backup.damaged` */
export function openChunk(
  key: Buffer,
  header: Buffer,
  nonce: string,
  index: number,
  last: boolean,
  sealed: Buffer,
): Buffer {
  if (sealed.byteLength < TAG_BYTES) throw BackupErrors.damaged({ chunk: index });
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(nonce, index));
  decipher.setAAD(boundOf(header, index, last));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw BackupErrors.damaged({ chunk: index });
  }
}

/** Largest sealed chunk, bytes. */
export const MOST_SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

function nonceOf(prefix: string, index: number): Buffer {
  const nonce = Buffer.alloc(12);
  Buffer.from(prefix, "hex").copy(nonce, 0, 0, 8);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

const boundOf = (header: Buffer, index: number, last: boolean) =>
  Buffer.from(`${createHash("sha256").update(header).digest("hex")} ${index} ${last}`);
