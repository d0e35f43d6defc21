import { AppError, type Clock } from "@wopr/kernel";
import type { AddressGuard } from "../../../outward/addresses.ts";
import type { Outward } from "../../../outward/outward.ts";
import type { Lookup } from "../../../outward/transport.ts";
import type { MediaService } from "../../media/index.ts";
import type { Secrets } from "../../secrets/index.ts";
import type { Message } from "../domain/message.ts";
import type { Channel } from "../domain/types.ts";
import { sendEmail } from "./email.ts";
import { sendDiscord, sendNtfy, sendWebhook } from "./http-channels.ts";
import type { Outcome } from "./outcome.ts";
import { CHANNEL_SETTINGS } from "./settings.ts";

/** What telling needs from outside. */
export interface TellerDeps {
  readonly outward: Outward;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly guard: AddressGuard;
  readonly lookup?: Lookup;
  readonly media: Pick<MediaService, "find" | "read">;
}

/** Puts one message on one channel, once. Never rejects. */
export interface Teller {
  tell(channel: Channel, message: Omit<Message, "photo">, photos: boolean): Promise<Outcome>;
}

/** Photos that are larger are left out, bytes. */
const MOST_PHOTO_BYTES = 1_000_000;

/** Channels by kind; what is secret is resolved at the last moment and kept nowhere. */
export function createTeller(deps: TellerDeps): Teller {
  const { secrets, media } = deps;

  async function photoOf(key: string | null): Promise<Message["photo"]> {
    const object = key === null ? undefined : await media.find(key);
    if (!object || object.bytes > MOST_PHOTO_BYTES) return null;
    return {
      bytes: await media.read(object.key),
      mime: object.mime,
      name: object.key.split("/").at(-1) ?? "photo.jpg",
    };
  }

  async function send(channel: Channel, message: Message): Promise<Outcome> {
    const secret =
      channel.secret === null ? undefined : await secrets.resolve(channel.secret, { feature: "notifications" });
    const value = secret?.reveal();
    switch (channel.kind) {
      case "discord":
        return sendDiscord(value ?? "", message, deps);
      case "webhook":
        return sendWebhook({ ...CHANNEL_SETTINGS.webhook.parse(channel.settings), key: value }, message, deps);
      case "ntfy":
        return sendNtfy({ ...CHANNEL_SETTINGS.ntfy.parse(channel.settings), token: value }, message, deps);
      case "email": {
        const { user, ...settings } = CHANNEL_SETTINGS.email.parse(channel.settings);
        return sendEmail({ ...settings, user, password: value }, message, deps);
      }
    }
  }

  return {
    async tell(channel, message, photos) {
      try {
        // A picture that is gone must not keep the words from arriving.
        const photo = photos ? await photoOf(message.notice.photo).catch(() => null) : null;
        return await send(channel, { ...message, photo });
      } catch (failure) {
        if (!(failure instanceof AppError)) return { ok: false, error: String(failure) };
        const waitS = failure.params["retry_after_s"];
        return {
          ok: false,
          error: failure.message,
          permanent: failure.retry === "never",
          waitMs: typeof waitS === "number" ? waitS * 1000 : undefined,
        };
      }
    },
  };
}
