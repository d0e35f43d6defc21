/** One message of an event stream. `id` and `kind` are as the server named them. */
export interface SseMessage {
  readonly id: string | null;
  readonly kind: string;
  readonly data: string;
}

/** Reads an event stream piece by piece. Pure: what was read so far is its only state. */
export interface SseParser {
  /** Messages that are complete after this piece of text. Comments and unknown fields yield none. */
  push(text: string): readonly SseMessage[];
  /** The last id the stream named, also in a message without data: resuming begins there. */
  lastId(): string | null;
}

/**
 * A parser of `text/event-stream`.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createSseParser(): SseParser {
  let rest = "";
  let id: string | null = null;
  let kind = "message";
  let data: string[] = [];

  const takeLine = (line: string): SseMessage | undefined => {
    if (line === "") {
      const message = data.length > 0 ? { id, kind, data: data.join("\n") } : undefined;
      kind = "message";
      data = [];
      return message;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") kind = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    return undefined;
  };

  return {
    push(text) {
      rest += text;
      // A carriage return at the very end may be the first half of CRLF: it waits for what follows.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      return lines.map(takeLine).filter((message) => message !== undefined);
    },
    lastId: () => id,
  };
}
