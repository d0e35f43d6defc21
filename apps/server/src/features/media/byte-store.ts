/** A stored file as the storage itself sees it. */
export interface StoredFile {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** Where bytes lie: a folder, a mounted share, a bucket. Keys are checked before they come here. */
export interface ByteStore {
  /**
   * Writes a file so that it is durable under its name when this resolves, and absent or complete at every moment.
   *
   * @throws {AppError} `media.no_space`, `media.storage_unavailable`
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @returns `undefined` when there is no such file. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Idempotent. */
  remove(key: string): Promise<void>;
  /** When a file was last written; `undefined` when it is not there. */
  modifiedAt(key: string): Promise<Date | undefined>;
  /** Every file under a key. */
  list(): AsyncIterable<StoredFile>;
  /** Removes what interrupted writes left behind. @returns How many. */
  removeUnfinished(before: Date): Promise<number>;
  /** Absolute path, or `s3://…`. */
  locate(key: string): string;
  /** Whether it can be reached at the moment. */
  isReachable(): Promise<boolean>;
}
