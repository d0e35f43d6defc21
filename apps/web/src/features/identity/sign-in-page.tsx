import { Button, PasswordInput, TextInput } from "@mantine/core";
import { IconFingerprint, IconLogin2 } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { challengePasskey, readSignInMethods, signIn, signInWithPasskey } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { useEffect, useState } from "react";
import { useApi } from "../../api/context.tsx";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { sentenceOf } from "../../ui/states.tsx";
import { sayFailed } from "../../ui/toast.tsx";
import { Gate } from "./gate.tsx";
import { placeAfterSignIn } from "./next.ts";
import { canUsePasskeys, takePasskey } from "./web-authn.ts";

/** Sign-in with e-mail and password, a code where one is asked, a passkey, or another provider. */
export function SignInPage() {
  const { next, problem } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const methods = useEndpoint(readSignInMethods, {});
  const queries = useQueryClient();
  const router = useRouter();
  const enterWith = () => {
    const go = () => router.history.push(placeAfterSignIn(next));
    queries.resetQueries().then(go, go);
  };
  const enter = useAct(signIn, { failed: () => true, done: enterWith });
  useEffect(() => {
    document.title = "Sign in · WOPR";
  }, []);
  const wantsCode =
    enter.error instanceof AppError && ["identity.code_required", "identity.code_wrong"].includes(enter.error.code);
  const said = enter.error && !(wantsCode && code === "") ? sentenceOf(enter.error) : problem;
  return (
    <Gate title="Sign in" sentence="Use the e-mail and password of your account on this installation.">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate({ body: { email, password, ...(code ? { code } : {}) } });
        }}
      >
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username webauthn"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {wantsCode ? (
          <TextInput
            label="Code"
            description="From your app, or one of your recovery codes."
            autoComplete="one-time-code"
            required
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        ) : null}
        {said ? (
          <p role="alert" style={{ color: "var(--bad)" }}>
            {said}
          </p>
        ) : null}
        <Button type="submit" size="lg" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
      {canUsePasskeys() ? <PasskeyButton done={enterWith} /> : null}
      {methods.data?.provider ? (
        <Button
          component="a"
          href={`/api/v1/auth/oidc/start?next=${encodeURIComponent(placeAfterSignIn(next))}`}
          variant="default"
          size="lg"
          leftSection={<IconLogin2 size={20} aria-hidden />}
        >
          Sign in with {methods.data.provider}
        </Button>
      ) : null}
    </Gate>
  );
}

function PasskeyButton({ done }: { readonly done: () => void }) {
  const { client } = useApi();
  const [busy, setBusy] = useState(false);
  const use = async () => {
    const response = await takePasskey(await client.call(challengePasskey, {}));
    await client.call(signInWithPasskey, { body: { response } });
    done();
  };
  return (
    <Button
      variant="default"
      size="lg"
      loading={busy}
      leftSection={<IconFingerprint size={20} aria-hidden />}
      onClick={() => {
        setBusy(true);
        use()
          // Whoever closes the question of the browser changed their mind; that is no failure.
          .catch((failure: Error) => (failure.name === "NotAllowedError" ? undefined : sayFailed(failure)))
          .finally(() => setBusy(false));
      }}
    >
      Sign in with a passkey
    </Button>
  );
}
