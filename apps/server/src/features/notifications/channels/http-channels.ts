import { createHmac } from "node:crypto";
import type { Clock } from "@wopr/kernel";
import type { Outward } from "../../../outward/outward.ts";
import { retryAfterOf } from "../../../outward/retry.ts";
import { cut, headline, type Message } from "../domain/message.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** What channels over HTTP need. */
export interface HttpChannelDeps {
  readonly outward: Outward;
  readonly clock: Clock;
}

/** One try: our own schedule repeats, so the client does not. */
const ONCE = { reach: "lan", repeats: 0, follow: false } as const;
const COLOURS = { info: 0x1f6fb2, warning: 0xa15c00, critical: 0xc42b3a } as const;
const RESOLVED = 0x1a7f4b;
/** Limits of Discord's embeds, characters. */
const EMBED = { title: 256, description: 4_096 } as const;

/** Posts an embed to a Discord web hook, with the photo when there is one. */
export async function sendDiscord(
  webhook: string,
  message: Message,
  { outward, clock }: HttpChannelDeps,
): Promise<Outcome> {
  const embed = {
    title: cut(headline(message), EMBED.title),
    description: cut(message.text, EMBED.description),
    color: message.phase === "resolve" ? RESOLVED : COLOURS[message.severity],
    timestamp: message.notice.at.toISOString(),
    ...(message.link ? { url: message.link } : {}),
    ...(message.photo ? { image: { url: `attachment://${message.photo.name}` } } : {}),
    fields: [
      { name: "Topic", value: message.notice.topic, inline: true },
      ...(message.notice.site ? [{ name: "Site", value: cut(message.notice.site, 1_024), inline: true }] : []),
    ],
  };
  const payload = JSON.stringify({ username: "WOPR", allowed_mentions: { parse: [] }, embeds: [embed] });
  const { body, type } = message.photo
    ? await formOf(payload, message.photo)
    : { body: payload, type: "application/json" };
  const answer = await outward.call({
    ...ONCE,
    target: "discord",
    url: webhook,
    method: "POST",
    headers: { "content-type": type },
    body,
    traceparent: message.notice.traceparent ?? undefined,
  });
  return outcomeOf(answer, retryAfterOf(answer.headers.get("retry-after"), clock.now()));
}

async function formOf(payload: string, photo: NonNullable<Message["photo"]>) {
  const form = new FormData();
  form.set("payload_json", payload);
  form.set("files[0]", new Blob([Buffer.from(photo.bytes)], { type: photo.mime }), photo.name);
  const encoded = new Response(form);
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    type: encoded.headers.get("content-type") ?? "multipart/form-data",
  };
}

/** `sha256=` and the HMAC of `timestamp.body`: the receiver recomputes it and refuses old timestamps. */
export const signatureOf = (key: string, timestamp: string, body: string): string =>
  `sha256=${createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex")}`;

/** Posts JSON to somebody's own program, signed when there is a key. */
export async function sendWebhook(
  to: { readonly url: string; readonly key: string | undefined },
  message: Message,
  { outward, clock }: HttpChannelDeps,
): Promise<Outcome> {
  const { notice } = message;
  const body = JSON.stringify({
    id: message.id,
    kind: notice.kind,
    severity: message.severity,
    phase: message.phase,
    topic: notice.topic,
    site: notice.site,
    object: notice.object,
    title: message.title,
    text: message.text,
    link: message.link,
    dedupe_key: message.dedupeKey,
    at: notice.at.toISOString(),
  });
  const timestamp = String(Math.floor(clock.now().getTime() / 1000));
  const answer = await outward.call({
    ...ONCE,
    target: "webhook",
    part: new URL(to.url).host,
    url: to.url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-wopr-delivery": message.id,
      "x-wopr-timestamp": timestamp,
      ...(to.key ? { "x-wopr-signature": signatureOf(to.key, timestamp, body) } : {}),
    },
    body,
    traceparent: notice.traceparent ?? undefined,
  });
  return outcomeOf(answer, retryAfterOf(answer.headers.get("retry-after"), clock.now()));
}

const NTFY_PRIORITY = { info: 3, warning: 4, critical: 5 } as const;

/** Publishes to a topic of an ntfy server. */
export async function sendNtfy(
  to: { readonly server: string; readonly topic: string; readonly token: string | undefined },
  message: Message,
  { outward, clock }: HttpChannelDeps,
): Promise<Outcome> {
  const answer = await outward.call({
    ...ONCE,
    target: "ntfy",
    part: new URL(to.server).host,
    url: to.server,
    method: "POST",
    headers: { "content-type": "application/json", ...(to.token ? { authorization: `Bearer ${to.token}` } : {}) },
    // As JSON, because headers could not carry umlauts.
    body: JSON.stringify({
      topic: to.topic,
      title: cut(headline(message), 250),
      message: cut(message.text, 4_000),
      priority: message.phase === "resolve" ? 3 : NTFY_PRIORITY[message.severity],
      tags: [message.phase === "resolve" ? "white_check_mark" : "warning", message.notice.topic],
      ...(message.link ? { click: message.link } : {}),
    }),
    traceparent: message.notice.traceparent ?? undefined,
  });
  return outcomeOf(answer, retryAfterOf(answer.headers.get("retry-after"), clock.now()));
}
