import type { ChannelWire, DeliveryWire, RouteWire } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";

/** How much something must matter to be told, in words. */
export const SEVERITIES: readonly { readonly value: RouteWire["severity"]; readonly label: string }[] = [
  { value: "info", label: "Everything" },
  { value: "warning", label: "Warnings and worse" },
  { value: "critical", label: "Only what is critical" },
];

/** What became of a telling, as mark and word. */
export const DELIVERY_STATES: {
  readonly [State in DeliveryWire["state"]]: { readonly state: StateName; readonly word: string };
} = {
  queued: { state: "running", word: "on its way" },
  held: { state: "planned", word: "waits for the end of quiet hours" },
  sent: { state: "works", word: "told" },
  failed: { state: "failed", word: "not told" },
  throttled: { state: "unknown", word: "not told again so soon" },
  digested: { state: "works", word: "told together with others" },
};

const list = (words: readonly string[]) => words.join(", ");

/** A route as a sentence: "Warnings and worse about fleet at garage → Discord #ops". */
export function routeSentence(route: RouteWire, channels: readonly ChannelWire[]): string {
  const what = SEVERITIES.find(({ value }) => value === route.severity)?.label ?? route.severity;
  const about = route.topics.length > 0 ? ` about ${list(route.topics)}` : "";
  const at = route.sites.length > 0 ? ` at ${list(route.sites)}` : "";
  const where = list(route.channel_ids.map((id) => channels.find((one) => one.id === id)?.name ?? "a removed channel"));
  const quiet = route.quiet ? `, quiet from ${route.quiet.from} to ${route.quiet.to}` : "";
  const later = route.escalate_after_min === null ? "" : `; later routes after ${route.escalate_after_min} min`;
  return `${what}${about}${at} → ${where}${quiet}${later}`;
}
