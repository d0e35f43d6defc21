import type { IncidentSummaryWire, PageComponentWire, StatusPageWire } from "@wopr/contracts";
import { escapeHtml } from "../../http/page.ts";
import { ageText, percentText } from "./domain/sentences.ts";

/** Colours and type of the product; the web app is not loaded here. */
const STYLE = `
:root{color-scheme:light dark;--back:#f7f8fa;--surface:#fff;--text:#11161d;--muted:#5b6675;--line:#dde1e7;--accent:#8a5200;--good:#1a7f4b;--bad:#c42b3a;--warn:#a15c00;--plan:#1f6fb2;--none:#8b95a3}
@media (prefers-color-scheme:dark){:root{--back:#0e1116;--surface:#151a21;--text:#e8ecf1;--muted:#98a3b3;--line:#2a323d;--accent:#ffb000;--good:#3dd68c;--bad:#ff6b76;--warn:#ffc24b;--plan:#6cb6ff;--none:#6b7686}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:24px 16px 48px}
header,footer{max-width:52rem;margin:0 auto;padding:16px 16px 0;display:flex;gap:16px;align-items:center;flex-wrap:wrap}
footer{padding:0 16px 48px;color:var(--muted);font-size:14px}
.brand{font-weight:700;margin-right:auto}
h1{font-size:28px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:20px;margin:40px 0 8px}h3{font-size:16px;margin:0;overflow-wrap:anywhere}
p{margin:0 0 8px;overflow-wrap:anywhere}
a{color:var(--accent)}nav a,footer a,.card h3 a{display:inline-flex;align-items:center;min-height:44px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.muted{color:var(--muted)}.small{font-size:14px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin:12px 0;padding:12px 16px}
.banner{border-left:4px solid var(--warn)}
.row{display:flex;gap:12px;align-items:baseline;flex-wrap:wrap}.row>:last-child{margin-left:auto}
.mark{font-weight:700;display:inline-block;width:1.4em}
.works{color:var(--good)}.failed{color:var(--bad)}.attention{color:var(--warn)}.maintenance{color:var(--plan)}.unknown{color:var(--muted)}
svg.strip{display:block;width:100%;height:36px;margin:8px 0 4px}
.p{fill:var(--good)}.f{fill:var(--bad)}.n{fill:none;stroke:var(--none)}.m{fill:var(--plan)}.x{fill:var(--line)}
.scale{display:flex;justify-content:space-between;color:var(--muted);font-size:13px}
ol.story{list-style:none;margin:8px 0 0;padding:0;border-left:2px solid var(--line)}ol.story li{padding:4px 0 4px 12px}
ul.plain{list-style:none;margin:0;padding:0}
.skip{position:absolute;left:-999px}a.skip{display:inline-flex;align-items:center;min-height:44px;padding:0 12px}.skip:focus{left:8px;top:8px;background:var(--surface)}
`;

type State = StatusPageWire["state"];

const MARKS: { readonly [S in State]: { readonly mark: string; readonly word: string } } = {
  works: { mark: "●", word: "works" },
  attention: { mark: "▲", word: "needs attention" },
  failed: { mark: "✕", word: "does not work" },
  unknown: { mark: "○", word: "not known" },
  maintenance: { mark: "◆", word: "maintenance" },
};

const CELL = 10;
const HEIGHT = 36;

/** What is needed to show a page. */
export interface PageFacts {
  readonly page: StatusPageWire;
  readonly nonce: string;
  readonly now: Date;
  readonly publicUrl: string;
}

/** The whole status page. It needs neither script nor anything else that would have to be fetched. */
export function statusPageHtml({ page, nonce, now, publicUrl }: PageFacts): string {
  const groups = page.components.map((component) => componentCard(component, now)).join("");
  const body = `
<h1>${markOf(page.state)}${escapeHtml(page.sentence)}</h1>
${ageLine(page, now)}
${page.intro ? `<p>${escapeHtml(page.intro)}</p>` : ""}
${page.stale ? staleBanner(page, now) : ""}
${section("Open incidents", page.incidents.map((incident) => incidentCard(incident, now)).join(""))}
${section("Maintenance", page.maintenance.map((one) => maintenanceCard(one)).join(""))}
<h2>Parts</h2>
${groups || '<p class="muted">Nothing is watched yet. Checks appear here as soon as they have run.</p>'}
<p class="small muted" aria-hidden="true">● works &nbsp; ✕ failed &nbsp; ○ not run &nbsp; ◆ maintenance. Each column is a day; today is on the right.</p>
<h2>What happened</h2>
${page.past.map((incident) => incidentCard(incident, now)).join("") || quietLine(page)}`;
  return documentOf(page.title, body, nonce, publicUrl);
}

/** One component with its story. */
export function componentPageHtml(facts: PageFacts, component: PageComponentWire): string {
  const { page, nonce, now, publicUrl } = facts;
  const mine = (incident: IncidentSummaryWire) => incident.components.includes(component.title);
  const stories = [...page.incidents, ...page.past]
    .filter(mine)
    .map((incident) => incidentCard(incident, now))
    .join("");
  const checks = component.checks
    .map(({ title, result }) => `<li>${RESULT_MARKS[result]} ${escapeHtml(title)}</li>`)
    .join("");
  const body = `
<p><a href="/status">All parts</a></p>
<h1>${markOf(component.state)}${escapeHtml(component.title)}</h1>
${ageLine(page, now)}
${componentCard(component, now)}
${checks ? `<h2>Checks</h2><ul class="plain">${checks}</ul>` : ""}
<h2>What happened</h2>
${stories || '<p class="muted">Nothing in the last 14 days.</p>'}`;
  return documentOf(`${component.title} · ${page.title}`, body, nonce, publicUrl);
}

const RESULT_MARKS = { pass: "●", fail: "✕", norun: "○" } as const;

function documentOf(title: string, body: string, nonce: string, publicUrl: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="alternate" type="application/atom+xml" title="Incidents" href="${escapeHtml(publicUrl)}/status/feed.xml">
<link rel="alternate" type="application/feed+json" title="Incidents" href="${escapeHtml(publicUrl)}/status/feed.json">
<style nonce="${nonce}">${STYLE}</style></head>
<body><a class="skip" href="#content">To the content</a>
<header><span class="brand">${escapeHtml(title)}</span><nav aria-label="Elsewhere"><a href="/">Sign in</a></nav></header>
<main id="content">${body}</main>
<footer><span>Follow:</span> <a href="/status/feed.xml">Atom feed</a> <a href="/status/feed.json">JSON feed</a> <a href="/status/maintenance.ics">Calendar of maintenance</a></footer>
</body></html>`;
}

const section = (title: string, content: string) => (content ? `<h2>${title}</h2>${content}` : "");

const markOf = (state: State) =>
  `<span class="mark ${state}" aria-hidden="true">${MARKS[state].mark}</span><span class="skip">${MARKS[state].word}: </span>`;

function ageLine(page: StatusPageWire, now: Date): string {
  if (page.data_at === null) return '<p class="muted small">No data yet.</p>';
  const age = ageText(now.getTime() - Date.parse(page.data_at));
  return `<p class="muted small">Last update ${timeTag(page.data_at, age)}.</p>`;
}

function staleBanner(page: StatusPageWire, now: Date): string {
  const age = page.data_at === null ? "never" : ageText(now.getTime() - Date.parse(page.data_at));
  return `<p class="card banner" role="status">▲ Last update ${age}; the watcher itself may be down. What you see may no longer be true.</p>`;
}

function quietLine(page: StatusPageWire): string {
  return page.quiet_since === null
    ? '<p class="muted">No past incidents.</p>'
    : `<p class="muted">Quiet since ${timeTag(page.quiet_since, dateText(page.quiet_since))}.</p>`;
}

function componentCard(component: PageComponentWire, now: Date): string {
  const { id, title, state, sentence, uptime } = component;
  const share = uptime.uptime === null ? "not enough data" : `${percentText(uptime.uptime)} of 90 days`;
  return `<section class="card" aria-label="${escapeHtml(title)}">
<div class="row"><h3><a href="/status/${escapeHtml(encodeURIComponent(id))}">${markOf(state)}${escapeHtml(title)}</a></h3><span class="small muted" title="${coverageText(component)}">${share}</span></div>
<p class="small ${state === "works" ? "muted" : ""}">${escapeHtml(sentence)}</p>
${stripOf(component, now)}<div class="scale"><span>90 days ago</span><span>today</span></div></section>`;
}

const coverageText = ({ uptime }: PageComponentWire) =>
  `Measured ${percentText(uptime.coverage)} of the time that is known`;

/** 90 columns whose height and form differ as their colour does. */
function stripOf({ days, failed_share: shares, title }: PageComponentWire, now: Date): string {
  const failed = new Map(shares);
  const letters = days.padStart(90, "-");
  const cells = [...letters].map((letter, day) => {
    const date = new Date(now.getTime() - (letters.length - 1 - day) * 86_400_000).toISOString().slice(0, 10);
    return `<g><title>${date}: ${cellText(letter, failed.get(day))}</title>${cellShape(letter, day * CELL)}</g>`;
  });
  const bad = [...letters].filter((letter) => letter === "f").length;
  const known = [...letters].filter((letter) => letter !== "-").length;
  const summary = `${title}: ${known} days known, ${bad} with failures`;
  return `<svg class="strip" viewBox="0 0 ${letters.length * CELL} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(summary)}">${cells.join("")}</svg>`;
}

function cellText(letter: string, share: number | undefined): string {
  if (letter === "f")
    return `failed${share === undefined ? "" : ` ${(share * 100).toFixed(share < 0.01 ? 2 : 1)} % of the time`}`;
  return { p: "worked", n: "not run", m: "maintenance" }[letter] ?? "nothing known";
}

function cellShape(letter: string, x: number): string {
  if (letter === "p") return `<rect class="p" x="${x + 1}" y="4" width="8" height="28" rx="2"/>`;
  if (letter === "f")
    return `<rect class="f" x="${x + 1}" y="0" width="8" height="16" rx="2"/><rect class="f" x="${x + 1}" y="20" width="8" height="16" rx="2"/>`;
  if (letter === "m") return `<path class="m" d="M${x + 5} 8 ${x + 9} 18 ${x + 5} 28 ${x + 1} 18z"/>`;
  if (letter === "n") return `<rect class="n" x="${x + 1.5}" y="12.5" width="7" height="19" rx="2"/>`;
  return `<rect class="x" x="${x + 3}" y="28" width="4" height="4" rx="2"/>`;
}

const SEVERITIES = { info: "for your information", warning: "warning", critical: "critical" } as const;

function incidentCard(incident: IncidentSummaryWire, now: Date): string {
  const { title, severity, state, opened_at: opened, resolved_at: resolved, components, entries } = incident;
  const over = resolved
    ? ` to ${timeTag(resolved, dateText(resolved))}`
    : ` · ${ageText(now.getTime() - Date.parse(opened))}`;
  const look = state === "resolved" ? "works" : severity === "critical" ? "failed" : "attention";
  const story = [...entries]
    .reverse()
    .map(({ at, text }) => `<li>${timeTag(at, dateText(at))}<br>${paragraphs(text)}</li>`)
    .join("");
  const touched =
    components.length > 0 ? `<p class="small muted">Touches: ${escapeHtml(components.join(", "))}</p>` : "";
  const word = state === "acknowledged" ? "being looked after" : state;
  return `<article class="card"><h3><span class="mark ${look}" aria-hidden="true">${MARKS[look].mark}</span>${escapeHtml(title)}</h3>
<p class="small muted">${word}, ${SEVERITIES[severity]} · ${timeTag(opened, dateText(opened))}${over}</p>${touched}<ol class="story small">${story}</ol></article>`;
}

const maintenanceCard = ({ title, from, to, active }: StatusPageWire["maintenance"][number]) =>
  `<article class="card"><h3><span class="mark maintenance" aria-hidden="true">◆</span>${escapeHtml(title)}</h3>
<p class="small muted">${active ? "Now, until" : `${timeTag(from, dateText(from))} to`} ${timeTag(to, dateText(to))}</p></article>`;

const paragraphs = (text: string) => escapeHtml(text).replaceAll("\n", "<br>");
const timeTag = (iso: string, text: string) => `<time datetime="${iso}" title="${iso}">${text}</time>`;
const dateText = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
