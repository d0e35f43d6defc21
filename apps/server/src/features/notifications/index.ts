import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { AddressGuard } from "../../outward/addresses.ts";
import type { Outward } from "../../outward/outward.ts";
import type { Lookup } from "../../outward/transport.ts";
import type { Redactor } from "../../telemetry/redact.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import type { MediaService } from "../media/index.ts";
import type { Secrets } from "../secrets/index.ts";
import { createTeller } from "./channels/teller.ts";
import { createPump, type Pump } from "./pump.ts";
import { mountNotificationRoutes } from "./routes.ts";
import type { Notice, Notifications } from "./service.ts";
import { createNotificationSettings } from "./settings.ts";
import { createNoticeStore } from "./store.ts";
import { notificationUndos } from "./undo.ts";

export type { Notice, Notifications } from "./service.ts";

/** Telling people, for the rest of the server. */
export interface NotificationsFeature extends Feature {
  readonly service: Notifications;
  /** Sends what waits; it runs by itself too. */
  readonly pump: Pump;
}

/** What the feature needs from outside. */
export interface NotificationsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly redactor: Redactor;
  readonly audit: Audit;
  readonly secrets: Secrets;
  readonly outward: Outward;
  readonly guard: AddressGuard;
  readonly lookup?: Lookup;
  readonly media: Pick<MediaService, "find" | "read">;
  readonly publicUrl: string;
  /** Whether this process sends. */
  readonly sends: boolean;
  readonly onOutcome?: (channel: string, outcome: "sent" | "failed" | "repeated") => void;
}

/** Wires the feature. Does no work: nothing is sent before `start()` of its parts. */
export function createNotificationsFeature(deps: NotificationsDeps): NotificationsFeature {
  const { clock, newId, redactor } = deps;
  const teller = createTeller(deps);
  const pump = createPump({ ...deps, teller });
  const settings = createNotificationSettings({ ...deps, teller });

  async function send(tx: Db, notice: Notice): Promise<string> {
    const id = newId();
    await createNoticeStore(tx).add({
      id,
      kind: notice.kind,
      severity: notice.severity,
      topic: notice.topic,
      site: notice.site ?? null,
      object: notice.object,
      title: redactor.text(notice.title).replaceAll(/\s+/g, " "),
      text: redactor.text(notice.text),
      link: notice.link ?? null,
      dedupeKey: notice.dedupeKey,
      phase: notice.phase,
      photo: notice.photo ?? null,
      personId: notice.personId ?? null,
      requestId: notice.requestId ?? null,
      traceparent: notice.traceparent ?? null,
      at: clock.now(),
    });
    return id;
  }

  return {
    name: "notifications",
    service: { send },
    pump,
    mountRoutes: (app) => mountNotificationRoutes(app, settings),
    jobs: [],
    topics: [],
    undos: notificationUndos,
    parts: deps.sends ? [pump] : [],
  };
}
