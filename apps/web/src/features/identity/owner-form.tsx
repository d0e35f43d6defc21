import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { completeSetup } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import { Gate } from "./gate.tsx";
import { codeInHash, passwordHint } from "./next.ts";

/** Makes the owner account with the code from the terminal. */
export function OwnerForm({ done }: { readonly done: () => void }) {
  const given = codeInHash(useLocation({ select: ({ hash }) => hash }));
  const [form, setForm] = useState({ code: "", name: "", email: "", password: "" });
  const queries = useQueryClient();
  const make = useAct(completeSetup, {
    failed: () => true,
    done: () => {
      // The code has been used; nobody needs to see it in the address again.
      history.replaceState(history.state, "", location.pathname);
      queries.resetQueries({ predicate: ({ queryKey }) => queryKey[1] !== "/setup" }).catch(() => {});
      done();
    },
  });
  const change = (key: keyof typeof form) => (event: { currentTarget: { value: string } }) =>
    setForm({ ...form, [key]: event.currentTarget.value });
  return (
    <Gate
      step="Step 1 of 2"
      title="Make the owner account"
      sentence="The owner may do everything here. The account stays on this installation."
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ body: { ...form, code: given || form.code.trim() } });
        }}
      >
        {given ? null : (
          <TextInput
            label="Set-up code"
            description="Eight words, printed in the terminal where WOPR was started."
            required
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            value={form.code}
            onChange={change("code")}
          />
        )}
        <TextInput
          label="Your name"
          required
          maxLength={100}
          autoComplete="name"
          value={form.name}
          onChange={change("name")}
        />
        <TextInput
          label="E-mail"
          description="Used to sign in. Nothing is sent to it."
          type="email"
          required
          autoComplete="username"
          value={form.email}
          onChange={change("email")}
        />
        <PasswordInput
          label="Password"
          description={passwordHint(form.password)}
          required
          minLength={12}
          maxLength={200}
          autoComplete="new-password"
          value={form.password}
          onChange={change("password")}
        />
        {make.error ? (
          <p role="alert" style={{ color: "var(--bad)" }}>
            {sentenceOf(make.error)}
          </p>
        ) : null}
        <Button type="submit" size="lg" loading={make.isPending}>
          Make the account
        </Button>
      </form>
    </Gate>
  );
}
