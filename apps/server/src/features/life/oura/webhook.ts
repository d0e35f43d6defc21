import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import { LifeErrors } from "../errors.ts";
import { createRingStore } from "../store/ring.ts";
import type { OuraSettings } from "./api.ts";

/** Calls of the ring's server to us. They are stored and answered at once; what they tell of is fetched later. */
export interface Webhook {
  /** @throws {AppError} `life.webhook_refused` for a token that is not ours. */
  verify(token: string): void;
  /** @throws {AppError} `life.webhook_refused` for a wrong signature, an old call or a repeat. */
  receive(call: { readonly body: Uint8Array; readonly timestamp: string; readonly signature: string }): Promise<void>;
}

const OLDEST_MS = 5 * 60_000;

/** Webhooks, proved by the secret of the application. */
export function createWebhook(deps: {
  readonly db: Db;
  readonly settings: OuraSettings;
  readonly clock: Clock;
  readonly newId: NewId;
}): Webhook {
  const { settings, clock } = deps;
  return {
    verify(token) {
      if (!equal(token, verificationToken(settings))) throw LifeErrors.webhook_refused({});
    },

    async receive({ body, timestamp, signature }) {
      const expected = createHmac("sha256", settings.clientSecret.reveal())
        .update(timestamp)
        .update(body)
        .digest("hex")
        .toUpperCase();
      // Seconds or milliseconds or ISO: whatever it is, the signature covers it.
      const at = /^\d+$/.test(timestamp)
        ? Number(timestamp) * (timestamp.length > 11 ? 1 : 1000)
        : Date.parse(timestamp);
      const age = Math.abs(clock.now().getTime() - at);
      if (!equal(signature, expected) || !(age <= OLDEST_MS)) throw LifeErrors.webhook_refused({});
      const event = readEvent(body);
      if (!event) throw LifeErrors.webhook_refused({});
      const row = {
        ...event,
        id: deps.newId(),
        signature: `${timestamp}:${signature}`,
        receivedAt: clock.now(),
        doneAt: null,
      };
      if (!(await createRingStore(deps.db).addEvent(row))) throw LifeErrors.webhook_refused({});
    },
  };
}

/** What we tell the ring's server to say when it checks our address. */
export const verificationToken = (settings: OuraSettings): string =>
  createHmac("sha256", settings.clientSecret.reveal()).update("wopr webhook").digest("hex").slice(0, 40);

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readEvent(body: Uint8Array) {
  try {
    const given = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    const text = (name: string) => (typeof given[name] === "string" ? String(given[name]).slice(0, 200) : "");
    const event = {
      userId: text("user_id"),
      dataType: text("data_type"),
      eventType: text("event_type"),
      objectId: text("object_id"),
    };
    return event.userId && event.dataType && event.objectId ? event : undefined;
  } catch {
    return undefined;
  }
}
