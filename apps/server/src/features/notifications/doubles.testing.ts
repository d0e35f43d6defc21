import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";

/** What a double does with the next message. */
export type Behaviour = "accept" | "hang" | "cut" | number | { readonly status: number; readonly retryAfter: string };

/** A receiver in this process: a web hook, Discord, ntfy or a mail server. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** What happens to the messages that come next; the last one goes on. */
  behave(...next: Behaviour[]): void;
  close(): Promise<void>;
}

/** Receives over HTTP. */
export async function createHttpReceiver(): Promise<Receiver> {
  const received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let plan: Behaviour[] = ["accept"];
  const server = createServer((request, answer) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const now = plan.length > 1 ? plan.shift() : plan[0];
      if (now === "cut") return void request.socket.destroy();
      if (now === "hang") return;
      const status = typeof now === "object" ? now.status : typeof now === "number" ? now : 200;
      if (status < 300)
        received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(pieces).toString() });
      answer.writeHead(status, typeof now === "object" ? { "retry-after": now.retryAfter } : {}).end("said the double");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    behave: (...next) => {
      plan = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Receives over SMTP: one message per connection, login with any name and the password `right`. */
export async function createMailReceiver(): Promise<Receiver> {
  const received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let plan: Behaviour[] = ["accept"];
  const server = createTcpServer((socket) => {
    const now = plan.length > 1 ? plan.shift() : plan[0];
    if (now === "cut") return void socket.destroy();
    if (now === "hang") return;
    const refusal = typeof now === "number" ? now : undefined;
    let data: string | undefined;
    let waiting = "";
    socket.on("error", () => undefined);
    socket.write("220 double ESMTP\r\n");
    socket.on("data", (piece) => {
      waiting += piece.toString();
      for (let end = waiting.indexOf("\r\n"); end >= 0; end = waiting.indexOf("\r\n")) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        if (data !== undefined) {
          if (line !== ".") {
            data += `${line}\n`;
            continue;
          }
          received.push({ path: "mail", headers: headersOf(data), body: data });
          data = undefined;
          socket.write("250 taken\r\n");
        } else if (/^EHLO/i.test(line)) socket.write("250-double\r\n250 AUTH PLAIN\r\n");
        else if (/^AUTH PLAIN/i.test(line)) {
          const right = Buffer.from(line.split(" ")[2] ?? "", "base64")
            .toString()
            .endsWith("\0right");
          socket.write(right ? "235 welcome\r\n" : "535 wrong password\r\n");
        } else if (/^RCPT/i.test(line) && refusal) socket.write(`${refusal} not now\r\n`);
        else if (/^DATA/i.test(line)) {
          data = "";
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("250 fine\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    behave: (...next) => {
      plan = next;
    },
    close: async () => void server.close(),
  };
}

const headersOf = (mail: string): IncomingHttpHeaders =>
  Object.fromEntries(
    (mail.split("\n\n")[0] ?? "")
      .replaceAll(/\n[ \t]+/g, " ")
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
