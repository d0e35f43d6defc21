import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What a browser and its authenticator would answer, without either: one key pair, kept in memory. */
export interface TestAuthenticator {
  /** `PublicKeyCredentialCreationOptionsJSON` → `RegistrationResponseJSON`. */
  create(options: unknown): Record<string, unknown>;
  /** `PublicKeyCredentialRequestOptionsJSON` → `AuthenticationResponseJSON`. */
  get(options: unknown, change?: { readonly origin?: string; readonly counter?: number }): Record<string, unknown>;
}

const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();
/** A head of CBOR: major type and length up to 65,535. */
const head = (major: number, length: number): Buffer =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
const text = (value: string) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const bytes = (value: Uint8Array) => Buffer.concat([head(2, value.byteLength), value]);

/** An authenticator with a resident key (ES256) for one origin. */
export function createTestAuthenticator(origin: string): TestAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(32);
  const id = credentialId.toString("base64url");
  const rpIdHash = sha256(new URL(origin).hostname);
  let counter = 0;
  const clientData = (type: string, options: unknown, from: string) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: (options as { challenge: string }).challenge,
        origin: from,
        crossOrigin: false,
      }),
    );
  // User present, user verified.
  const data = (flags: number, count: number, more = Buffer.alloc(0)) => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(count);
    return Buffer.concat([rpIdHash, Buffer.from([flags]), number, more]);
  };
  const answer = (response: Record<string, string>) => ({
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response,
  });
  return {
    create(options) {
      // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
      const key = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
        bytes(Buffer.from(x, "base64url")),
        Buffer.from([0x22]),
        bytes(Buffer.from(y, "base64url")),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 32]), credentialId, key]);
      const authData = data(0x45, counter, attested);
      const attestation = Buffer.concat([
        head(5, 3),
        text("fmt"),
        text("none"),
        text("attStmt"),
        head(5, 0),
        text("authData"),
        bytes(authData),
      ]);
      return answer({
        clientDataJSON: clientData("webauthn.create", options, origin).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
      });
    },
    get(options, change = {}) {
      counter = change.counter ?? counter + 1;
      const client = clientData("webauthn.get", options, change.origin ?? origin);
      const authData = data(0x05, counter);
      const signature = sign("sha256", Buffer.concat([authData, sha256(client)]), privateKey);
      return answer({
        clientDataJSON: client.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: signature.toString("base64url"),
      });
    },
  };
}
