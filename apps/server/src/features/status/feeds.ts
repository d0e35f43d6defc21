import type { IncidentSummaryWire, StatusPageWire } from "@wopr/contracts";
import { escapeHtml } from "../../http/page.ts";

/** One update of an incident; its id never changes. */
interface FeedItem {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly text: string;
}

const KINDS: Readonly<Record<string, string>> = {
  opened: "Opened",
  update: "Update",
  acknowledged: "Being looked after",
  resolved: "Resolved",
  reopened: "Again",
  postmortem: "Afterwards",
  merged: "Merged",
};
const MOST_ITEMS = 100;

/** Characters XML does not allow at all. */
const xml = (text: string) => escapeHtml(text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]|\ufffe|\uffff/gu, "\ufffd"));

function itemsOf(page: StatusPageWire): readonly FeedItem[] {
  const all = [...page.incidents, ...page.past].flatMap((incident: IncidentSummaryWire) =>
    incident.entries.map(({ id, at, kind, text }) => ({
      id: `urn:uuid:${id}`,
      at,
      title: `${KINDS[kind] ?? "Update"}: ${incident.title}`,
      text,
    })),
  );
  return all.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_ITEMS);
}

/** Atom (RFC 4287): each update of an incident is one entry with a stable id. */
export function atomFeed(page: StatusPageWire, publicUrl: string, installation: string): string {
  const items = itemsOf(page);
  const entries = items
    .map(
      ({ id, at, title, text }) =>
        `<entry><id>${xml(id)}</id><title>${xml(title)}</title><updated>${at}</updated><link rel="alternate" href="${xml(publicUrl)}/status"/><content type="text">${xml(text)}</content></entry>`,
    )
    .join("");
  const updated = items[0]?.at ?? page.data_at ?? "1970-01-01T00:00:00.000Z";
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${xml(installation)}</id><title>${xml(page.title)}</title><updated>${updated}</updated><author><name>WOPR</name></author><link rel="self" href="${xml(publicUrl)}/status/feed.xml"/><link rel="alternate" href="${xml(publicUrl)}/status"/>${entries}</feed>
`;
}

/** JSON Feed 1.1. */
export function jsonFeed(page: StatusPageWire, publicUrl: string): Readonly<Record<string, unknown>> {
  return {
    version: "https://jsonfeed.org/version/1.1",
    title: page.title,
    home_page_url: `${publicUrl}/status`,
    feed_url: `${publicUrl}/status/feed.json`,
    items: itemsOf(page).map(({ id, at, title, text }) => ({
      id,
      url: `${publicUrl}/status`,
      title,
      content_text: text,
      date_published: at,
    })),
  };
}

/** iCalendar (RFC 5545): planned times. */
export function calendarOf(page: StatusPageWire, now: Date): string {
  const events = page.maintenance.flatMap(({ id, title, from, to }) => [
    "BEGIN:VEVENT",
    `UID:${id}-${stamp(from)}@wopr`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART:${stamp(from)}`,
    `DTEND:${stamp(to)}`,
    `SUMMARY:${icsText(title)}`,
    "END:VEVENT",
  ]);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//WOPR//Status//EN",
    `X-WR-CALNAME:${icsText(page.title)}`,
    ...events,
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

const stamp = (iso: string) => iso.replaceAll(/[-:]|\.\d+/g, "");

/** Line breaks in a title must not become lines of the calendar. */
const icsText = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/[\\;,]/g, (char) => `\\${char}`)
    .replaceAll(/\r\n|\r|\n/g, "\\n")
    .replaceAll(/\p{Cc}/gu, " ");

/** Lines are at most 75 bytes long; longer ones go on in the next, after a blank. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = "";
  for (const char of line) {
    const most = lines.length === 0 ? 75 : 74;
    if (Buffer.byteLength(current + char) > most) {
      lines.push(current);
      current = "";
    }
    current += char;
  }
  return [...lines, current].join("\r\n ");
}
