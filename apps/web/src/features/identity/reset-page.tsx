import { Button, PasswordInput } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { resetPassword } from "@wopr/contracts";
import { useEffect, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { Gate } from "./gate.tsx";
import { tokenInAddress } from "./next.ts";

/** Sets a new password with a link. */
export function ResetPage() {
  const token = tokenInAddress();
  const [password, setPassword] = useState("");
  const router = useRouter();
  const set = useAct(resetPassword, {
    failed: () => true,
    done: () => {
      sayDone("The password is set. Sign in with it.");
      router.history.push("/sign-in");
    },
  });
  useEffect(() => {
    document.title = "New password · WOPR";
  }, []);
  return (
    <Gate title="A new password" sentence="All your devices are signed out by it.">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ body: { token, password } });
        }}
      >
        <PasswordInput
          label="New password"
          description="At least 12 characters."
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {set.error ? (
          <p role="alert" style={{ color: "var(--bad)" }}>
            {sentenceOf(set.error)}
          </p>
        ) : null}
        <Button type="submit" size="lg" loading={set.isPending}>
          Set it
        </Button>
      </form>
    </Gate>
  );
}
