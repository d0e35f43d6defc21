import type { Severity } from "../service.ts";

/** How people are reached. */
export type ChannelKind = "discord" | "email" | "webhook" | "ntfy";

/** Local times between which only what is critical is told. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string;
  /** `07:00`; may lie on the next day. */
  readonly to: string;
  readonly zone: string;
}

/** A way to reach people. */
export interface Channel {
  readonly id: string;
  /** `null`: of the installation. */
  readonly personId: string | null;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Name of the secret it needs. */
  readonly secret: string | null;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Date;
}

/** What is told where. */
export interface Route {
  readonly id: string;
  readonly personId: string | null;
  readonly position: number;
  readonly severity: Severity;
  /** Empty: all. */
  readonly topics: readonly string[];
  readonly sites: readonly string[];
  readonly channelIds: readonly string[];
  readonly throttleS: number;
  readonly quiet: QuietHours | null;
  readonly escalateAfterMin: number | null;
  readonly photos: boolean;
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Date;
}

/** A notice as it is stored. */
export interface StoredNotice {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly topic: string;
  readonly site: string | null;
  readonly object: { readonly kind: string; readonly id: string };
  readonly title: string;
  readonly text: string;
  readonly link: string | null;
  readonly dedupeKey: string;
  readonly phase: "fire" | "resolve" | "once";
  readonly photo: string | null;
  readonly personId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly at: Date;
}
