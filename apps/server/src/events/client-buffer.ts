/** What waits to be written to one client, up to a limit. */
export interface ClientBuffer {
  /** @returns `false` when this piece does not fit any more; then nothing was added. */
  push(piece: Uint8Array): boolean;
  /** The oldest piece; waits for one. `undefined` once the buffer was closed. */
  take(): Promise<Uint8Array | undefined>;
  /** Resolves when at most half of what may wait is waiting. */
  roomy(): Promise<void>;
  clear(): void;
  isEmpty(): boolean;
  close(): void;
}

/** A buffer for one client (platform.md 6.8: 256 events or 1 MiB). */
export function createClientBuffer(limits: { readonly pieces: number; readonly bytes: number }): ClientBuffer {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  let closed = false;
  let taker: ((piece: Uint8Array | undefined) => void) | undefined;
  const waitingForRoom: (() => void)[] = [];
  const isRoomy = () => closed || (pieces.length <= limits.pieces / 2 && bytes <= limits.bytes / 2);
  const tellRoom = () => {
    if (!isRoomy()) return;
    for (const tell of waitingForRoom.splice(0)) tell();
  };
  return {
    push(piece) {
      if (closed) return true;
      if (taker) {
        taker(piece);
        taker = undefined;
        return true;
      }
      if (pieces.length >= limits.pieces || bytes + piece.byteLength > limits.bytes) return false;
      pieces.push(piece);
      bytes += piece.byteLength;
      return true;
    },
    take() {
      const piece = pieces.shift();
      if (piece) {
        bytes -= piece.byteLength;
        tellRoom();
        return Promise.resolve(piece);
      }
      if (closed) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        taker = resolve;
      });
    },
    roomy: () =>
      new Promise((resolve) => {
        waitingForRoom.push(resolve);
        tellRoom();
      }),
    clear() {
      pieces = [];
      bytes = 0;
      tellRoom();
    },
    isEmpty: () => pieces.length === 0,
    close() {
      closed = true;
      taker?.(undefined);
      taker = undefined;
      waitingForRoom.splice(0).map((tell) => tell());
    },
  };
}
