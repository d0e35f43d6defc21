import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { acceptInvitation, openInvitation } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Failed, Loading, sentenceOf } from "../../ui/states.tsx";
import { Gate } from "./gate.tsx";
import { tokenInAddress } from "./next.ts";

/** Makes the account an invitation is for. */
export function InvitationPage() {
  const token = tokenInAddress();
  const invited = useEndpoint(openInvitation, { body: { token } });
  useEffect(() => {
    document.title = "Invitation · WOPR";
  }, []);
  return (
    <Gate
      title="You are invited"
      sentence={invited.data ? `As ${invited.data.role}, with the address ${invited.data.email}.` : "One moment."}
    >
      {invited.isError ? <Failed failure={invited.error} /> : null}
      {invited.isPending ? <Loading what="the invitation" /> : null}
      {invited.data ? <Form token={token} /> : null}
    </Gate>
  );
}

function Form({ token }: { readonly token: string }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const router = useRouter();
  const accept = useAct(acceptInvitation, {
    failed: () => true,
    done: () => {
      const go = () => router.history.push("/");
      queries.resetQueries().then(go, go);
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate({ body: { token, name, password } });
      }}
    >
      <TextInput
        label="Your name"
        autoComplete="name"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        description="At least 12 characters: four words that have nothing to do with each other are good."
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {accept.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(accept.error)}
        </p>
      ) : null}
      <Button type="submit" size="lg" loading={accept.isPending}>
        Make my account
      </Button>
    </form>
  );
}
