import { escapeHtml } from "../../http/page.ts";
import { percentText } from "./domain/sentences.ts";

/** What a badge says on its right side. */
export interface BadgeText {
  readonly text: string;
  readonly tone: "good" | "bad" | "muted";
}

/** What came of the newest run, or that nothing is known. */
export function statusBadge(result: "pass" | "fail" | "norun" | undefined, isStale: boolean): BadgeText {
  if (result === undefined || isStale) return { text: "unknown", tone: "muted" };
  if (result === "norun") return { text: "not run", tone: "muted" };
  return result === "pass" ? { text: "works", tone: "good" } : { text: "failed", tone: "bad" };
}

/** A share, or that there is not enough data for one. */
export function uptimeBadge(uptime: number | null): BadgeText {
  if (uptime === null) return { text: "not enough data", tone: "muted" };
  return { text: percentText(uptime), tone: uptime >= 0.99 ? "good" : "bad" };
}

const TONES = { good: "#1a7f4b", bad: "#b3202f", muted: "#5b6675" } as const;
/** Mean width of a letter at 11 px, a little generous: text must not be cut. */
const LETTER_PX = 6.8;
const widthOf = (text: string) => Math.round([...text].length * LETTER_PX + 12);

/** A badge as SVG: a label on the left, what is said on the right. */
export function badgeSvg(label: string, { text, tone }: BadgeText): string {
  const [left, right] = [widthOf(label), widthOf(text)];
  const whole = left + right;
  const [a, b] = [escapeHtml(label), escapeHtml(text)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="20" role="img" aria-label="${a}: ${b}"><title>${a}: ${b}</title><rect width="${left}" height="20" rx="3" fill="#30363d"/><rect x="${left}" width="${right}" height="20" rx="3" fill="${TONES[tone]}"/><rect x="${left - 3}" width="6" height="20" fill="${TONES[tone]}"/><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle"><text x="${left / 2}" y="14">${a}</text><text x="${left + right / 2}" y="14">${b}</text></g></svg>`;
}
