import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Collection, collectionsOf, type Description, sampleOf } from "./description.ts";

/** One thing that goes wrong, for the next `times` calls whose path matches. */
export interface Fault {
  readonly match: RegExp;
  times: number;
  readonly kind:
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
    | "cut"
    | "reset"
    | "other_shape"
    | "unknown_field"
    | "missing_fields"
    | "repeat_token"
    | "outside_range"
    | "answer_lost";
}

/** A ring's server on this machine: every path of the description, both token endpoints, faults on demand. */
export interface OuraSim {
  readonly url: string;
  readonly faults: Fault[];
  /** Paths called so far, newest last. */
  readonly calls: string[];
  /** Which of the two token endpoints takes this application. */
  portal: "old" | "new";
  /** Refuses every token from now on. */
  revoked: boolean;
  pageSize: number;
  /** Grows with every re-analysis: same ids, other content. */
  analysis: number;
  /** Days that have documents. */
  days: readonly string[];
  close(): Promise<void>;
}

/** Numbers from 0 to 1 that depend on the text alone. */
function chanceOf(seed: string): () => number {
  let state = 2_166_136_261;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Starts the server on a free port of this machine. */
export async function startOuraSim(description: Description, days: readonly string[]): Promise<OuraSim> {
  const collections = new Map(collectionsOf(description).map((collection) => [collection.name, collection]));
  let generation = 0;
  const refreshTokens = new Set<string>();
  const sim = { faults: [], calls: [], portal: "old", revoked: false, pageSize: 50, analysis: 0, days } as unknown as {
    -readonly [K in keyof OuraSim]: OuraSim[K];
  };

  const documentsOf = (collection: Collection) =>
    sim.days.map((day) => documentOf(description, collection, day, sim.analysis));

  function token(request: { readonly path: string; readonly body: URLSearchParams }, response: ServerResponse) {
    const portal = request.path === "/oauth/token" ? "old" : "new";
    const refresh = request.body.get("refresh_token");
    const grant = request.body.get("grant_type");
    if (portal !== sim.portal)
      return answer(response, grant === "refresh_token" ? 400 : 401, { error: "invalid_request" });
    const known =
      grant === "authorization_code"
        ? request.body.get("code") === "good"
        : refresh !== null && refreshTokens.delete(refresh);
    if (!known || sim.revoked) return answer(response, 400, { error: "invalid_grant" });
    generation += 1;
    refreshTokens.add(`refresh-${generation}`);
    const tokens = {
      access_token: `access-${generation}`,
      refresh_token: `refresh-${generation}`,
      token_type: "bearer",
      expires_in: 86_400,
    };
    if (take(sim.faults, "answer_lost", request.path)) return response.destroy();
    return answer(response, 200, tokens);
  }

  function list(collection: Collection, query: URLSearchParams, response: ServerResponse, path: string) {
    const state = query.get("next_token");
    const [from = "", to = "", at = "0"] = state
      ? Buffer.from(state, "base64url").toString().split("|")
      : [query.get("start_date") ?? "", query.get("end_date") ?? ""];
    const start = Number(at);
    const all = documentsOf(collection).filter(({ day }) => String(day) >= from && String(day) < to);
    const page = all.slice(start, start + sim.pageSize);
    const more = start + sim.pageSize < all.length;
    const next = Buffer.from(
      `${from}|${to}|${take(sim.faults, "repeat_token", path) ? start : start + sim.pageSize}`,
    ).toString("base64url");
    let data: unknown[] = page;
    if (take(sim.faults, "unknown_field", path))
      data = page.map((one) => ({ ...one, brand_new: { deep: [1] }, type: "never_heard_of" }));
    if (take(sim.faults, "missing_fields", path)) data = page.map(({ id, day }) => ({ id, day, contributors: null }));
    if (take(sim.faults, "outside_range", path)) data = [...page, documentOf(description, collection, "0024-01-01", 0)];
    if (take(sim.faults, "other_shape", path)) return answer(response, 200, { items: page });
    if (take(sim.faults, "cut", path))
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }).slice(0, -9));
    return answer(response, 200, { data, next_token: more || peek(sim.faults, "repeat_token", path) ? next : null });
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://sim");
    const path = url.pathname.replace("/v2/sandbox/", "/v2/");
    sim.calls.push(path);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (take(sim.faults, "reset", path)) return request.socket.destroy();
    const fault = sim.faults.find((one) => one.times > 0 && typeof one.kind === "object" && one.match.test(path));
    if (fault && typeof fault.kind === "object") {
      fault.times -= 1;
      return response.writeHead(fault.kind.status, fault.kind.headers).end(fault.kind.body ?? "<html>no</html>");
    }
    if (path === "/oauth/token" || path === "/oauth/v2/ext/oauth-token")
      return token({ path, body: new URLSearchParams(Buffer.concat(chunks).toString()) }, response);
    if (request.headers.authorization !== `Bearer access-${generation}` || sim.revoked)
      return answer(response, 401, { detail: "no" });
    const [, , , name = "", id] = path.split("/");
    if (name === "personal_info") return answer(response, 200, { id: "ring-user-1", email: null });
    const collection = collections.get(name);
    if (!collection) return answer(response, 404, { detail: "Not found" });
    if (id === undefined) return list(collection, url.searchParams, response, path);
    const found = documentsOf(collection).find((document) => document["id"] === decodeURIComponent(id));
    return found ? answer(response, 200, found) : answer(response, 404, { detail: "Document not found." });
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(sim, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  });
}

function documentOf(
  description: Description,
  collection: Collection,
  day: string,
  analysis: number,
): Record<string, unknown> {
  const chance = chanceOf(`${collection.name} ${day} ${analysis}`);
  const made = sampleOf(description, collection.item, chance) as Record<string, unknown>;
  const known = collection.item.properties ?? {};
  const set = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name in known));
  const dayBefore = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000);
  const evening = Number.isNaN(dayBefore.getTime()) ? day : dayBefore.toISOString().slice(0, 10);
  const night = {
    bedtime_start: `${evening}T22:5${Math.floor(chance() * 10)}:00+02:00`,
    bedtime_end: `${day}T06:4${Math.floor(chance() * 10)}:00+02:00`,
  };
  const sums = { type: "long_sleep", total_sleep_duration: 25_000 + Math.floor(chance() * 3_000) };
  const score = collection.name.startsWith("daily_")
    ? { score: 60 + Math.floor(chance() * 40), steps: 4_000 + Math.floor(chance() * 9_000) }
    : {};
  return {
    ...made,
    ...set({
      id: `${collection.name}-${day}`,
      day,
      start_day: day,
      ...score,
      ...(collection.name === "sleep" ? { ...night, ...sums } : {}),
    }),
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const peek = (faults: readonly Fault[], kind: Fault["kind"], path: string) =>
  faults.some((fault) => fault.kind === kind && fault.times > 0 && fault.match.test(path));

function take(faults: readonly Fault[], kind: Fault["kind"], path: string): boolean {
  const fault = faults.find((one) => one.kind === kind && one.times > 0 && one.match.test(path));
  if (!fault) return false;
  fault.times -= 1;
  return true;
}
