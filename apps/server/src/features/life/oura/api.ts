import type { Clock } from "@wopr/kernel";
import type { LocalDate } from "@wopr/life";
import type { Outward } from "../../../outward/outward.ts";
import { type Collection, readPage } from "./documents.ts";

/** Addresses and the application at the ring's maker. */
export interface OuraSettings {
  readonly clientId: string;
  readonly clientSecret: { reveal(): string };
  /** `https://api.ouraring.com` */
  readonly api: string;
  readonly authorize: string;
  /** Both token endpoints: the old portal's, the new portal's. */
  readonly tokenEndpoints: readonly [string, string];
}

/** What the ring's server said. */
export type Said<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "unauthorized" }
  | { readonly kind: "forbidden" }
  | { readonly kind: "missing" }
  | { readonly kind: "limited"; readonly retryAt: Date }
  | { readonly kind: "trouble"; readonly why: string };

/** Tokens as the server gave them. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** Believed as it is; the documentation names two other lives. */
  readonly expiresInS: number;
}

/** The ring's server, one call each; nothing is repeated or remembered here. */
export interface OuraApi {
  readonly settings: OuraSettings;
  /** @param status of a refusal is told, because 400 and 401 mean "the other portal". */
  token(
    endpoint: string,
    body: Readonly<Record<string, string>>,
  ): Promise<Said<Tokens> | { readonly kind: "refused"; readonly status: number }>;
  page(
    access: string,
    collection: Collection,
    query: { readonly from: LocalDate; readonly to: LocalDate } | { readonly nextToken: string },
  ): Promise<Said<{ readonly data: readonly unknown[]; readonly nextToken: string | null }>>;
  document(access: string, collection: Collection, id: string): Promise<Said<unknown>>;
  userId(access: string): Promise<Said<string>>;
}

const DEADLINE_MS = 20_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Speaks to the ring's server through the one client for calls outward. */
export function createOuraApi(deps: {
  readonly outward: Pick<Outward, "call">;
  readonly settings: OuraSettings;
  readonly clock: Clock;
}): OuraApi {
  const { outward, settings, clock } = deps;

  async function get(access: string, path: string, query: Readonly<Record<string, string>>): Promise<Said<unknown>> {
    // URLSearchParams writes "+" as %2B, which offsets of time zones need.
    const search = new URLSearchParams(query).toString();
    const url = `${settings.api}/v2/usercollection/${path}${search ? `?${search}` : ""}`;
    try {
      const answer = await outward.call({
        target: "oura",
        url,
        headers: { authorization: `Bearer ${access}`, accept: "application/json" },
        reach: "any",
        deadlineMs: DEADLINE_MS,
        mostBytes: MOST_BYTES,
        repeats: 0,
        follow: false,
      });
      return await said(answer, clock);
    } catch {
      return { kind: "trouble", why: "it did not answer" };
    }
  }

  return {
    settings,

    async token(endpoint, body) {
      try {
        const answer = await outward.call({
          target: "oura",
          part: "token",
          url: endpoint,
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
          body: new URLSearchParams({
            ...body,
            client_id: settings.clientId,
            client_secret: settings.clientSecret.reveal(),
          }).toString(),
          reach: "any",
          deadlineMs: DEADLINE_MS,
          repeats: 0,
          follow: false,
        });
        if (answer.status === 400 || answer.status === 401) return { kind: "refused", status: answer.status };
        const heard = await said(answer, clock);
        if (heard.kind !== "ok") return heard;
        const tokens = readTokens(heard.value);
        return tokens ? { kind: "ok", value: tokens } : { kind: "trouble", why: "the tokens cannot be read" };
      } catch {
        return { kind: "trouble", why: "it did not answer" };
      }
    },

    async page(access, collection, query) {
      // The end is exclusive there: the wanted day and one more. With a token nothing else may be sent.
      const parameters =
        "nextToken" in query
          ? { next_token: query.nextToken }
          : { start_date: query.from, end_date: dayAfter(query.to) };
      const heard = await get(access, collection, parameters);
      if (heard.kind !== "ok") return heard;
      const page = readPage(heard.value);
      return page ? { kind: "ok", value: page } : { kind: "trouble", why: "the answer has another shape" };
    },

    document: (access, collection, id) => get(access, `${collection}/${encodeURIComponent(id)}`, {}),

    async userId(access) {
      const heard = await get(access, "personal_info", {});
      if (heard.kind !== "ok") return heard;
      const id = (heard.value as { readonly id?: unknown }).id;
      return typeof id === "string" ? { kind: "ok", value: id } : { kind: "trouble", why: "there is no id" };
    },
  };
}

const dayAfter = (date: LocalDate) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

async function said(answer: Response, clock: Clock): Promise<Said<unknown>> {
  if (answer.status === 401) return { kind: "unauthorized" };
  if (answer.status === 403) return { kind: "forbidden" };
  if (answer.status === 404) return { kind: "missing" };
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("retry-after"));
    const waitS = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 300;
    return { kind: "limited", retryAt: new Date(clock.now().getTime() + waitS * 1000) };
  }
  if (answer.status !== 200) return { kind: "trouble", why: `it answered with status ${answer.status}` };
  try {
    return { kind: "ok", value: JSON.parse(await answer.text()) };
  } catch {
    return { kind: "trouble", why: "the answer is cut off or no JSON" };
  }
}

function readTokens(given: unknown): Tokens | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  const { access_token: access, refresh_token: refresh, expires_in: expires } = given as Record<string, unknown>;
  if (typeof access !== "string" || typeof refresh !== "string") return undefined;
  return { access, refresh, expiresInS: typeof expires === "number" && expires > 0 ? expires : 86_400 };
}
