import { Button, PasswordInput } from "@mantine/core";
import { changePassword } from "@wopr/contracts";
import { useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { Section } from "../../ui/page.tsx";
import { sentenceOf } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import styles from "./system-page.module.css";

/** A new password for whoever is signed in; other devices are signed out. */
export function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useAct(changePassword, {
    failed: () => true,
    done: () => {
      setCurrent("");
      setNext("");
      sayDone("The password is changed. Your other devices are signed out.");
    },
  });
  return (
    <Section title="Your password">
      <form
        className={`stack ${styles["form"]}`}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ body: { current_password: current, new_password: next } });
        }}
      >
        <PasswordInput
          label="Password now"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 12 characters."
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={200}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {change.error ? (
          <p role="alert" style={{ color: "var(--bad)" }}>
            {sentenceOf(change.error)}
          </p>
        ) : null}
        <Button
          type="submit"
          variant="default"
          loading={change.isPending}
          disabled={current === "" || next.length < 12}
        >
          Change the password
        </Button>
      </form>
    </Section>
  );
}
