import { createHash } from "node:crypto";
import { connect, isIP, type Socket } from "node:net";
import { createTransport } from "nodemailer";
import type { AddressGuard } from "../../../outward/addresses.ts";
import { guardedLookup, type Lookup } from "../../../outward/transport.ts";
import { headline, type Message } from "../domain/message.ts";
import type { Outcome } from "./outcome.ts";

/** A mail server and who is written to. */
export interface MailTarget {
  readonly host: string;
  readonly port: number;
  /** `tls`: encrypted from the start; `starttls`: must become so; `none`: as it is, for a server on the own network. */
  readonly security: "tls" | "starttls" | "none";
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** What sending mail needs. */
export interface MailDeps {
  readonly guard: AddressGuard;
  readonly lookup?: Lookup;
}

const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** Sends one e-mail as text and HTML; those of one trouble are one thread. */
export async function sendEmail(target: MailTarget, message: Message, deps: MailDeps): Promise<Outcome> {
  const { host, port, security, user, password } = target;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user && password ? { auth: { user, pass: password } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket(_: unknown, callback: (failure: Error | null, socket?: { connection: Socket }) => void) {
      openSocket(host, port, deps).then(
        (connection) => callback(null, { connection }),
        (failure: Error) => callback(failure),
      );
    },
  });
  const domain = target.from.split("@").at(-1)?.replace(/>$/, "") ?? "wopr";
  const thread = `<${createHash("sha256").update(message.dedupeKey).digest("hex").slice(0, 32)}@${domain}>`;
  const isFirst = message.phase === "fire";
  try {
    const sent = await transport.sendMail({
      from: target.from,
      to: [...target.to],
      subject: headline(message),
      text: textOf(message),
      html: htmlOf(message),
      messageId: isFirst ? thread : `<${message.id}@${domain}>`,
      ...(isFirst ? {} : { inReplyTo: thread, references: [thread] }),
      headers: { "Auto-Submitted": "auto-generated" },
      ...(message.photo
        ? {
            attachments: [
              {
                filename: message.photo.name,
                content: Buffer.from(message.photo.bytes),
                contentType: message.photo.mime,
              },
            ],
          }
        : {}),
    });
    return { ok: true, answer: String(sent.response) };
  } catch (failure) {
    const { responseCode, code } = failure as { readonly responseCode?: number; readonly code?: string };
    const error = failure instanceof Error ? failure.message : String(failure);
    // 5xx of SMTP is for good; a wrong password does not become right by waiting.
    return { ok: false, error, permanent: code === "EAUTH" || (responseCode !== undefined && responseCode >= 500) };
  } finally {
    transport.close();
  }
}

/** Connects only where the guard allows it. */
function openSocket(host: string, port: number, { guard, lookup }: MailDeps): Promise<Socket> {
  const why = isIP(host) === 0 || guard.isListed(host) ? undefined : guard.refusal(host, "lan");
  if (why) return Promise.reject(new Error(`WOPR does not call ${host}: ${why}.`));
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guardedLookup(guard, "lan", lookup), timeout: CONNECT_MS });
    const fail = (failure: Error) => {
      socket.destroy();
      reject(failure);
    };
    socket.once("error", fail);
    socket.once("timeout", () => fail(new Error(`${host} does not answer on port ${port}.`)));
    socket.once("connect", () => {
      socket.removeListener("error", fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

const textOf = (message: Message): string =>
  [message.text, ...(message.link ? ["", message.link] : []), "", `-- WOPR, topic ${message.notice.topic}`].join("\n");

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const htmlOf = (message: Message): string =>
  [
    `<h1 style="font-size:18px">${escapeHtml(headline(message))}</h1>`,
    `<p>${escapeHtml(message.text).replaceAll("\n", "<br>")}</p>`,
    message.link ? `<p><a href="${escapeHtml(message.link)}">Open in WOPR</a></p>` : "",
  ].join("\n");
