import type { Severity } from "../service.ts";
import type { StoredNotice } from "./types.ts";

/** What is put on the wire, in the words of no channel in particular. */
export interface Message {
  /** Of the delivery; the receiver can tell a repeat by it. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly severity: Severity;
  readonly phase: "fire" | "resolve" | "once";
  readonly link: string | null;
  readonly dedupeKey: string;
  readonly notice: StoredNotice;
  readonly photo: { readonly bytes: Uint8Array; readonly mime: string; readonly name: string } | null;
}

/** Cut to what a channel takes, with a sign that something is missing. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const WORDS: Readonly<Record<Severity, string>> = { info: "Info", warning: "Warning", critical: "Critical" };

/** First line of a message: state in words, not only in colour. */
export const headline = ({ severity, phase, title }: Pick<Message, "severity" | "phase" | "title">): string =>
  `${phase === "resolve" ? "Over" : WORDS[severity]}: ${title}`;

/** Several notices that waited for the morning, as one. */
export function digestOf(notices: readonly StoredNotice[]): Pick<Message, "title" | "text" | "severity" | "phase"> {
  const lines = notices.map((notice) => `• ${headline(notice)} (${notice.at.toISOString()})`);
  const severity = notices.some((notice) => notice.severity === "warning") ? "warning" : "info";
  return {
    title: `${notices.length} ${notices.length === 1 ? "message" : "messages"} from the quiet hours`,
    text: lines.join("\n"),
    severity,
    phase: "once",
  };
}
