const toBytes = (text: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
};
const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

interface Described {
  readonly id: string;
  readonly type: "public-key";
}

/** Whether this browser knows passkeys; only over TLS or on the machine itself. */
export const canUsePasskeys = (): boolean => typeof PublicKeyCredential === "function";

/** Makes a passkey from the server's options. @returns The answer as JSON. */
export async function makePasskey(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  const given = options as unknown as {
    readonly challenge: string;
    readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
    readonly excludeCredentials?: readonly Described[];
  };
  const publicKey = {
    ...options,
    challenge: toBytes(given.challenge),
    user: { ...given.user, id: toBytes(given.user.id) },
    excludeCredentials: (given.excludeCredentials ?? []).map((one) => ({ ...one, id: toBytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("No passkey was made.");
  const response = made.response as AuthenticatorAttestationResponse;
  return answerOf(made, {
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports(),
  });
}

/** Uses a passkey on the server's challenge. @returns The answer as JSON. */
export async function takePasskey(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  const given = options as unknown as { readonly challenge: string };
  const publicKey = { ...options, challenge: toBytes(given.challenge), allowCredentials: [] };
  const taken = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!taken) throw new Error("No passkey was used.");
  const response = taken.response as AuthenticatorAssertionResponse;
  return answerOf(taken, {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    ...(response.userHandle ? { userHandle: toText(response.userHandle) } : {}),
  });
}

const answerOf = (credential: PublicKeyCredential, response: Record<string, unknown>) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});
