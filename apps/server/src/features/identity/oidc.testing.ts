import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** How the double misbehaves at the next sign-in. */
export type Mode = "good" | "wrong nonce" | "expired" | "wrong audience" | "unverified address" | "other key";

/** A provider in this process: authorization code with PKCE, as OpenID Connect asks. */
export interface OidcDouble {
  readonly issuer: string;
  mode: Mode;
  email: string;
  sub: string;
  /** New keys from now on. */
  rotate(): Promise<void>;
  /** What its sign-in page would do: takes the address a browser was led to, gives the one it is led back to. */
  signIn(url: string): string;
  close(): Promise<void>;
}

/** Starts the double for one client. */
export async function createOidcDouble(client: { readonly id: string; readonly secret: string }): Promise<OidcDouble> {
  const newKeys = async () => ({
    ...(await generateKeyPair("ES256", { extractable: true })),
    kid: `k${Math.random()}`,
  });
  let keys = await newKeys();
  const foreign = await newKeys();
  const codes = new Map<string, { readonly challenge: string; readonly nonce: string; readonly redirect: string }>();

  async function tokenFor(form: URLSearchParams): Promise<string | undefined> {
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const known = form.get("client_id") === client.id && form.get("client_secret") === client.secret;
    if (!asked || !known || asked.challenge !== challenge || asked.redirect !== form.get("redirect_uri"))
      return undefined;
    const { mode } = double;
    const claims = {
      nonce: mode === "wrong nonce" ? "another" : asked.nonce,
      email: double.email,
      email_verified: mode !== "unverified address",
      name: "Olga Other",
    };
    const signer = mode === "other key" ? foreign : keys;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: keys.kid })
      .setIssuer(double.issuer)
      .setSubject(double.sub)
      .setAudience(mode === "wrong audience" ? "another" : client.id)
      .setIssuedAt()
      .setExpirationTime(mode === "expired" ? "-1 hour" : "5 minutes")
      .sign(signer.privateKey);
  }

  const server = createServer((request, answer) => {
    const json = (value: unknown, status = 200) =>
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", async () => {
      if (request.url === "/.well-known/openid-configuration") {
        const { issuer } = double;
        return json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
        });
      }
      if (request.url === "/jwks")
        return json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: keys.kid, alg: "ES256", use: "sig" }] });
      const token = await tokenFor(new URLSearchParams(Buffer.concat(pieces).toString()));
      return token
        ? json({ id_token: token, access_token: "x", token_type: "Bearer" })
        : json({ error: "invalid_grant" }, 400);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const double: OidcDouble = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: "good",
    email: "olga@example.org",
    sub: "olga-1",
    async rotate() {
      keys = await newKeys();
    },
    signIn(url) {
      const { searchParams } = new URL(url);
      const of = (name: string) => searchParams.get(name) ?? "";
      const code = `code-${Math.random()}`;
      codes.set(code, { challenge: of("code_challenge"), nonce: of("nonce"), redirect: of("redirect_uri") });
      return `/api/v1/auth/oidc/callback?code=${encodeURIComponent(code)}&state=${encodeURIComponent(of("state"))}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}
