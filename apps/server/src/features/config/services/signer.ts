import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from "node:crypto";
import type { Secret } from "@wopr/kernel";

/** Signs effective documents, so that a consumer knows a forged or foreign one. */
export interface Signer {
  /** Ed25519 public key, base64url of the raw 32 bytes. */
  readonly publicKey: () => string;
  /** Base64url. */
  sign(text: string): string;
}

/** DER of an Ed25519 private key up to its 32 bytes of seed (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key pair follows from the signing key of the installation: all its servers have the same. */
export function createSigner(signingKey: Secret): Signer {
  let key: KeyObject | undefined;
  const privateKey = () => {
    key ??= createPrivateKey({
      key: Buffer.concat([
        PKCS8,
        Buffer.from(hkdfSync("sha256", signingKey.reveal(), "", "wopr config signature", 32)),
      ]),
      format: "der",
      type: "pkcs8",
    });
    return key;
  };
  return {
    publicKey: () => createPublicKey(privateKey()).export({ format: "jwk" }).x ?? "",
    sign: (text) => sign(null, Buffer.from(text), privateKey()).toString("base64url"),
  };
}
