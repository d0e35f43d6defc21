import type { NamespaceWire } from "@wopr/contracts";
import type { StateName } from "../../ui/state-mark.tsx";
import { countText } from "../../ui/words.ts";

/** State of a revision as shape and words. */
export function revisionWords(state: string | null): { readonly state: StateName; readonly text: string } {
  switch (state) {
    case "good":
      return { state: "works", text: "Good" };
    case "rolling_out":
      return { state: "running", text: "On its way" };
    case "bad":
      return { state: "failed", text: "Taken back" };
    case "pending_approval":
      return { state: "planned", text: "Waits for approval" };
    case "superseded":
      return { state: "unknown", text: "Overtaken" };
    case "abandoned":
      return { state: "unknown", text: "Refused" };
    default:
      return { state: "unknown", text: "Nothing published" };
  }
}

/** Who reads a namespace, in one line. */
export function consumersText({ consumers }: NamespaceWire): string {
  const all = consumers.fresh + consumers.stale + consumers.offline;
  if (all === 0) return "Nobody reads it yet";
  const parts = [
    countText(consumers.fresh, "consumer up to date", "consumers up to date"),
    consumers.stale > 0 && `${consumers.stale} stale`,
    consumers.offline > 0 && `${consumers.offline} offline`,
    consumers.rejected > 0 && `${consumers.rejected} refused`,
  ];
  return parts.filter((part) => part !== false).join(" · ");
}

/** A value on one line. */
export const valueText = (value: unknown): string =>
  value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);

/** A path for people. */
export const pathText = (path: readonly (string | number)[]): string => path.map(String).join(" › ");
