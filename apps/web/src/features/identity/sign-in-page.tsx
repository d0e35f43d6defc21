import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { signIn } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import { Gate } from "./gate.tsx";
import { placeAfterSignIn } from "./next.ts";

/** Sign-in with e-mail and password. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const router = useRouter();
  const enter = useAct(signIn, {
    failed: () => true,
    done: () => {
      const go = () => router.history.push(placeAfterSignIn(next));
      queries.resetQueries().then(go, go);
    },
  });
  useEffect(() => {
    document.title = "Sign in · WOPR";
  }, []);
  return (
    <Gate title="Sign in" sentence="Use the e-mail and password of your account on this installation.">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate({ body: { email, password } });
        }}
      >
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
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
        {enter.error ? (
          <p role="alert" style={{ color: "var(--bad)" }}>
            {sentenceOf(enter.error)}
          </p>
        ) : null}
        <Button type="submit" size="lg" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
    </Gate>
  );
}
