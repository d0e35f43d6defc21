import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { CameraCommandWire, CameraWantsWire } from "@wopr/contracts";

/** A photo as the server has it. */
export interface Received {
  readonly uploadId: string;
  readonly captureId: string;
  readonly gameId: string | null;
  readonly sha256: string;
  readonly ageMs: number;
  readonly timeUncertain: boolean;
  /** By the clock the server was given. */
  readonly receivedAtMs: number;
}

/** The part of a WOPR server a camera process talks to, on loopback, with the ways a server can be away. */
export interface LoopbackServer {
  readonly url: string;
  /** Photos in order of arrival, each upload id once. */
  readonly received: Received[];
  readonly reports: {
    status: string;
    spool_files: number;
    done: string[];
    failed: { command_id: string; code: string }[];
  }[];
  /** How often an upload began. */
  readonly uploadsBegun: number;
  /** Handed out by every long-poll: a server may repeat itself. */
  readonly commands: CameraCommandWire[];
  /** What a long-poll says is wanted; heard with the next poll. */
  readonly wants: CameraWantsWire;
  /** Sizes of live frames that arrived, bytes. */
  readonly previews: number[];
  /** What the next uploads meet, one each. */
  readonly faults: ("stall" | "lose_answer" | "refuse")[];
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

/** @param nowMs Clock by which arrivals are noted. */
export async function createLoopbackServer(apiKey: string, nowMs: () => number): Promise<LoopbackServer> {
  const received: Received[] = [];
  const reports: LoopbackServer["reports"] = [];
  const commands: CameraCommandWire[] = [];
  const faults: LoopbackServer["faults"] = [];
  const wants: CameraWantsWire = { preview: false, auto_game_id: null };
  const previews: number[] = [];
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let begun = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://loopback");
    if (request.headers.authorization !== `Bearer ${apiKey}`) return problem(response, 401, "http.unauthorized");
    if (url.pathname.endsWith("/commands")) return poll(url, response);
    if (url.pathname.endsWith("/preview")) {
      previews.push((await bodyOf(request)).length);
      return json(response, 200, { watched: wants.preview });
    }
    if (url.pathname.endsWith("/report")) {
      reports.push(JSON.parse((await bodyOf(request)).toString()));
      response.writeHead(204).end();
      return;
    }
    await upload(url, request, response);
  };

  const poll = (url: URL, response: ServerResponse): void => {
    const previewing = url.searchParams.get("previewing") === "true";
    const news = previewing !== wants.preview || url.searchParams.get("auto_game_id") !== wants.auto_game_id;
    // With nothing to give the long-poll stays open.
    if (commands.length > 0 || news) json(response, 200, { commands, wants });
  };

  const upload = async (url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    begun += 1;
    const fault = faults.shift();
    if (fault === "stall") return;
    const bytes = await bodyOf(request);
    if (fault === "refuse") return problem(response, 422, "media.not_an_image");
    const digest = createHash("sha256").update(bytes).digest();
    if (request.headers["content-digest"] !== `sha-256=:${digest.toString("base64")}:`)
      return problem(response, 422, "media.digest_mismatch");
    const uploadId = url.pathname.split("/").at(-1)!;
    const known = received.find((one) => one.uploadId === uploadId);
    const photo: Received = known ?? {
      uploadId,
      captureId: url.searchParams.get("capture_id") ?? randomUUID(),
      gameId: url.searchParams.get("game_id"),
      sha256: digest.toString("hex"),
      ageMs: Number(url.searchParams.get("age_ms")),
      timeUncertain: url.searchParams.get("time_uncertain") === "true",
      receivedAtMs: nowMs(),
    };
    if (!known) received.push(photo);
    if (fault === "lose_answer") return void request.socket.destroy();
    const { captureId, sha256 } = photo;
    json(response, 201, { capture_id: captureId, sha256, already_there: known !== undefined });
  };

  const listen = async (port: number): Promise<number> => {
    const created = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy());
    });
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
    url: `http://127.0.0.1:${port}`,
    received,
    reports,
    commands,
    faults,
    wants,
    previews,
    get uploadsBegun() {
      return begun;
    },
    async goAway() {
      const closing = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (closing) await new Promise((resolve) => closing.close(resolve));
    },
    async comeBack() {
      await listen(port);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string): void {
  const body = {
    type: `/errors/${code}`,
    title: code,
    status,
    detail: `Refused: ${code}.`,
    code,
    params: {},
    errors: [],
  };
  json(response, status, { ...body, retry: "never", request_id: "r1" });
}
