import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import type { Clock, NewId, Secret } from "@wopr/kernel";

/** What an access token says. */
export interface TokenClaims {
  /** Id of the device key. */
  readonly sub: string;
  /** Id of the installation. */
  readonly aud: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}

/** Makes and checks access tokens of devices: JSON Web Tokens, Ed25519. */
export interface AccessTokens {
  issue(deviceKeyId: string, audience: string, seconds: number): string;
  /** @returns `undefined` for anything that is not a token of ours for this installation that still holds. */
  read(token: string, audience: string): TokenClaims | undefined;
  /** Public keys that check them, as a JSON Web Key Set. */
  keySet(): { readonly keys: readonly Readonly<Record<string, string>>[] };
}

/** PKCS #8 around an Ed25519 seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
/** SubjectPublicKeyInfo around an Ed25519 public key. */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
/** Clocks of replicas may differ a little, seconds. */
const LEEWAY_S = 5;

/** Tokens under a key that follows from the signing key, so that all replicas have the same one without sharing more. */
export function createAccessTokens(signingKey: Secret, clock: Clock, newId: NewId): AccessTokens {
  const seed = Buffer.from(hkdfSync("sha256", signingKey.reveal(), "", "wopr access tokens", 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  const x = String(publicKey.export({ format: "jwk" }).x);
  const kid = createHash("sha256").update(x).digest("base64url").slice(0, 16);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = encode({ alg: "EdDSA", typ: "JWT", kid });

  return {
    issue(deviceKeyId, aud, seconds) {
      const iat = Math.floor(clock.now().getTime() / 1000);
      const body = `${head}.${encode({ sub: deviceKeyId, aud, iat, exp: iat + seconds, jti: newId() })}`;
      return `${body}.${sign(null, Buffer.from(body), privateKey).toString("base64url")}`;
    },
    read(token, audience) {
      const [given, payload, signature, ...rest] = token.split(".");
      // The head must be ours to the letter: no other algorithm is ever looked at.
      if (given !== head || !payload || !signature || rest.length > 0) return undefined;
      const body = Buffer.from(`${given}.${payload}`);
      if (!verify(null, body, publicKey, Buffer.from(signature, "base64url"))) return undefined;
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as TokenClaims;
      const now = clock.now().getTime() / 1000;
      const holds = claims.aud === audience && claims.exp > now && claims.iat <= now + LEEWAY_S;
      return holds ? claims : undefined;
    },
    keySet: () => ({ keys: [{ kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA", kid, x }] }),
  };
}

/** The key object of a device's public key. @returns `undefined` when it is none. */
export function devicePublicKey(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, "base64url");
  if (raw.byteLength !== 32 || raw.toString("base64url") !== text) return undefined;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

/** Whether one of these device keys signed a text. */
export const isSignedBy = (keys: readonly string[], text: string, signature: string): boolean =>
  keys.some((key) => {
    const object = devicePublicKey(key);
    return object !== undefined && verify(null, Buffer.from(text), object, Buffer.from(signature, "base64url"));
  });
