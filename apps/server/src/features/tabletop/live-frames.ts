/** Boundary between the frames of a live picture. */
export const BOUNDARY = "wopr-frame";

/**
 * A body of `multipart/x-mixed-replace` that ends when nobody reads it any more. A slow reader misses frames, it never
 * makes them pile up.
 *
 * @param watch Begins to show frames and returns how to stop.
 */
export async function liveFrames(
  watch: (show: (jpeg: Uint8Array) => void) => Promise<() => void>,
  gone: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  let send: (jpeg: Uint8Array) => void = () => {};
  let over = false;
  const stop = await watch((jpeg) => send(jpeg));
  const end = () => {
    over = true;
    stop();
  };
  gone.addEventListener("abort", end, { once: true });
  if (gone.aborted) end();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        send = (jpeg) => {
          if (over || (controller.desiredSize ?? 0) <= 0) return;
          const head = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
          controller.enqueue(new Uint8Array(Buffer.concat([Buffer.from(head), jpeg, Buffer.from("\r\n")])));
        };
      },
      cancel: end,
    },
    new CountQueuingStrategy({ highWaterMark: 2 }),
  );
}
