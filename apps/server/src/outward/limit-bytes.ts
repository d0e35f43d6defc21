/**
 * An answer whose body fails once it is longer than `mostBytes` or `signal` is aborted. `onEnd` is called once when
 * nothing more will come.
 */
export function limitBytes(
  answer: Response,
  limits: {
    readonly mostBytes: number;
    readonly tooLarge: () => Error;
    readonly signal: AbortSignal;
    readonly onEnd: () => void;
  },
): Response {
  const { mostBytes, tooLarge, signal, onEnd } = limits;
  const { body } = answer;
  if (!body) {
    onEnd();
    return answer;
  }
  const reader = body.getReader();
  let seen = 0;
  const stop = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  const end = () => {
    signal.removeEventListener("abort", stop);
    onEnd();
  };
  const limited = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await reader.read().catch((failure: unknown) => ({ failure }));
        if ("failure" in piece || signal.aborted) {
          end();
          controller.error(signal.aborted ? signal.reason : "failure" in piece ? piece.failure : undefined);
          return;
        }
        if (piece.done) {
          end();
          controller.close();
          return;
        }
        seen += piece.value.byteLength;
        if (seen > mostBytes) {
          end();
          await reader.cancel().catch(() => undefined);
          controller.error(tooLarge());
          return;
        }
        controller.enqueue(piece.value);
      },
      async cancel() {
        end();
        await reader.cancel().catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(limited, { status: answer.status, headers: answer.headers });
}
