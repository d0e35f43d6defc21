import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Log, Secret } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import { LifeErrors } from "../errors.ts";
import type { Vault } from "../services/vault.ts";
import { createRingStore, type RingRow } from "../store/ring.ts";
import type { OuraApi, Tokens } from "./api.ts";

/** Connecting a ring and keeping its grant alive. */
export interface Grants {
  /** Address to open in the browser; its state is signed and good for ten minutes. */
  authorizeUrl(personId: string): string;
  /**
   * Exchanges the code for tokens, at whichever of the two endpoints takes it.
   *
   * @throws {AppError} `life.ring_state`, `life.reauth_needed`, `life.ring_trouble`
   */
  complete(personId: string, code: string, state: string): Promise<void>;
  /**
   * A token that is good now. Refreshes before it expires, or when `refused` names the one that was not taken; one
   * refresh at a time per person.
   *
   * @throws {AppError} `life.no_ring`, `life.reauth_needed`, `life.ring_trouble`
   */
  access(personId: string, refused?: string): Promise<string>;
}

const STATE_MS = 10 * 60_000;
/** Refreshed when a tenth of its life is left. */
const EARLY = 0.1;
const SCOPES = "email personal daily heartrate workout session tag spo2 ring_configuration stress heart_health";

interface Grant extends Tokens {
  readonly gotAtMs: number;
}

/** Grants, sealed with the key of their person. */
export function createGrants(deps: {
  readonly db: Db;
  readonly api: OuraApi;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly signingKey: Secret;
  readonly redirectUri: string;
}): Grants {
  const { db, api, vault, clock, log } = deps;
  const sign = (text: string) =>
    createHmac("sha256", deps.signingKey.reveal()).update(`oura:${text}`).digest("base64url");
  const bookOf = (on: Db, personId: string) => ({ db: on, person: { personId } }) as Parameters<Vault["seal"]>[0];

  async function sealed(on: Db, personId: string, tokens: Tokens): Promise<Uint8Array> {
    const grant: Grant = { ...tokens, gotAtMs: clock.now().getTime() };
    return vault.seal(bookOf(on, personId), JSON.stringify(grant));
  }

  async function opened(on: Db, row: RingRow): Promise<Grant | undefined> {
    const text = row.grantSealed && (await vault.open(bookOf(on, row.personId), row.grantSealed));
    return text ? (JSON.parse(text) as Grant) : undefined;
  }

  /** Asks the remembered endpoint first and, when it refuses, the other one once. */
  async function ask(body: Readonly<Record<string, string>>, first: string) {
    const other = api.settings.tokenEndpoints.find((endpoint) => endpoint !== first) ?? first;
    const heard = await api.token(first, body);
    if (heard.kind !== "refused") return { heard, endpoint: first };
    return { heard: await api.token(other, body), endpoint: other };
  }

  async function refresh(personId: string, refused: string | undefined): Promise<string> {
    const row = await createRingStore(db).find(personId);
    if (!row) throw LifeErrors.no_ring({});
    if (row.state === "reauth") throw LifeErrors.reauth_needed({});
    const outcome = await db.transaction(async (tx) => {
      const rings = createRingStore(tx);
      const locked = await rings.lock(personId);
      const grant = locked && (await opened(tx, locked));
      if (!locked || !grant) return { token: undefined };
      // Somebody else has refreshed while we waited for the lock.
      if (isFresh(grant, clock.now()) && grant.access !== refused) return { token: grant.access };
      // After a crash between this call and the commit the old token is tried again; refused, the person is told.
      const { heard, endpoint } = await ask(
        { grant_type: "refresh_token", refresh_token: grant.refresh },
        locked.tokenEndpoint,
      );
      const now = clock.now();
      if (heard.kind === "ok") {
        const expiresAt = new Date(now.getTime() + heard.value.expiresInS * 1000);
        await rings.put({
          ...locked,
          state: "ok",
          tokenEndpoint: endpoint,
          grantSealed: await sealed(tx, personId, heard.value),
          expiresAt,
          updatedAt: now,
        });
        return { token: heard.value.access };
      }
      if (heard.kind === "refused" || heard.kind === "unauthorized") {
        await rings.put({ ...locked, state: "reauth", updatedAt: now });
        log.warn(
          { area: "life", code: "life.reauth_needed" },
          "a ring refuses its grant; its person is asked to connect again",
        );
        return { token: undefined, gone: true };
      }
      // A network that is down is no refusal: the grant stays as it is.
      return { token: undefined, why: heard.kind === "trouble" ? heard.why : heard.kind };
    });
    if (outcome.token !== undefined) return outcome.token;
    if ("why" in outcome && outcome.why) throw LifeErrors.ring_trouble({ collection: "sign-in", why: outcome.why });
    throw LifeErrors.reauth_needed({});
  }

  return {
    authorizeUrl(personId) {
      const until = clock.now().getTime() + STATE_MS;
      const text = `${personId}.${until}`;
      const url = new URL(api.settings.authorize);
      url.search = new URLSearchParams({
        response_type: "code",
        client_id: api.settings.clientId,
        redirect_uri: deps.redirectUri,
        scope: SCOPES,
        state: `${text}.${sign(text)}`,
      }).toString();
      return url.href;
    },

    async complete(personId, code, state) {
      const [person = "", until = "", signature = ""] = state.split(".");
      const expected = Buffer.from(sign(`${person}.${until}`));
      const given = Buffer.from(signature);
      const genuine = given.length === expected.length && timingSafeEqual(given, expected);
      if (!genuine || person !== personId || Number(until) < clock.now().getTime()) throw LifeErrors.ring_state({});
      const body = { grant_type: "authorization_code", code, redirect_uri: deps.redirectUri };
      const { heard, endpoint } = await ask(body, api.settings.tokenEndpoints[0]);
      if (heard.kind === "refused" || heard.kind === "unauthorized") throw LifeErrors.reauth_needed({});
      if (heard.kind !== "ok")
        throw LifeErrors.ring_trouble({
          collection: "sign-in",
          why: heard.kind === "trouble" ? heard.why : heard.kind,
        });
      const user = await api.userId(heard.value.access);
      const now = clock.now();
      await db.transaction(async (tx) =>
        createRingStore(tx).put({
          personId,
          state: "ok",
          tokenEndpoint: endpoint,
          grantSealed: await sealed(tx, personId, heard.value),
          expiresAt: new Date(now.getTime() + heard.value.expiresInS * 1000),
          connectedAt: now,
          userId: user.kind === "ok" ? user.value : null,
          updatedAt: now,
        }),
      );
    },

    async access(personId, refused) {
      const row = await createRingStore(db).find(personId);
      if (!row) throw LifeErrors.no_ring({});
      if (row.state === "reauth") throw LifeErrors.reauth_needed({});
      const grant = await opened(db, row);
      if (grant && isFresh(grant, clock.now()) && grant.access !== refused) return grant.access;
      return refresh(personId, refused);
    },
  };
}

const isFresh = (grant: Grant, now: Date) => now.getTime() < grant.gotAtMs + grant.expiresInS * 1000 * (1 - EARLY);
