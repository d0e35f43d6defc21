import type { Client } from "@wopr/client";
import { completeSetup, createApiKey, MeWire, type Permission, signIn } from "@wopr/contracts";
import { Secret } from "@wopr/kernel";
import { createPlainClient } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";

/** Who signed in, with a key of their own for this machine. */
export interface SignedIn {
  readonly me: MeWire;
  readonly key: Secret;
}

/** Signs in by e-mail and password and makes an API key with the rights of that person. */
export async function keyByPassword(
  url: string,
  who: { readonly email: string; readonly password: Secret; readonly keyName: string },
  outside: Outside,
): Promise<SignedIn> {
  const body = { email: who.email, password: who.password.reveal(), rememberMe: false };
  const answer = await createPlainClient(url, outside).raw(signIn, { body });
  return keyOfSession(url, answer, who.keyName, outside);
}

/** Makes the owner of a fresh server with its set-up code, and an API key for them. */
export async function keyBySetup(
  url: string,
  owner: {
    readonly code: string;
    readonly name: string;
    readonly email: string;
    readonly password: Secret;
    readonly keyName: string;
  },
  outside: Outside,
): Promise<SignedIn> {
  const body = { code: owner.code, name: owner.name, email: owner.email, password: owner.password.reveal() };
  const answer = await createPlainClient(url, outside).raw(completeSetup, { body });
  return keyOfSession(url, answer, owner.keyName, outside);
}

async function keyOfSession(url: string, answer: Response, keyName: string, outside: Outside): Promise<SignedIn> {
  const me = MeWire.parse(await answer.json());
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  if (cookie === "") throw CliErrors.failed({ why: `${url} signed you in but gave no session.` });
  // A change made with a cookie must name where it comes from; this one comes from the server's own address.
  const headers = () => ({ cookie, origin: new URL(url).origin });
  const key = await makeKey(createPlainClient(url, outside, { headers }), keyName, me.permissions);
  return { me, key };
}

async function makeKey(client: Client, name: string, permissions: readonly Permission[]): Promise<Secret> {
  const { key } = await client.call(createApiKey, { body: { name, permissions: [...permissions] } });
  return new Secret(key);
}
