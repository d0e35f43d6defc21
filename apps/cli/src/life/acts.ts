import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  completeItem,
  connectOura,
  eraseLife,
  exportLife,
  type FeedWire,
  importLife,
  listActions,
  logActivity,
  pathOf,
  postponeItem,
  type RequestOf,
  type ResponseOf,
  readDayScore,
  readLifeProfile,
  readOuraStatus,
  readTimelineDay,
  readToday,
  skipItem,
  syncOura,
  undoAction,
} from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";

const MARKS: Readonly<Record<string, string>> = {
  overdue: "▲",
  active: "◐",
  completed: "●",
  postponed: "◆",
  paused: "◆",
  skipped: "◆",
  frozen: "◆",
  excused: "◆",
};

/** `wopr life today` */
export async function today(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const feed = await client.call(readTimelineDay, { query: {} });
  const day = await client.call(readToday, {});
  const score =
    day.life_score === null
      ? `no score yet: ${day.score.reason ?? "not enough is known"}`
      : `score ${Math.round(day.life_score)} of 100`;
  const head = `${feed.date} (${feed.tz}): ${feed.completed_today} of ${feed.total_today} done, ${score}, level ${day.xp.level}.`;
  return { json: { feed, today: day }, lines: [head, ...feedLines(feed)] };
}

function feedLines(feed: FeedWire): readonly string[] {
  if (feed.items.length === 0) return ["Nothing is planned. Plan something in the browser under Day, Plan."];
  const width = Math.max(...feed.items.map(({ code }) => code.length));
  return feed.items.map((item) => {
    const streak = item.current_streak > 1 ? `, ${item.current_streak} in a row` : "";
    return `${MARKS[item.status] ?? "○"} ${item.scheduled_time.slice(0, 5)}  ${item.code.padEnd(width)}  ${item.name} (${item.status}${streak})`;
  });
}

interface ForDate extends ServerOptions {
  readonly date?: string;
}
const forDate = (options: ForDate) => (options.date === undefined ? {} : { for_date: options.date });

/** `wopr life done CODE` */
export async function done(outside: Outside, options: ForDate, code: string) {
  const { client } = await connect(options, outside);
  const made = await client.call(completeItem, { params: { code }, query: forDate(options), body: {} });
  const xp = Object.entries(made.xp_granted).map(([stat, amount]) => `+${amount} ${stat}`);
  return { json: made, lines: [[made.message, ...xp].join(" ")] };
}

/** `wopr life skip CODE` */
export async function skip(outside: Outside, options: ForDate & { readonly reason?: string }, code: string) {
  const { client } = await connect(options, outside);
  const query = { ...forDate(options), ...(options.reason === undefined ? {} : { reason: options.reason }) };
  const made = await client.call(skipItem, { params: { code }, query });
  return { json: made, lines: [made.message] };
}

type Target = RequestOf<typeof postponeItem>["body"]["target"];

/** `wopr life postpone CODE TARGET` */
export async function postpone(
  outside: Outside,
  options: ForDate & { readonly to?: string; readonly at?: string },
  code: string,
  target: string,
) {
  const { client } = await connect(options, outside);
  const custom = {
    ...(options.to === undefined ? {} : { custom_date: options.to }),
    ...(options.at === undefined ? {} : { custom_time: options.at }),
  };
  const made = await client.call(postponeItem, {
    params: { code },
    query: forDate(options),
    body: { target: target as Target, ...custom },
  });
  return { json: made, lines: [made.message] };
}

/** `wopr life undo`: the newest act of the day that still stands. */
export async function undo(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listActions, { query: {} });
  const last = items.findLast((action) => !action.undone && action.undoes === null);
  if (!last) throw CliErrors.usage({ problem: "Nothing was done today that could be undone." });
  const made = await client.call(undoAction, { params: { id: last.id } });
  return { json: made, lines: [made.message] };
}

interface LogOptions extends ServerOptions {
  readonly minutes?: string;
  readonly intensity?: string;
}

/** `wopr life log TYPE` */
export async function log(outside: Outside, options: LogOptions, type: string) {
  const { client } = await connect(options, outside);
  const intensity = options.intensity as RequestOf<typeof logActivity>["body"]["intensity"];
  const minutes = options.minutes === undefined ? {} : { duration_minutes: Number(options.minutes) };
  const made = await client.call(logActivity, { body: { type, ...minutes, ...(intensity ? { intensity } : {}) } });
  const xp = Object.entries(made.xp_granted).map(([stat, amount]) => `+${amount} ${stat}`);
  return { json: made, lines: [`Logged ${made.type}: ${xp.join(", ") || "no XP"}.`] };
}

/** `wopr life score [DATE]` */
export async function score(outside: Outside, options: ServerOptions, date: string | undefined) {
  const { client } = await connect(options, outside);
  const day = date ?? (await client.call(readLifeProfile, {})).today;
  const made = await client.call(readDayScore, { params: { date: day }, query: {} });
  const total =
    made.life_score === null
      ? `no score: ${made.score.reason ?? "not enough is known"}`
      : `${made.life_score} of 100, ${made.score.state}`;
  const parts = made.score.parts
    .filter(({ state }) => state !== "off")
    .map(({ code, value, why }) => `  ${code.padEnd(9)} ${value === null ? "–" : Math.round(value)}  ${why}`);
  return { json: made, lines: [`${day}: ${total}.`, ...parts] };
}

/** `wopr life sync` */
export async function sync(
  outside: Outside,
  options: ServerOptions & { readonly from?: string; readonly to?: string },
) {
  const { client } = await connect(options, outside);
  const query = {
    ...(options.from === undefined ? {} : { start_date: options.from }),
    ...(options.to === undefined ? {} : { end_date: options.to }),
  };
  const made = await client.call(syncOura, { query });
  return { json: made, lines: [made.message], exitCode: made.success ? 0 : 1 };
}

/** `wopr life oura connect [ADDRESS]` */
export async function connectRing(outside: Outside, options: ServerOptions, address: string | undefined) {
  const { client } = await connect(options, outside);
  const made = await client.call(connectOura, { body: address === undefined ? {} : { address } });
  const lines = made.connected
    ? ["The ring is connected."]
    : [
        "Open this in a browser, allow it, then give the address you were sent to:",
        made.authorize_url ?? "",
        "  wopr life oura connect <address>",
      ];
  return { json: made, lines };
}

/** `wopr life export FILE` */
export async function exportTo(outside: Outside, options: ServerOptions, file: string) {
  const { url, token } = await bearer(outside, options);
  const answer = await outside.fetch(`${url}${pathOf(exportLife)}`, { method: "POST", headers: token });
  if (!answer.ok) throw CliErrors.usage({ problem: await answer.text() });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const path = resolve(outside.cwd, file);
  await writeFile(path, bytes);
  return { json: { file: path, bytes: bytes.byteLength }, lines: [`Wrote ${path}, ${bytes.byteLength} bytes.`] };
}

/** `wopr life import KIND FILE`: says what would be taken; `--yes` takes it. */
export async function importFrom(
  outside: Outside,
  options: ServerOptions & { readonly yes?: boolean },
  kind: string,
  file: string,
) {
  const { url, token } = await bearer(outside, options);
  const bytes = await readFile(resolve(outside.cwd, file));
  const path = pathOf(importLife).replace(":kind", encodeURIComponent(kind));
  const headers = { ...token, "content-type": "application/octet-stream" };
  const answer = await outside.fetch(`${url}${path}?dry_run=${options.yes ? "false" : "true"}`, {
    method: "POST",
    headers,
    body: bytes,
  });
  const body = (await answer.json()) as ResponseOf<typeof importLife> & { readonly detail?: string };
  if (!answer.ok) throw CliErrors.usage({ problem: body.detail ?? "The import was refused." });
  const counts = Object.entries(body.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const verb = body.already
    ? "Came in before; nothing changed."
    : options.yes
      ? `Took ${counts.join(", ")}.`
      : `Would take ${counts.join(", ")}. Add --yes to do it.`;
  return {
    json: body,
    lines: [verb, ...body.problems.map(({ file: name, row, problem }) => `  ${name}, row ${row}: ${problem}`)],
  };
}

/** `wopr life erase` */
export async function erase(outside: Outside, options: ServerOptions & { readonly confirm?: string }) {
  const { client } = await connect(options, outside);
  const made = await client.call(eraseLife, { body: { confirm: options.confirm ?? "" } });
  return { json: made, lines: [`${made.rows} rows are gone. ${made.note}`] };
}

/** `wopr life doctor` */
export async function doctor(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const profile = await client.call(readLifeProfile, {});
  const ring = await client.call(readOuraStatus, {});
  const late =
    profile.day_closes_at !== null && Date.parse(profile.day_closes_at) < outside.clock.now().getTime() - 3_600_000;
  const lines = [
    profile.set_up
      ? `● clock: ${profile.timezone}, a day begins at ${profile.day_start}`
      : "▲ the first run is not done: open Day in the browser",
    late
      ? "✕ the last day was not closed: is a server with the role jobs running?"
      : `● day: ${profile.today} is open until ${profile.day_closes_at ?? "?"}`,
    ring.state === "reauth"
      ? "✕ ring: refused, connect it again (wopr life oura connect)"
      : ring.connected
        ? `● ring: last read ${ring.last_sync ?? "never"}`
        : "○ ring: none, the day works without",
  ];
  return { json: { profile, ring }, lines, exitCode: late || ring.state === "reauth" ? 1 : 0 };
}

async function bearer(outside: Outside, options: ServerOptions) {
  const { url } = await connect(options, outside);
  const key = options.key ?? outside.env["WOPR_API_KEY"] ?? (await outside.keys.find(url))?.reveal() ?? "";
  return { url, token: { authorization: `Bearer ${key}` } };
}
