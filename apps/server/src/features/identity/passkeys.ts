import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Caller } from "../../http/caller.ts";
import { type Act, type Audit, actorOf } from "../audit/index.ts";
import { IdentityErrors } from "./errors.ts";
import { createChallengeStore } from "./store-challenges.ts";
import { createSecondStore, type Passkey } from "./store-second.ts";

/** Facts of the request an act belongs to. */
type Facts = Act["facts"];

/** Signing in with a key that a device keeps and unlocks by finger, face or PIN. */
export interface Passkeys {
  list(userId: string): Promise<readonly Passkey[]>;
  /** What a browser needs to make a new one (`PublicKeyCredentialCreationOptionsJSON`); good for five minutes. */
  beginAdd(caller: Caller): Promise<unknown>;
  /** @throws {AppError} `identity.passkey_refused` */
  add(caller: Caller, name: string, response: unknown, facts: Facts): Promise<Passkey>;
  /** @throws {AppError} `identity.passkey_not_found` */
  remove(caller: Caller, id: string, facts: Facts): Promise<void>;
  /** What a browser needs to use one (`PublicKeyCredentialRequestOptionsJSON`); tells nothing about who has which. */
  beginUse(): Promise<unknown>;
  /** @returns Whose it is. @throws {AppError} `identity.passkey_refused` */
  use(response: unknown): Promise<string>;
}

const ANSWER_WITHIN_MS = 5 * 60_000;

/** Passkeys for the host of the public address. */
export function createPasskeys(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly publicUrl: string;
  readonly audit: Audit;
}): Passkeys {
  const { db, clock, newId, audit } = deps;
  const { hostname: rpID, origin } = new URL(deps.publicUrl);
  const store = createSecondStore(db);
  const challenges = createChallengeStore(db);
  const expected = { expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true } as const;
  const until = () => new Date(clock.now().getTime() + ANSWER_WITHIN_MS);

  /** Takes the challenge of an answer; one that was answered before, or never asked, is none. */
  async function challengeOf(kind: "passkey_add" | "passkey_use", response: unknown, subject: string): Promise<string> {
    const challenge = askedIn(response);
    const asked = challenge === undefined ? undefined : await challenges.take(kind, challenge, clock.now());
    if (challenge === undefined || asked?.subject !== subject) {
      throw IdentityErrors.passkey_refused({ why: "it answers no open question. Try again." });
    }
    return challenge;
  }

  return {
    list: (userId) => store.passkeys(userId),

    async beginAdd(caller) {
      const known = await store.passkeys(caller.id);
      const options = await generateRegistrationOptions({
        rpName: "WOPR",
        rpID,
        userName: caller.email ?? caller.name,
        userDisplayName: caller.name,
        userID: new Uint8Array(Buffer.from(caller.id)),
        attestationType: "none",
        excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      await challenges.ask({ kind: "passkey_add", text: options.challenge, subject: caller.id, expiresAt: until() });
      return options;
    },

    async add(caller, name, response, facts) {
      const expectedChallenge = await challengeOf("passkey_add", response, caller.id);
      const verified = await refusing(() =>
        verifyRegistrationResponse({ ...expected, expectedChallenge, response: response as RegistrationResponseJSON }),
      );
      if (!verified.verified) throw IdentityErrors.passkey_refused({ why: "its proof is not right." });
      const { credential, credentialBackedUp } = verified.registrationInfo;
      const passkey: Passkey = {
        id: newId(),
        userId: caller.id,
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        backedUp: credentialBackedUp,
        createdAt: clock.now(),
        lastUsedAt: null,
      };
      await db.transaction(async (tx) => {
        await createSecondStore(tx).addPasskey(passkey);
        await tell(tx, caller, "identity.add_passkey", passkey, facts);
      });
      return passkey;
    },

    async remove(caller, id, facts) {
      const passkey = (await store.passkeys(caller.id)).find((one) => one.id === id);
      if (!passkey) throw IdentityErrors.passkey_not_found({});
      await db.transaction(async (tx) => {
        await createSecondStore(tx).removePasskey(caller.id, id);
        await tell(tx, caller, "identity.remove_passkey", passkey, facts);
      });
    },

    async beginUse() {
      const options = await generateAuthenticationOptions({ rpID, userVerification: "required", allowCredentials: [] });
      await challenges.ask({ kind: "passkey_use", text: options.challenge, subject: "anybody", expiresAt: until() });
      return options;
    },

    async use(response) {
      const expectedChallenge = await challengeOf("passkey_use", response, "anybody");
      const answer = response as AuthenticationResponseJSON;
      const passkey = await store.passkey(String(answer.id));
      if (!passkey) throw IdentityErrors.passkey_refused({ why: "it is not known here, or was removed." });
      const verified = await refusing(() =>
        verifyAuthenticationResponse({
          ...expected,
          expectedChallenge,
          response: answer,
          credential: {
            id: passkey.credentialId,
            publicKey: new Uint8Array(passkey.publicKey),
            counter: passkey.counter,
          },
        }),
      );
      const { newCounter } = verified.authenticationInfo;
      const used = verified.verified && (await store.usePasskey(passkey.id, newCounter, clock.now()));
      if (!used) throw IdentityErrors.passkey_refused({ why: "its proof is not right." });
      return passkey.userId;
    },
  };

  function tell(
    tx: Db,
    caller: Caller,
    action: "identity.add_passkey" | "identity.remove_passkey",
    passkey: Passkey,
    facts: Facts,
  ) {
    const added = action === "identity.add_passkey";
    return audit.record(tx, {
      actor: actorOf(caller),
      action,
      subject: { kind: "user", id: caller.id },
      summary: added ? `Added the passkey "${passkey.name}".` : `Removed the passkey "${passkey.name}".`,
      undo: { impossible: added ? "remove it instead." : "add it again with the device in hand." },
      facts,
    });
  }
}

/** The challenge a browser says it answers; the library checks that it is the one that was signed. */
function askedIn(response: unknown): string | undefined {
  try {
    const { clientDataJSON } = (response as { response: { clientDataJSON: string } }).response;
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString()) as { challenge?: unknown };
    return typeof challenge === "string" ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** What the library throws about an answer is a refusal, not a fault of ours. */
async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (failure) {
    throw IdentityErrors.passkey_refused({ why: "its proof is not right." }, { cause: failure });
  }
}
