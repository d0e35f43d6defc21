import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** How the camera answers one request. */
export type Answer =
  | { readonly kind: "photo"; readonly bytes: Uint8Array }
  /** Says the full length, sends half, closes. */
  | { readonly kind: "half"; readonly bytes: Uint8Array }
  /** Sends half without saying a length, ends cleanly. */
  | { readonly kind: "half_unannounced"; readonly bytes: Uint8Array }
  /** Takes the request and never answers. */
  | { readonly kind: "stall" }
  /** Sends the beginning of a photo, then nothing more. */
  | { readonly kind: "stall_midway"; readonly bytes: Uint8Array }
  /** A live stream whose parts lie about their length; `cutFirst` begins with half a frame. */
  | { readonly kind: "stream"; readonly frames: readonly Uint8Array[]; readonly cutFirst?: boolean }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "text"; readonly body: string };

/** A network camera on loopback that plays a script, the way bad cameras do. */
export interface LoopbackCamera {
  readonly url: URL;
  /** Answers that are still to be given, one per request; with none left the last photo is sent again. */
  readonly script: Answer[];
  /** Requests under way at the same time, at most. */
  readonly mostAtOnce: number;
  unplug(): Promise<void>;
  /** On the same port as before. */
  plugIn(): Promise<void>;
}

/** Starts a camera on a free loopback port. */
export async function createLoopbackCamera(): Promise<LoopbackCamera> {
  const script: Answer[] = [];
  const sockets = new Set<Socket>();
  let lastPhoto: Answer | undefined;
  let under = 0;
  let most = 0;
  let server: Server | undefined;

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    under += 1;
    most = Math.max(most, under);
    response.on("close", () => {
      under -= 1;
    });
    const next = script.shift() ?? lastPhoto ?? ({ kind: "status", status: 503 } as const);
    if (next.kind === "photo" || next.kind === "stream") lastPhoto = next;
    play(next, request, response);
  };

  const listen = async (port: number) => {
    const created = createServer(answer);
    created.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => created.once("error", reject).listen(port, "127.0.0.1", resolve));
    server = created;
    return (created.address() as AddressInfo).port;
  };

  const port = await listen(0);
  return {
    url: new URL(`http://127.0.0.1:${port}/snapshot.jpg`),
    script,
    get mostAtOnce() {
      return most;
    },
    async unplug() {
      const closing = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (closing) await new Promise((resolve) => closing.close(resolve));
    },
    async plugIn() {
      await listen(port);
    },
  };
}

function play(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  switch (answer.kind) {
    case "photo":
      response.writeHead(200, { "content-type": "image/jpeg", "content-length": answer.bytes.length });
      response.end(answer.bytes);
      return;
    case "half":
      response.writeHead(200, { "content-type": "image/jpeg", "content-length": answer.bytes.length });
      response.write(half(answer.bytes), () => response.destroy());
      return;
    case "half_unannounced":
      response.writeHead(200, { "content-type": "image/jpeg" });
      response.end(half(answer.bytes));
      return;
    case "stall":
      return;
    case "stall_midway":
      response.writeHead(200, { "content-type": "image/jpeg", "content-length": answer.bytes.length });
      response.write(half(answer.bytes));
      return;
    case "stream":
      playStream(answer, response);
      return;
    case "status":
      response.writeHead(answer.status).end();
      return;
    case "redirect":
      response.writeHead(302, { location: answer.to.replace("{host}", request.headers.host ?? "") }).end();
      return;
    case "text":
      response.writeHead(200, { "content-type": "text/html" }).end(answer.body);
  }
}

function playStream(answer: Extract<Answer, { kind: "stream" }>, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=frame" });
  const [first] = answer.frames;
  if (answer.cutFirst && first) response.write(Buffer.concat([partHead(first.length), half(first)]));
  for (const frame of answer.frames) response.write(Buffer.concat([partHead(7), frame]));
}

const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1);
const partHead = (length: number) =>
  Buffer.from(`\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`);
