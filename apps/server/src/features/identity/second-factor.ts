import type { Clock } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
import type { Secrets } from "../secrets/index.ts";
import { IdentityErrors } from "./errors.ts";
import { createSecondStore } from "./store-second.ts";
import { base32, matchingStep, otpAuthUrl, TOTP_SECRET_BYTES } from "./totp.ts";

/** Facts of the request an act belongs to. */
type Facts = Act["facts"];

/** Codes from an app, asked beside the password once somebody has set it up. */
export interface SecondFactor {
  /** Whether a code is asked of this person when they sign in. */
  isOn(userId: string): Promise<boolean>;
  /** @throws {AppError} `identity.code_required`, `identity.code_wrong` */
  demand(userId: string, code: string | undefined): Promise<void>;
  state(userId: string): Promise<{ readonly on: boolean; readonly recoveryCodesLeft: number }>;
  /** A new secret for the app; it counts after {@link SecondFactor.confirm}. @throws {AppError} `identity.totp_on` */
  begin(caller: Caller): Promise<{ readonly secret: string; readonly url: string }>;
  /** @returns Ten recovery codes, shown this once. @throws {AppError} `identity.totp_off`, `identity.code_wrong` */
  confirm(caller: Caller, code: string, facts: Facts): Promise<readonly string[]>;
  remove(caller: Caller, facts: Facts): Promise<void>;
}

const RECOVERY_CODES = 10;
const scopeOf = (userId: string) => `identity:totp:${userId}`;
const normal = (code: string) => code.replaceAll(/[\s-]/g, "").toUpperCase();

/** Codes by RFC 6238, whose secrets are sealed. */
export function createSecondFactor(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly secrets: Secrets;
  readonly audit: Audit;
}): SecondFactor {
  const { db, clock, randomBytes, secrets, audit } = deps;
  const store = createSecondStore(db);

  async function useCode(userId: string, code: string): Promise<boolean> {
    const row = await store.totp(userId);
    const secret = row && (await secrets.openFor(db, scopeOf(userId), row.sealed));
    if (!row || !secret) return false;
    const step = matchingStep(secret, code, clock.now(), row.lastStep);
    return step !== undefined && (await store.useStep(userId, step, clock.now()));
  }

  const tell = (tx: Db, caller: Caller, action: "identity.add_codes" | "identity.remove_codes", facts: Facts) =>
    audit.record(tx, {
      actor: actorOf(caller),
      action,
      subject: { kind: "user", id: caller.id },
      summary:
        action === "identity.add_codes" ? "Signs in with a code from an app too." : "Signs in without codes again.",
      undo: { impossible: "only the person can do it, with their phone in hand." },
      facts,
    });

  return {
    isOn: async (userId) => (await store.totp(userId))?.confirmedAt != null,

    async demand(userId, code) {
      if (!code) throw IdentityErrors.code_required({});
      const right =
        (/^\s*(\d\s*){6}$/.test(code) && (await useCode(userId, code))) ||
        (await store.useRecoveryCode(userId, sha256Hex(normal(code)), clock.now()));
      if (!right) throw IdentityErrors.code_wrong({});
    },

    async state(userId) {
      const on = (await store.totp(userId))?.confirmedAt != null;
      return { on, recoveryCodesLeft: on ? await store.recoveryCodesLeft(userId) : 0 };
    },

    async begin(caller) {
      const secret = randomBytes(TOTP_SECRET_BYTES);
      const sealed = Buffer.from(await secrets.sealFor(db, scopeOf(caller.id), secret));
      if (!(await store.putTotp(caller.id, sealed))) throw IdentityErrors.totp_on({});
      return { secret: base32(secret), url: otpAuthUrl(secret, caller.email ?? caller.name, "WOPR") };
    },

    async confirm(caller, code, facts) {
      const row = await store.totp(caller.id);
      if (!row) throw IdentityErrors.totp_off({});
      if (row.confirmedAt) throw IdentityErrors.totp_on({});
      if (!(await useCode(caller.id, code))) throw IdentityErrors.code_wrong({});
      const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(10)));
      await db.transaction(async (tx) => {
        await createSecondStore(tx).putRecoveryCodes(caller.id, codes.map(sha256Hex));
        await tell(tx, caller, "identity.add_codes", facts);
      });
      return codes.map((text) => (text.match(/.{4}/g) ?? []).join("-"));
    },

    remove: (caller, facts) =>
      db.transaction(async (tx) => {
        await createSecondStore(tx).removeTotp(caller.id);
        await secrets.eraseKey(tx, scopeOf(caller.id));
        await tell(tx, caller, "identity.remove_codes", facts);
      }),
  };
}
