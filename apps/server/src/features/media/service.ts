import type { Db } from "../../db/db.ts";

/** A stored file. */
export interface MediaObject {
  readonly id: string;
  /** Readable path: `games/{id}/cap_0_20251213_100000.jpg`. */
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly ownerObject: string;
}

/** Files of the installation: bytes are durable and verified before a row says `ready` (platform.md 6.9). */
export interface MediaService {
  /**
   * Writes bytes: temporary file → fsync → rename → folder fsync. The row is written `ready` in `tx`, so a caller's own
   * rows and this one appear together. When `tx` rolls back the file is collected later.
   *
   * @throws {AppError} `media.no_space` (507)
   */
  put(
    tx: Db,
    file: {
      readonly key: string;
      readonly bytes: Uint8Array;
      readonly mime: string;
      readonly width?: number;
      readonly height?: number;
      readonly feature: string;
      readonly ownerObject: string;
    },
  ): Promise<MediaObject>;
  find(key: string): Promise<MediaObject | undefined>;
  /** All bytes, verified against the stored hash. @throws {AppError} `media.not_found`, `media.corrupt` */
  read(key: string): Promise<Uint8Array>;
  /** Into the trash for 30 days. Idempotent. */
  trash(tx: Db, key: string): Promise<void>;
  /** Absolute path below the storage root, or `s3://…`. */
  locate(key: string): string;
}
