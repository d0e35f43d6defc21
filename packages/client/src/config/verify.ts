import { createPublicKey, verify } from "node:crypto";
import { type ContextWire, ResolvedWire, signedText } from "@wopr/contracts";
import { canonicalJson } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";

/** What a consumer may trust. */
export interface Expected {
  readonly namespace: string;
  readonly context: ContextWire;
  /** Ed25519, base64url of the raw 32 bytes. */
  readonly publicKey: string;
}

/** Reads an answer of the server or a copy of one; a sentence where it cannot be trusted. */
export function readResolved(text: string, expected: Expected): ResolvedWire | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "it is cut short.";
  }
  const parsed = ResolvedWire.safeParse(json);
  if (!parsed.success) return "it is not what the server sends.";
  const resolved = parsed.data;
  if (resolved.namespace !== expected.namespace) return "it belongs to another namespace.";
  const said = signedText({
    namespace: resolved.namespace,
    epoch: resolved.epoch,
    revision: resolved.revision,
    contextSha256: sha256Hex(canonicalJson(resolved.context)),
    documentSha256: sha256Hex(canonicalJson(resolved.document)),
    issuedAt: resolved.issued_at,
  });
  if (!isSigned(said, resolved.signature, expected.publicKey)) return "its signature is wrong.";
  return isFor(resolved.context, expected.context) ? resolved : "it was made for another device.";
}

function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

/** The server names only what decides the document; all of that must be ours. */
const isFor = (made: ContextWire, ours: ContextWire): boolean =>
  (made.environment === null || made.environment === ours.environment) &&
  (made.site === null || made.site === ours.site) &&
  (made.device === null || made.device === ours.device) &&
  made.tags.every((tag) => ours.tags.includes(tag));
