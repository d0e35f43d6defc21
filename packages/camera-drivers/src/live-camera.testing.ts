import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A camera on loopback that streams what it sees, 50 times a second, with lengths that lie. */
export interface LiveCamera {
  readonly url: URL;
  /** What is seen from now on. */
  offer(photo: Uint8Array): Promise<void>;
  /** Half a frame goes out, then what was seen before. */
  offerHalf(photo: Uint8Array): Promise<void>;
  /** The connection stays, nothing comes. */
  stall(): Promise<void>;
  unplug(): Promise<void>;
  /** On the same port as before. */
  plugIn(): Promise<void>;
  close(): Promise<void>;
  /** Streams that are open. */
  readonly viewers: number;
}

const EVERY_MS = 20;

/** Starts a streaming camera on a free loopback port. */
export async function createLiveCamera(): Promise<LiveCamera> {
  const sockets = new Set<Socket>();
  const viewers = new Set<ServerResponse>();
  let current: Uint8Array | undefined;
  let server: Server | undefined;

  const send = (bytes: Uint8Array) => {
    const head = Buffer.from("\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 7\r\n\r\n");
    for (const viewer of viewers) viewer.write(Buffer.concat([head, bytes]));
  };
  const timer = setInterval(() => current && send(current), EVERY_MS);

  const listen = async (port: number) => {
    const created = createServer((_, response) => {
      response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=frame" });
      response.flushHeaders();
      viewers.add(response);
      response.on("close", () => viewers.delete(response));
    });
    created.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => created.once("error", reject).listen(port, "127.0.0.1", resolve));
    server = created;
    return (created.address() as AddressInfo).port;
  };

  const unplug = async () => {
    const closing = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (closing) await new Promise((resolve) => closing.close(resolve));
  };

  const port = await listen(0);
  return {
    url: new URL(`http://127.0.0.1:${port}/video.mjpg`),
    async offer(photo) {
      current = photo;
    },
    async offerHalf(photo) {
      send(photo.subarray(0, photo.length >> 1));
    },
    async stall() {
      current = undefined;
    },
    unplug,
    async plugIn() {
      await listen(port);
    },
    async close() {
      clearInterval(timer);
      await unplug();
    },
    get viewers() {
      return viewers.size;
    },
  };
}
