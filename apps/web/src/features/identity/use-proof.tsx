import { Button, Modal, PasswordInput } from "@mantine/core";
import { stepUp } from "@wopr/contracts";
import { AppError } from "@wopr/kernel";
import { type ReactNode, useState } from "react";
import { useAct } from "../../api/use-act.tsx";
import { sentenceOf } from "../../ui/states.tsx";

/** Asks for the password again where the server demands a fresh proof, then does what was asked for. */
export interface Proof {
  /** For `failed` of an act: opens the question. @returns Whether it was about a proof. */
  needs(failure: Error, again: () => void): boolean;
  readonly dialog: ReactNode;
}

/** See {@link Proof}; put its `dialog` into the page. */
export function useProof(): Proof {
  const [again, setAgain] = useState<{ readonly run: () => void }>();
  return {
    needs(failure, run) {
      const asks = failure instanceof AppError && failure.code === "platform.step_up_required";
      if (asks) setAgain({ run });
      return asks;
    },
    dialog: (
      <Modal opened={again !== undefined} onClose={() => setAgain(undefined)} title="Is it really you?">
        {again ? (
          <Question
            done={() => {
              setAgain(undefined);
              again.run();
            }}
          />
        ) : null}
      </Modal>
    ),
  };
}

function Question({ done }: { readonly done: () => void }) {
  const [password, setPassword] = useState("");
  const prove = useAct(stepUp, { failed: () => true, done });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate({ body: { password } });
      }}
    >
      <p>This is weighty, and you signed in a while ago. Give your password again; it counts for ten minutes.</p>
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {prove.error ? (
        <p role="alert" style={{ color: "var(--bad)" }}>
          {sentenceOf(prove.error)}
        </p>
      ) : null}
      <Button type="submit" loading={prove.isPending}>
        It is me
      </Button>
    </form>
  );
}
