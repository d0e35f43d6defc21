import { z } from "zod";
import type { ChannelKind } from "../domain/types.ts";
import { NotificationErrors } from "../errors.ts";

const HttpUrl = z.url({ protocol: /^https?$/, error: "must begin with http:// or https://" }).max(2_000);
const Address = z.string().regex(/^[^\s<>@]+@[^\s<>@]+$/, "must be an e-mail address");

/** What each kind of channel needs to know. What is secret comes beside it and is kept as a secret. */
export const CHANNEL_SETTINGS = {
  discord: z.strictObject({}),
  webhook: z.strictObject({ url: HttpUrl }),
  ntfy: z.strictObject({ server: HttpUrl, topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
  email: z.strictObject({
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
    security: z.enum(["tls", "starttls", "none"]),
    from: Address,
    to: z.array(Address).min(1).max(50),
    user: z.string().max(200).optional(),
  }),
} as const;

/** Whether a kind of channel cannot do without its secret. */
export const NEEDS_SECRET: Readonly<Record<ChannelKind, boolean>> = {
  discord: true,
  webhook: false,
  ntfy: false,
  email: false,
};

/**
 * Checks what a person typed for a channel.
 *
 * @throws {AppError} `notifications.settings_invalid`
 */
export function parseSettings(kind: ChannelKind, settings: unknown): Readonly<Record<string, unknown>> {
  const parsed = CHANNEL_SETTINGS[kind].safeParse(settings);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues
    .map((issue) => `${issue.path.join(".") || "settings"}: ${issue.message}`)
    .join("; ");
  throw NotificationErrors.settings_invalid({ kind, problem });
}
